// Shares of rows, day by day, as a line below the share that is agreed.
import type { FeedHour } from "../../api/types";
import { dayOf } from "../../words/dates";
import { alone, STRIP, type StripLine } from "./pictures";

/** The share of a day's rows, from 0 to 1; null on a day without rows. */
export interface DayShare {
  day: string;
  share: number | null;
}

/** The day with the smallest share, if any day has one. */
export function least(days: readonly DayShare[]): { day: string; share: number } | undefined {
  return days.reduce<{ day: string; share: number } | undefined>(
    (low, { day, share }) => (share !== null && (low === undefined || share < low.share) ? { day, share } : low),
    undefined,
  );
}

/** What the lower edge means: a little below the smallest share, and below what is agreed. */
export function shareBottom(days: readonly DayShare[], agreed: number): number {
  return Math.max(0, Math.min(0.99, agreed - 0.005, (least(days)?.share ?? 1) - 0.005));
}

/** The shares as a line from all at the upper edge, before what is agreed. Days without rows are gaps. */
export function shareLines(days: readonly DayShare[], agreed: number): StripLine[] {
  const low = shareBottom(days, agreed);
  const x = (nth: number) => ((nth + 0.5) / days.length) * STRIP.width;
  const y = (share: number) => 4 + ((1 - share) / (1 - low)) * (STRIP.height - 8);
  const run = (counts: (share: number) => boolean) =>
    days
      .map(({ share }, nth) => {
        if (share === null || !counts(share)) return "";
        const before = days[nth - 1]?.share;
        return `${before != null && counts(before) ? "L" : "M"}${x(nth).toFixed(1)} ${y(share).toFixed(1)}h0.01`;
      })
      .join("");
  const dots = days.map(({ share }, nth) => (share === null || days[nth - 1]?.share != null || days[nth + 1]?.share != null ? "" : alone(x(nth), y(share)))).join("");
  const late = agreed < 1 ? run((share) => share < agreed) : "";
  return [
    { d: `M0 ${y(agreed)}H${STRIP.width}`, is: "agreed" },
    { d: run(() => true), is: "trend" },
    ...(dots === "" ? [] : [{ d: dots, is: "alone" } as const]),
    ...(late === "" ? [] : [{ d: late, is: "late" } as const]),
  ];
}

/** The rows of each day that no check kept out, and those of them that have what a check of completeness asks for. */
export function filledByDay(hours: readonly FeedHour[], days: readonly string[], check: string, zone: string): (DayShare & { rows: number; filled: number })[] {
  const found = new Map(days.map((day) => [day, { rows: 0, filled: 0 }]));
  for (const hour of hours) {
    const day = found.get(dayOf(hour.hour, zone));
    const of = hour.filled.find((one) => one.check === check);
    if (day === undefined || of === undefined) continue;
    day.rows += of.rows;
    day.filled += of.filled;
  }
  return [...found].map(([day, { rows, filled }]) => ({ day, rows, filled, share: rows === 0 ? null : filled / rows }));
}
