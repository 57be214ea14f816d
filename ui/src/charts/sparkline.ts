// The geometry of a sparkline: numbers in, paths out.
import type { BoardRow, TargetHead, Value } from "../api/types";
import { known } from "../words/numbers";
import { dodged } from "./scale";

/** Lowest and highest value that a row of sparklines shows. */
export interface Scale {
  low: number;
  high: number;
}

/** What to draw, in the pixels of a box. */
export interface Drawing {
  /** The line through final values, one path for each run without a gap. */
  lines: string[];
  /** The line on through provisional values. */
  open: string[];
  /** The interval around the line. */
  bands: string[];
  /** The interval around provisional values, to be hatched. */
  openBands: string[];
  /** Values that no line reaches, because their neighbours are missing. */
  lone: Point[];
  last: Point | undefined;
  targets: number[];
  /** Where a period stands, and its value. */
  at(period: number): Point | undefined;
  x(period: number): number;
}

export interface Point {
  x: number;
  y: number;
}

/**
 * One scale for all the cells of a row, so that they compare. Values with too few rows behind them do not stretch it, nor
 * does what has been counted of a period that is not over, from `settledUntil` on.
 */
export function scaleOf(row: Pick<BoardRow, "cells">, settledUntil = Number.POSITIVE_INFINITY): Scale {
  const trends = row.cells.flatMap((cell) => cell.trend.slice(0, Math.max(1, settledUntil)));
  const sure = trends.filter((value) => value.sample === "enough");
  const numbers = (sure.length > 0 ? sure : trends).flatMap((value) => [value.value, value.low, value.high]).filter(known);
  if (numbers.length === 0) return { low: 0, high: 1 };
  let low = Math.min(...numbers);
  let high = Math.max(...numbers);
  // A target, or the part of a period so far, that is far away would flatten every line; it is shown where it is near.
  const reach = (high - low) * 0.75;
  const soFar = row.cells.flatMap((cell) => cell.trend.slice(settledUntil).map((value) => value.value)).filter(known);
  for (const bound of [...row.cells.flatMap((cell) => bounds(cell.target)), ...soFar]) {
    if (bound >= low - reach && bound <= high + reach) {
      low = Math.min(low, bound);
      high = Math.max(high, bound);
    }
  }
  if (low === high) {
    const room = Math.abs(low) * 0.1 || 1;
    return { low: low - room, high: high + room };
  }
  return { low, high };
}

/** The drawing of a trend in a box. Values are provisional while rows are open, and from `settledUntil` on. */
export function drawingOf(
  trend: readonly Value[],
  target: TargetHead | null | undefined,
  scale: Scale,
  width: number,
  height: number,
  settledUntil = Number.POSITIVE_INFINITY,
): Drawing {
  const pad = 4;
  const step = trend.length < 2 ? 0 : (width - 2 * pad) / (trend.length - 1);
  const span = scale.high - scale.low;
  const y = (number: number) => {
    const share = Math.min(1.02, Math.max(-0.02, (number - scale.low) / span));
    return round(height - pad - share * (height - 2 * pad));
  };
  const x = (period: number) => round(trend.length < 2 ? width / 2 : pad + period * step);
  const at = (period: number): Point | undefined => {
    const value = trend[period]?.value;
    return known(value) ? { x: x(period), y: y(value) } : undefined;
  };

  const drawing: Drawing = { lines: [], open: [], bands: [], openBands: [], lone: [], last: undefined, targets: [], at, x };
  for (const run of runs(trend)) {
    const settled = run.filter((period) => (trend[period]?.open_share ?? 0) === 0 && period < settledUntil);
    // The provisional part begins where the final part ends, so that the line stays one line.
    const rest = run.slice(Math.max(0, settled.length - 1));
    const points = (periods: number[]) => periods.flatMap((period) => at(period) ?? []);
    if (run.length === 1) drawing.lone.push(...points(run));
    if (settled.length > 1) drawing.lines.push(path(points(settled)));
    if (settled.length < run.length && rest.length > 1) drawing.open.push(path(points(rest)));
    const band = (periods: number[]) => {
      const edges = periods.flatMap((period) => {
        const value = trend[period];
        return known(value?.low) && known(value.high) ? [{ x: x(period), low: y(value.low), high: y(value.high) }] : [];
      });
      if (edges.length < 2) return undefined;
      const there = edges.map((edge) => ({ x: edge.x, y: edge.high }));
      const back = edges.map((edge) => ({ x: edge.x, y: edge.low })).reverse();
      return `${path([...there, ...back])}Z`;
    };
    const settledBand = band(settled);
    if (settledBand !== undefined) drawing.bands.push(settledBand);
    const openBand = settled.length < run.length ? band(rest) : undefined;
    if (openBand !== undefined) drawing.openBands.push(openBand);
    const end = run.at(-1);
    if (end !== undefined) drawing.last = at(end);
  }
  drawing.targets = bounds(target)
    .filter((bound) => bound >= scale.low - span * 0.01 && bound <= scale.high + span * 0.01)
    .map(y);
  return drawing;
}

/** How large the marker of a note is: its radius. */
export const PIN = 6.5;

/**
 * Where the markers of notes stand: off the line, and beside each other where their points lie too near, since a note whose
 * marker is hidden is a note that nobody reads.
 */
export function pinPlaces(drawing: Drawing, pins: readonly { period: number; number: number }[], width: number, height: number): (Point & { number: number })[] {
  const found = pins.flatMap(({ period, number }) => {
    const point = drawing.at(period);
    return point === undefined ? [] : [{ number, ...point }];
  });
  const room = width - 2 * PIN;
  const apart = Math.min(2 * PIN + 0.5, room / Math.max(1, found.length - 1));
  const places = dodged(found.map(({ x }) => x), apart, PIN, width - PIN);
  return found.map(({ number, x, y }, nth) => ({
    number,
    x: round(places[nth] ?? x),
    y: y > height / 2 ? Math.max(PIN, y - 11) : Math.min(height - PIN, y + 11),
  }));
}

/** The periods that have values, as runs without a gap. */
export function runs(trend: readonly Value[]): number[][] {
  const found: number[][] = [];
  let run: number[] = [];
  trend.forEach((value, period) => {
    if (known(value.value)) {
      run.push(period);
    } else if (run.length > 0) {
      found.push(run);
      run = [];
    }
  });
  if (run.length > 0) found.push(run);
  return found;
}

/** The bounds of a target. */
export function bounds(target: TargetHead | null | undefined): number[] {
  return [target?.at_least, target?.at_most].filter(known);
}

function path(points: Point[]): string {
  return points.map((point, nth) => `${nth === 0 ? "M" : "L"}${point.x} ${point.y}`).join("");
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
