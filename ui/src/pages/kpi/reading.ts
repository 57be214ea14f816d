import { api, told } from "../../api/client";
import type { Reading } from "../../api/types";
import { parametersOf, type Question } from "../../question/question";
import { dayOf } from "../../words/dates";
import { known } from "../../words/numbers";

/**
 * A KPI over the window asked, with the periods before it. The level, its interval and its n are the window's, so that
 * a number stays the same number from the cell that led here; its points reach as far back as on a board, since a window
 * of four weeks alone is too short to tell a change from chance.
 */
export async function readingOf(kpi: string, question: Question, signal: AbortSignal): Promise<Reading> {
  const ask = (of: Question) =>
    told(api.GET("/api/kpis/{kpi}/reading", { params: { path: { kpi }, query: parametersOf(of) }, signal }));
  const within = ask(question);
  if (question.from === "") return begun(await within);
  const [asked, longer] = await Promise.all([within, ask({ ...question, from: "" })]);
  return begun(withHistory(asked, longer), question.from);
}

/**
 * A reading without the periods before its first fact, but for one, so that one sees where the facts begin. What was asked
 * for from a day on is shown from that day on.
 */
export function begun(reading: Reading, from?: string): Reading {
  const { points, zone } = reading;
  const first = points.findIndex(({ value }) => known(value.value) || value.n > 0);
  const wanted = from === undefined ? -1 : points.findIndex(({ period }) => dayOf(new Date(Date.parse(period.end) - 1).toISOString(), zone) >= from);
  const start = Math.min(first - 1, wanted < 0 ? first - 1 : wanted);
  return start <= 0 ? reading : { ...reading, points: points.slice(start) };
}

/** A reading with the points of a longer one, and what these say of change and target; its own where it has more. */
export function withHistory(asked: Reading, longer: Reading): Reading {
  if (longer.points.length <= asked.points.length) return asked;
  const { points, variation, assurance, centre } = longer;
  return { ...asked, points, variation, assurance, ...(centre === undefined ? {} : { centre }) };
}
