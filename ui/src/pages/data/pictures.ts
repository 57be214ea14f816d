// The charts of a feed as pictures that stand alone in a report.
import { live } from "../../api/live.svelte";
import type { FeedHour, VolumeHour } from "../../api/types";
import { columnsPicture, linesPicture, type Part, stacked, type Tick } from "../../charts/plots";
import type { Caption } from "../../charts/png";
import type { Ink, Picture, Shape } from "../../charts/shapes";
import { directory } from "../../session/directory.svelte";
import { day as dayWords, moment } from "../../words/dates";
import { things } from "../../words/numbers";
import { type Balance, type DayBalance, FATES, type FateKey } from "./balance";
import { daysAlong, HEIGHT as VOLUME_HEIGHT, volumePicture, WIDTH as VOLUME_WIDTH } from "./checks";

const WIDTH = 760;
const TALL = 150;
/** What a strip's lines are drawn in, on the page and in the picture. */
export const STRIP = { width: 600, height: 64 };

const FILLS: Record<FateKey, Omit<Part, "value">> = {
  added: { fill: "soft" },
  replaced: { fill: "faint" },
  superseded: { fill: "lineStrong" },
  duplicates: { fill: "press", outline: "faint" },
  passed_over: { fill: "faint", hatched: true, outline: "lineStrong" },
  set_aside: { fill: "concerning", always: true },
};

/** What a picture of a feed says of itself: which, of when, and when it was taken from the receipts. */
export function feedCaption(title: string, subtitle: string, zone: string): Caption {
  return {
    title,
    subtitle,
    source: `${directory.partnership?.title ?? "Tandem"} · receipts as of ${moment(live.now.toISOString(), zone)}, ${zone.replaceAll("_", " ")}`,
  };
}

const parts = (of: Balance): Part[] => FATES.map(({ key }) => ({ value: of[key], ...FILLS[key] }));

/** The signs by which the columns are read, for those fates that there are. */
function legend(all: readonly Balance[], y: number): Shape[] {
  let x = 0;
  return FATES.filter(({ key }) => all.some((one) => one[key] > 0)).flatMap(({ key, word }): Shape[] => {
    const at = x;
    x += 28 + word.length * 6.5;
    const { fill, hatched = false, outline } = FILLS[key];
    return [
      { is: "box", x: at, y: y - 9, width: 10, height: 10, fill, hatched },
      ...(outline === undefined ? [] : [{ is: "path", d: `M${at} ${y - 9}h10v10h-10Z`, stroke: outline, width: 1 } as const]),
      { is: "words", x: at + 14, y, words: word, size: 12, ink: "soft" },
    ];
  });
}

function explained(picture: Picture, all: readonly Balance[]): Picture {
  return { ...picture, height: picture.height + 20, shapes: [...picture.shapes, ...legend(all, picture.height + 14)] };
}

/** Rows received on each day. */
export function daysPicture(days: readonly DayBalance[]): Picture {
  return explained(dayColumns(days, TALL), days.map(({ balance }) => balance));
}

/** The same for several feeds, each with a scale of its own, one below the other. */
export function feedsPicture(feeds: readonly { title: string; days: readonly DayBalance[] }[]): Picture {
  const all = stacked(feeds.map(({ title, days }) => ({ title, picture: dayColumns(days, 56) })));
  return explained(all, feeds.flatMap(({ days }) => days.map(({ balance }) => balance)));
}

function dayColumns(days: readonly DayBalance[], height: number): Picture {
  const top = Math.max(1, ...days.map(({ balance }) => balance.received));
  const ticks = days.map(({ day }, nth): Tick => ({ at: (nth + 0.5) / days.length, words: dayWords(day, "short") }));
  return columnsPicture({ width: WIDTH, height, columns: days.map(({ balance }) => parts(balance)), top, topWords: things(top, "row"), gap: 0.4, ticks });
}

