// How checks stand, in words, and the picture of a feed's volume.
import type { CheckStands, FailingCheck, FeedStatus, VolumeHour } from "../../api/types";
import { listed } from "../../words/lists";
import { counted } from "../../words/numbers";

/** The checks in the order in which somebody needs them: those that fail, those that could not be judged, the others. */
export function inOrder(checks: readonly CheckStands[]): CheckStands[] {
  const rank = { failed: 0, not_judged: 1, passed: 2 } as Record<string, number>;
  return [...checks].sort((one, other) => (rank[one.verdict] ?? 3) - (rank[other.verdict] ?? 3));
}

/** What every feed is checked for without saying so, as people call it. */
const OF_EVERY_FEED: Record<string, string> = {
  freshness: "freshness",
  type: "type: values can be read as their column's type",
  identity: "identity: key and instant are there",
  unreadable: "readable rows",
  in_the_future: "nothing of the future",
};

/** A check's name for people who did not write it; its own name otherwise. */
export function nameOf(check: Pick<CheckStands, "check" | "kind">): string {
  return check.check === check.kind ? (OF_EVERY_FEED[check.kind] ?? check.check) : check.check;
}

export const VERDICTS: Record<string, { sign: string; word: string }> = {
  failed: { sign: "◆", word: "fails" },
  not_judged: { sign: "–", word: "not judged" },
  passed: { sign: "✓", word: "passes" },
};

/** What becomes of a row or delivery that fails, where that is more than being told. */
export function severityWords(severity: string): string {
  return severity === "stop" ? "stops the delivery" : severity === "set_aside" ? "sets rows aside" : "warns";
}

/** `2 of 9 fail, 1 not judged` */
export function summary(checks: readonly Pick<CheckStands, "verdict">[]): string {
  const of = (verdict: string) => checks.filter((one) => one.verdict === verdict).length;
  const fails = of("failed");
  const open = of("not_judged");
  const first = fails === 0 ? (open === checks.length ? "No check could be judged yet" : "No check fails") : `${counted(fails)} of ${counted(checks.length)} ${fails === 1 ? "fails" : "fail"}`;
  return open === 0 || open === checks.length ? first : `${first}; ${counted(open)} could not be judged`;
}

/** The failing checks that neither lateness nor rows that wait tell already. */
export function worthTelling(feed: Pick<FeedStatus, "failing">): FailingCheck[] {
  return feed.failing.filter((one) => one.kind !== "freshness" && one.severity !== "set_aside");
}

/** The sentence that the first line of the page Data ends with; nothing where nothing fails. */
export function failingWords(feeds: readonly FeedStatus[]): string {
  const all = feeds.flatMap((feed) => worthTelling(feed).map((one) => ({ one, feed })));
  if (all.length === 0) return "";
  // As many as the table below says, those that lateness and waiting rows tell among them.
  const count = feeds.reduce((sum, feed) => sum + feed.failing.length, 0);
  if (all.length > 2) return ` ${counted(count)} checks fail.`;
  const more = count > all.length ? " more" : "";
  return ` ${all.length === 1 ? `One${more} check fails` : `Two${more} checks fail`}: ${listed(all.map(({ one, feed }) => `${one.check} of ${feed.title}`))}.`;
}

export const WIDTH = 672;
export const HEIGHT = 96;

/** The picture of a week: bars of facts, the band of what is usual behind them, and the hours that stand out. */
export function volumePicture(hours: readonly VolumeHour[]) {
  const top = Math.max(1, ...hours.map((hour) => Math.max(hour.facts, hour.high ?? 0)));
  const step = WIDTH / Math.max(1, hours.length);
  const y = (facts: number) => HEIGHT - (facts / top) * (HEIGHT - 4);
  const bars = hours.map((hour, nth) => ({
    hour: hour.hour,
    x: nth * step,
    width: Math.max(0.5, step * 0.7),
    y: y(hour.facts),
    height: HEIGHT - y(hour.facts),
    unusual: hour.unusual,
    open: hour.not_judged === "not_over",
  }));
  // One shape for each stretch of hours with a band: gaps stay gaps.
  const bands: string[] = [];
  let stretch: { nth: number; low: number; high: number }[] = [];
  const close = () => {
    if (stretch.length > 0) {
      const highs = stretch.flatMap(({ nth, high }) => [`${(nth * step).toFixed(1)} ${y(high).toFixed(1)}`, `${((nth + 1) * step).toFixed(1)} ${y(high).toFixed(1)}`]);
      const lows = [...stretch].reverse().flatMap(({ nth, low }) => [`${((nth + 1) * step).toFixed(1)} ${y(low).toFixed(1)}`, `${(nth * step).toFixed(1)} ${y(low).toFixed(1)}`]);
      bands.push(`M${[...highs, ...lows].join("L")}Z`);
    }
    stretch = [];
  };
  hours.forEach((hour, nth) => {
    if (hour.low == null || hour.high == null) close();
    else stretch.push({ nth, low: hour.low, high: hour.high });
  });
  close();
  return { top, bars, bands, step };
}

/** The hours at which a new day of the zone begins: how far along the picture, from 0 to 1, and the day. */
export function daysAlong(hours: readonly VolumeHour[], zone: string): { at: number; day: string }[] {
  const words = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric" });
  const found: { at: number; day: string }[] = [];
  let before = "";
  hours.forEach((hour, nth) => {
    const day = words.format(new Date(hour.hour));
    if (nth > 0 && day !== before) found.push({ at: nth / hours.length, day });
    before = day;
  });
  return found;
}
