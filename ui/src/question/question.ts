/** What a page asks: which time, in which steps, of which rows, as of when. Empty parts are left to the server. */
export interface Question {
  /** First day, `2026-03-29`. */
  from: string;
  /** Last day, included. */
  to: string;
  grain: string;
  /** SQL predicate over columns. */
  where: string;
  /** Version of facts and decisions; empty for the newest. */
  basis: string;
}

export const GRAINS = ["quarter_hour", "half_hour", "hour", "day", "week", "month", "quarter"] as const;

const PARTS = ["from", "to", "grain", "where", "basis"] as const;

/** The question that an address holds. A day or a grain that cannot be one is left out. */
export function questionOf(parameters: URLSearchParams): Question {
  const day = (name: string) => {
    const text = parameters.get(name) ?? "";
    return isDay(text) ? text : "";
  };
  const grain = parameters.get("grain") ?? "";
  return {
    from: day("from"),
    to: day("to"),
    grain: (GRAINS as readonly string[]).includes(grain) ? grain : "",
    where: parameters.get("where") ?? "",
    basis: parameters.get("basis") ?? "",
  };
}

/** What an address asks that is no day of the calendar and no grain, in words: it is left out, and that is said. */
export function misreadOf(parameters: URLSearchParams): string[] {
  const days = (["from", "to"] as const).flatMap((name) => {
    const text = parameters.get(name) ?? "";
    return text === "" || isDay(text) ? [] : [`“${text}” is not a day of the calendar.`];
  });
  const grain = parameters.get("grain") ?? "";
  const unknown = grain === "" || (GRAINS as readonly string[]).includes(grain);
  return unknown ? days : [...days, `“${grain}” is not a length of period.`];
}

/** A question as parameters of an address or of a request: only what it says. */
export function parametersOf(question: Partial<Question>): Record<string, string> {
  const said: Record<string, string> = {};
  for (const part of PARTS) {
    const value = question[part];
    if (value !== undefined && value !== "") said[part] = value;
  }
  return said;
}

/** The window that an answer is over; none where nobody asked for one and no fact has arrived that would give one. */
export function windowShown<W>(answer: { window: W; facts_to?: string | null } | undefined, question: Question): W | undefined {
  const usual = question.from === "" && question.to === "";
  return answer === undefined || (usual && answer.facts_to == null) ? undefined : answer.window;
}

/** An address on a path that carries a question. */
export function addressOf(path: string, question: Partial<Question>, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...parametersOf(question), ...more }).toString();
  return query === "" ? path : `${path}?${query}`;
}

/** Whether a text is a day of the calendar, written `2026-03-29`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The day so many days after another; negative for before. */
export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
