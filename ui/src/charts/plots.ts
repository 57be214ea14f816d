// Plots that need no library: columns from zero, and lines within a strip. Each says on its own edges what it shows.
import { type Ink, moved, type Picture, type Shape } from "./shapes";

/** A word below the plot: how far along, from 0 to 1. */
export interface Tick {
  at: number;
  words: string;
  align?: "start" | "center" | "end";
}

/** One part of a column, from below. */
export interface Part {
  value: number;
  fill: Ink;
  outline?: Ink;
  hatched?: boolean;
  /** Seen however small it is. */
  always?: boolean;
}

interface Frame {
  width: number;
  height: number;
  ticks: readonly Tick[];
}

/** Room above a plot, for what its top means, and below it, for ticks. */
export const ABOVE = 20;
const BELOW = 22;
const LEAST_SEEN = 3;

/** Columns from zero. What lies behind them comes in the pixels of the plot. */
export function columnsPicture(of: Frame & { columns: readonly Part[][]; top: number; topWords: string; gap: number; over?: readonly Shape[] }): Picture {
  const step = of.width / Math.max(1, of.columns.length);
  const shapes = of.columns.flatMap((parts, nth) => {
    let y = of.height;
    return parts.flatMap((part): Shape[] => {
      if (part.value <= 0) return [];
      const height = Math.max(part.always ? LEAST_SEEN : 0, (part.value / of.top) * of.height);
      y -= height;
      const box = { x: nth * step + (step * of.gap) / 2, y, width: Math.max(0.5, step * (1 - of.gap)), height };
      const edge = `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}Z`;
      return [
        { is: "box", ...box, fill: part.fill, ...(part.hatched ? { hatched: true } : {}) },
        ...(part.outline === undefined ? [] : [{ is: "path", d: edge, stroke: part.outline, width: 1 } as const]),
      ];
    });
  });
  return framed(of, [...shapes, ...(of.over ?? [])], of.topWords);
}

/** Lines that are drawn already, in the pixels of the plot. */
export function linesPicture(of: Frame & { lines: readonly Shape[]; topWords: string; bottomWords: string }): Picture {
  return framed(of, of.lines, of.topWords, of.bottomWords);
}

function framed(of: Frame, plot: readonly Shape[], topWords: string, bottomWords = ""): Picture {
  return {
    width: of.width,
    height: ABOVE + of.height + BELOW,
    shapes: [
      { is: "words", x: 0, y: ABOVE - 6, words: topWords, size: 12, ink: "soft" },
      { is: "path", d: `M0 ${ABOVE}h${of.width}`, stroke: "lineStrong", width: 1, dash: [1, 2] },
      ...moved(plot, 0, ABOVE),
      { is: "path", d: `M0 ${ABOVE + of.height}h${of.width}`, stroke: "lineStrong", width: 1 },
      ...of.ticks.map((tick): Shape => ({
        is: "words", x: tick.at * of.width, y: ABOVE + of.height + 16, words: tick.words, size: 12, ink: "soft", align: tick.align ?? "center",
      })),
      ...(bottomWords === "" ? [] : [{ is: "words", x: of.width, y: ABOVE - 6, words: bottomWords, size: 12, ink: "soft", align: "end" } as const]),
    ],
  };
}

/** Pictures one below the other, each under its title. */
export function stacked(all: readonly { title: string; picture: Picture }[]): Picture {
  const TITLE = 22;
  const GAP = 18;
  let y = 0;
  const shapes = all.flatMap(({ title, picture }): Shape[] => {
    const top = y;
    y += TITLE + picture.height + GAP;
    return [{ is: "words", x: 0, y: top + 14, words: title, size: 14, ink: "ink", weight: 500 }, ...moved(picture.shapes, 0, top + TITLE)];
  });
  return { width: Math.max(0, ...all.map(({ picture }) => picture.width)), height: Math.max(0, y - GAP), shapes };
}
