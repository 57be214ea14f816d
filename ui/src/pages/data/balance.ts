// Nothing is dropped in silence: what was received is what became of it, and the page shows the sum.
import type { FeedHour } from "../../api/types";
import { dayAfter, isDay } from "../../question/question";
import { day as dayWords, dayOf } from "../../words/dates";

/** What may become of a row, in the order in which the sum is written. Every page uses these words. */
export const FATES = [
  { key: "added", word: "added", means: "Records that the table did not have and now has" },
  { key: "replaced", word: "replaced", means: "Records of which the table had an earlier version" },
  { key: "superseded", word: "superseded", means: "Earlier versions of a record that has come before, or in the same delivery" },
  { key: "duplicates", word: "duplicates", means: "The same version of the same record once more" },
  { key: "passed_over", word: "passed over", means: "No facts, as the feed's own rule says" },
  { key: "set_aside", word: "set aside", means: "Kept out of the table for a reason, until somebody decides" },
] as const;

export type FateKey = (typeof FATES)[number]["key"];

/** Rows, and what became of them. */
export type Balance = Pick<FeedHour, FateKey | "received">;

export const NOTHING: Balance = { received: 0, passed_over: 0, set_aside: 0, added: 0, replaced: 0, superseded: 0, duplicates: 0 };

/** All of these as one. */
export function sumOf(all: readonly Balance[]): Balance {
  const sum = { ...NOTHING };
  for (const one of all) {
    sum.received += one.received;
    for (const { key } of FATES) sum[key] += one[key];
  }
  return sum;
}

/** How many more rows have a fate than were received: 0 when the sum is right. */
export function difference(balance: Balance): number {
  return FATES.reduce((sum, { key }) => sum + balance[key], 0) - balance.received;
}

/** The share of rows that no check kept out, from 0 to 1; null when none was received. */
export function passed(balance: Pick<Balance, "received" | "set_aside">): number | null {
  return balance.received === 0 ? null : 1 - balance.set_aside / balance.received;
}

/** A share as percent with one decimal. It is never rounded to everything or to nothing, where a row makes the difference. */
export function share(part: number | null): string {
  if (part === null) return "";
  const tenths = part === 1 ? 1000 : Math.min(999, Math.max(part === 0 ? 0 : 1, Math.round(part * 1000)));
  return `${(tenths / 10).toFixed(tenths === 1000 || tenths === 0 ? 0 : 1)}\u202f%`;
}

/** What became of the rows of one day of the zone. */
export interface DayBalance {
  day: string;
  balance: Balance;
}

/** Each day of a window, with the sum of its hours. */
export function byDay(hours: readonly FeedHour[], from: string, to: string, zone: string): DayBalance[] {
  const found = new Map<string, FeedHour[]>();
  for (const hour of hours) {
    const day = dayOf(hour.hour, zone);
    found.set(day, [...(found.get(day) ?? []), hour]);
  }
  const days: DayBalance[] = [];
  for (let day = from; day <= to && days.length < 400; day = dayAfter(day, 1)) days.push({ day, balance: sumOf(found.get(day) ?? []) });
  return days;
}

/** The hours of a day in which something was taken in, earliest first. */
export function hoursOf(hours: readonly FeedHour[], day: string, zone: string): FeedHour[] {
  return hours.filter((one) => dayOf(one.hour, zone) === day).sort((one, other) => (one.hour < other.hour ? -1 : 1));
}

/** Days that the pages look back. */
export const WINDOW_DAYS = 14;

/**
 * The days to look at: the last two weeks to today; where nothing came in them, the two weeks that end with the last day
 * on which something did, so that a feed that has stopped still shows what it was.
 */
export function windowOf(lastTaken: string | null | undefined, now: Date, zone: string): { from: string; to: string } {
  const today = dayOf(now.toISOString(), zone);
  const last = lastTaken == null ? today : dayOf(lastTaken, zone);
  const to = last < dayAfter(today, 1 - WINDOW_DAYS) ? last : today;
  return { from: dayAfter(to, 1 - WINDOW_DAYS), to };
}

/** The two weeks around a day that an address names, where the usual ones do not hold it: up to six days after it, and none that is to come. */
export function windowAround(wanted: string | null, usual: { from: string; to: string }, now: Date, zone: string): { from: string; to: string } {
  const today = dayOf(now.toISOString(), zone);
  if (wanted === null || !isDay(wanted) || wanted > today || (wanted >= usual.from && wanted <= usual.to)) return usual;
  const after = dayAfter(wanted, 6);
  const to = after < today ? after : today;
  return { from: dayAfter(to, 1 - WINDOW_DAYS), to };
}

/** Why a day that an address names is not shown, in words; empty where it is. */
export function unshown(wanted: string | null, now: Date, zone: string): string {
  if (wanted === null) return "";
  if (!isDay(wanted)) return `“${wanted}” is not a day of the calendar.`;
  return wanted > dayOf(now.toISOString(), zone) ? `${dayWords(wanted, "long")} is yet to come.` : "";
}
