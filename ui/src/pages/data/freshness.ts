// How old the newest fact was, hour by hour.
import { parseDate } from "@internationalized/date";

import type { FeedHour } from "../../api/types";

const HOUR_MS = 3_600_000;

export interface Age {
  /** End of the hour, or now where it is not over, in ms since 1970. */
  at: number;
  /** How old the newest fact was by then; null while none was known, because the window begins before the first. */
  hours: number | null;
}

/**
 * The age of the newest fact at the end of each hour from one instant until another, and at that one. What came before the
 * first is not known.
 */
export function ages(hours: readonly FeedHour[], fromMs: number, untilMs: number): Age[] {
  const sorted = [...hours].sort((one, other) => (one.hour < other.hour ? -1 : 1));
  const found: Age[] = [];
  let newest = -Infinity;
  let next = 0;
  for (let begin = fromMs; begin < untilMs; begin += HOUR_MS) {
    const end = Math.min(begin + HOUR_MS, untilMs);
    for (let hour = sorted[next]; hour !== undefined && Date.parse(hour.hour) < end; hour = sorted[(next += 1)]) {
      if (hour.newest_fact != null) newest = Math.max(newest, Date.parse(hour.newest_fact));
    }
    found.push({ at: end, hours: Number.isFinite(newest) ? Math.max(0, (end - newest) / HOUR_MS) : null });
  }
  return found;
}

/** The first instant of a day of the zone, in ms since 1970. */
export function startOfDay(day: string, zone: string): number {
  return parseDate(day).toDate(zone).getTime();
}

/** A length of time in the one unit that matters: `40 min`, `5 hours`, `3 days`. */
export function span(hours: number): string {
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  const whole = Math.round(hours);
  if (whole < 48) return whole === 1 ? "1 hour" : `${whole} hours`;
  return `${Math.round(hours / 24)} days`;
}
