import { api, told } from "../../api/client";
import type { Reading } from "../../api/types";
import { parametersOf, type Question } from "../../question/question";

/**
 * A KPI over the window asked, with the periods before it. The level, its interval and its n are the window's, so that
 * a number stays the same number from the cell that led here; its points reach as far back as on a board, since a window
 * of four weeks alone is too short to tell a change from chance.
 */
export async function readingOf(kpi: string, question: Question, signal: AbortSignal): Promise<Reading> {
  const ask = (of: Question) =>
    told(api.GET("/api/kpis/{kpi}/reading", { params: { path: { kpi }, query: parametersOf(of) }, signal }));
  const within = ask(question);
  if (question.from === "") return within;
  const [asked, longer] = await Promise.all([within, ask({ ...question, from: "" })]);
  return withHistory(asked, longer);
}

/** A reading with the points of a longer one, and what these say of change and target; its own where it has more. */
export function withHistory(asked: Reading, longer: Reading): Reading {
  if (longer.points.length <= asked.points.length) return asked;
  const { points, variation, assurance, centre } = longer;
  return { ...asked, points, variation, assurance, ...(centre === undefined ? {} : { centre }) };
}