/** Rows received in each hour of a day; an hour that a clock set back brings twice stands as one. */
export function hoursPicture(hours: readonly FeedHour[], place: (hour: string) => number): Picture {
  const columns = Array.from({ length: 24 }, (_, nth) => hours.filter((one) => place(one.hour) === nth));
  const received = columns.map((of) => of.reduce((sum, one) => sum + one.received, 0));
  const top = Math.max(1, ...received);
  const ticks = Array.from({ length: 8 }, (_, nth): Tick => ({ at: (nth * 3) / 24, words: `${String(nth * 3).padStart(2, "0")}:00`, align: "start" }));
  const picture = columnsPicture({ width: WIDTH, height: TALL, columns: columns.map((of) => of.flatMap(parts)), top, topWords: things(top, "row"), gap: 0.25, ticks });
  return explained(picture, hours);
}

/** A week of facts before the band of what is usual. */
export function volumeOf(hours: readonly VolumeHour[], zone: string): Picture {
  const { top, bars, bands } = volumePicture(hours);
  const fill = (bar: (typeof bars)[number]): Ink => (bar.unusual ? "concerning" : bar.open ? "lineStrong" : "faint");
  return columnsPicture({
    width: VOLUME_WIDTH,
    height: VOLUME_HEIGHT,
    columns: [],
    top,
    topWords: things(top, "fact"),
    gap: 0,
    ticks: daysAlong(hours, zone).map(({ at, day }) => ({ at, words: day, align: "start" })),
    over: [
      ...bars.map((bar): Shape => ({ is: "box", x: bar.x, y: bar.y, width: bar.width, height: bar.height, fill: fill(bar) })),
      ...bands.flatMap((d): Shape[] => [{ is: "path", d, fill: "accent", opacity: 0.12 }, { is: "path", d, stroke: "accent", width: 1, opacity: 0.6 }]),
      ...bars.filter((bar) => bar.unusual).map((bar): Shape => ({ is: "words", x: bar.x + bar.width / 2, y: bar.y - 3, words: "◆", size: 9, ink: "concerning", align: "center" })),
    ],
  });
}

/** A line of a strip: what runs over time, points of it that stand alone, where it is not as agreed, what is agreed, and zero. */
export interface StripLine {
  d: string;
  is: "trend" | "alone" | "late" | "agreed" | "zero";
}

/** A point that no line reaches. */
export const alone = (x: number, y: number): string => `M${x.toFixed(1)} ${y.toFixed(1)}h0.01`;

const STROKES: Record<StripLine["is"], { stroke: Ink; width: number; dash?: number[] }> = {
  trend: { stroke: "soft", width: 1.5 },
  alone: { stroke: "soft", width: 5 },
  late: { stroke: "concerning", width: 2 },
  agreed: { stroke: "accent", width: 1, dash: [4, 3] },
  zero: { stroke: "lineStrong", width: 1 },
};

/** A strip with what its upper and lower edge mean, and the first and last day below. */
export function stripPicture(lines: readonly StripLine[], edges: { top: string; bottom: string }, from: string, to: string): Picture {
  return linesPicture({
    ...STRIP,
    lines: lines.map(({ d, is }): Shape => ({ is: "path", d, ...STROKES[is] })),
    topWords: `top: ${edges.top}`,
    bottomWords: `bottom: ${edges.bottom}`,
    ticks: [{ at: 0, words: dayWords(from, "short"), align: "start" }, { at: 1, words: dayWords(to, "short"), align: "end" }],
  });
}

/** Rows of fates under their own names, for a table. */
export const FATE_HEADS = ["received", ...FATES.map(({ key }) => key)];
export const fateFields = (of: Balance): number[] => [of.received, ...FATES.map(({ key }) => of[key])];

/** The hour of the zone's clock in which an instant lies. */
export function clockHour(zone: string): (instant: string) => number {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hour12: false });
  return (instant) => Number(clock.format(new Date(instant))) % 24;
}

/** How a file about a feed and a day or days is named. */
export const fileOf = (feed: string, what: string, ...days: string[]): string => [feed, what, ...days].join("_");
