// Today beside days like it, as shapes: the same on the page and in the picture that is taken away.
import type { CoursePoint } from "../../api/types";
import { axisOf } from "../../charts/scale";
import type { Picture, Shape } from "../../charts/shapes";
import { periodTick } from "../../words/dates";
import { counted } from "../../words/numbers";

export interface DayChart {
  points: readonly CoursePoint[];
  zone: string;
  /** The highest value of all charts that stand side by side. */
  most: number;
  /** `Monday`. */
  weekday: string;
  /** Whether there is room for words beside the lines. */
  worded: boolean;
}

const LEFT = 36;
const RIGHT = 8;
const TOP = 14;
const BOTTOM = 20;

/** The highest that any of these charts shows. */
export function mostOf(all: readonly (readonly CoursePoint[])[]): number {
  return Math.max(1, ...all.flat().flatMap((point) => [point.value ?? 0, point.usual?.high ?? 0]));
}

export function dayPicture({ points, zone, most, weekday, worded }: DayChart, width: number, height: number): Picture {
  if (points.length === 0) return { width, height, shapes: [] };
  const axis = axisOf([0, most], { fromZero: true, unit: "count" });
  const step = (width - LEFT - RIGHT) / points.length;
  const x = (nth: number) => LEFT + (nth + 0.5) * step;
  const y = (value: number) => TOP + (1 - value / axis.max) * (height - TOP - BOTTOM);
  const at = (nth: number, value: number) => `${x(nth).toFixed(1)} ${y(value).toFixed(1)}`;

  const shapes: Shape[] = [];
  // Few lines to read by: none, the middle and the top.
  for (const value of [0, ...(Number.isInteger(axis.max / 2) ? [axis.max / 2] : []), axis.max]) {
    shapes.push({ is: "path", d: `M${LEFT} ${y(value)}H${width - RIGHT}`, stroke: value === 0 ? "lineStrong" : "line", width: 1 });
    shapes.push({ is: "words", x: LEFT - 6, y: y(value) + 4, words: counted(value), size: 11, ink: "soft", align: "end" });
  }
  const every = [2, 4, 6, 8, 12].find((halves) => (halves * step) >= 44) ?? 12;
  points.forEach((point, nth) => {
    const shown = periodTick({ start: point.start, end: point.end, label: "", complete: true }, "half_hour", zone);
    const [hour = 0, minute = 0] = shown.split(":").map(Number);
    if (minute !== 0 || (hour * 2) % every !== 0) return;
    const left = LEFT + nth * step;
    shapes.push({ is: "path", d: `M${left} ${y(0)}v4`, stroke: "lineStrong", width: 1 });
    shapes.push({ is: "words", x: left, y: height - 4, words: shown, size: 11, ink: "soft", align: "center" });
  });

  const known = points.flatMap((point, nth) => (point.usual == null ? [] : [{ nth, usual: point.usual }]));
  if (known.length > 1) {
    const above = known.map(({ nth, usual }) => at(nth, usual.high));
    const below = [...known].reverse().map(({ nth, usual }) => at(nth, usual.low));
    shapes.push({ is: "path", d: `M${[...above, ...below].join("L")}Z`, fill: "band" });
    shapes.push({ is: "path", d: `M${known.map(({ nth, usual }) => at(nth, usual.median)).join("L")}`, stroke: "soft", width: 1, dash: [4, 3] });
  }
  const over = points.flatMap((point, nth) => (point.over && point.value != null ? [{ nth, value: point.value }] : []));
  const last = over[over.length - 1];
  if (over.length > 1) shapes.push({ is: "path", d: `M${over.map(({ nth, value }) => at(nth, value)).join("L")}`, stroke: "accent", width: 2 });
  if (last !== undefined) {
    shapes.push({ is: "path", d: dot(x(last.nth), y(last.value), 3.5), fill: "accent" });
    if (worded) {
      const right = x(last.nth) + 60 > width;
      shapes.push({ is: "words", x: x(last.nth) + (right ? -8 : 8), y: Math.max(10, y(last.value) - 8), words: "today", size: 12, ink: "accent", weight: 500, align: right ? "end" : "start" });
    }
  }
  const farthest = known.filter(({ nth }) => nth > (last?.nth ?? -1) + 3).reduce<(typeof known)[number] | undefined>((best, one) => (best === undefined || one.usual.high > best.usual.high ? one : best), undefined);
  if (worded && farthest !== undefined) {
    const place = Math.min(Math.max(x(farthest.nth), LEFT + 60), width - 70);
    shapes.push({ is: "words", x: place, y: Math.max(10, y(farthest.usual.high) - 6), words: `a usual ${weekday}`, size: 12, ink: "soft", align: "center" });
  }
  return { width, height, shapes };
}

function dot(x: number, y: number, radius: number): string {
  return `M${(x - radius).toFixed(1)} ${y.toFixed(1)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}

/** The numbers of charts that stand side by side. */
export function courseFields(all: readonly { title: string; points: readonly CoursePoint[] }[]): (string | number | null)[][] {
  return [
    ["of", "from", "to", "value", "over", "usual_n", "usual_low", "usual_median", "usual_high"],
    ...all.flatMap(({ title, points }) =>
      points.map((point) => [title, point.start, point.end, point.value ?? null, point.over ? "yes" : "no", point.usual?.n ?? null, point.usual?.low ?? null, point.usual?.median ?? null, point.usual?.high ?? null]),
    ),
  ];
}
