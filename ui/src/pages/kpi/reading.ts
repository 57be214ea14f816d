import { api, told } from "../../api/client";
import type { Reading } from "../../api/types";
import { parametersOf, type Question } from "../../question/question";
import { dayOf } from "../../words/dates";
import { known } from "../../words/numbers";

/** A KPI over the window asked, with the periods before it that its words of change are made of. */
export async function readingOf(kpi: string, question: Question, signal: AbortSignal): Promise<Reading> {
  const reading = await told(api.GET("/api/kpis/{kpi}/reading", { params: { path: { kpi }, query: parametersOf(question) }, signal }));
  return begun(reading, question.from === "" ? undefined : question.from);
}

/**
 * A reading without the periods before its first fact, but for one, so that one sees where the facts begin. What was asked
 * for from a day on is shown from that day on.
 */
export function begun(reading: Reading, from?: string): Reading {
  const { points, zone } = reading;
  const first = points.findIndex(({ value }) => known(value.value) || value.n > 0);
  const wanted = from === undefined ? -1 : points.findIndex(({ period }) => dayOf(new Date(Date.parse(period.end) - 1).toISOString(), zone) >= from);
  const start = first < 0 ? wanted : Math.min(first - 1, wanted < 0 ? first - 1 : wanted);
  return start <= 0 ? reading : { ...reading, points: points.slice(start) };
}
