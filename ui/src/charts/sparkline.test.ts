import { describe, expect, test } from "vitest";

import type { Cell, Value } from "../api/types";
import { drawingOf, PIN, pinPlaces, runs, scaleOf } from "./sparkline";

const value = (number: number | null, of: Partial<Value> = {}): Value => ({ value: number, n: 100, sample: "enough", open_share: 0, ...of });
const mark = { mark: "steady", words: "" };
const cell = (trend: Value[], target: Cell["target"] = null): Cell => ({ level: value(1), trend, variation: mark, assurance: mark, attainment: mark, judged: trend.map(() => true), target });

describe("scale", () => {
  test("holds every cell of the row, with intervals", () => {
    expect(scaleOf({ cells: [cell([value(5, { low: 4, high: 6 })]), cell([value(9)])] })).toEqual({ low: 4, high: 9 });
  });
  test("is not stretched by values with too few rows", () => {
    expect(scaleOf({ cells: [cell([value(5), value(7), value(90, { sample: "too_few" })])] })).toEqual({ low: 5, high: 7 });
  });
  test("takes in a near target and leaves a far one out", () => {
    const trend = [value(10), value(20)];
    expect(scaleOf({ cells: [cell(trend, { at_least: 5, from: "2026-01-01", scope: {} })] })).toEqual({ low: 5, high: 20 });
    expect(scaleOf({ cells: [cell(trend, { at_least: 900, from: "2026-01-01", scope: {} })] })).toEqual({ low: 10, high: 20 });
  });
  test("holds the part of a period so far only where it is near", () => {
    const of = (last: number) => scaleOf({ cells: [cell([value(10), value(20), value(last)])] }, 2);
    expect(of(4)).toEqual({ low: 4, high: 20 });
    expect(of(1)).toEqual({ low: 10, high: 20 });
  });
  test("of a flat row has room", () => expect(scaleOf({ cells: [cell([value(50), value(50)])] })).toEqual({ low: 45, high: 55 }));
  test("of an empty row is there", () => expect(scaleOf({ cells: [cell([value(null)])] })).toEqual({ low: 0, high: 1 }));
});

describe("drawing", () => {
  const box = [{ low: 0, high: 10 }, 108, 28] as const;

  test("gaps stay gaps", () => {
    const trend = [value(1), value(2), value(null), value(3), value(null), value(4), value(5)];
    expect(runs(trend)).toEqual([[0, 1], [3], [5, 6]]);
    const drawing = drawingOf(trend, null, ...box);
    expect(drawing.lines).toHaveLength(2);
    expect(drawing.lone).toHaveLength(1);
  });

  test("the provisional part begins where the final part ends", () => {
    const drawing = drawingOf([value(0), value(5), value(10, { open_share: 0.4 })], null, ...box);
    expect(drawing.lines).toEqual(["M4 24L54 14"]);
    expect(drawing.open).toEqual(["M54 14L104 4"]);
  });

  test("a period that is not over is provisional", () => {
    const drawing = drawingOf([value(0), value(5), value(10)], null, ...box, 2);
    expect([drawing.lines, drawing.open]).toEqual([["M4 24L54 14"], ["M54 14L104 4"]]);
  });

  test("all provisional is one provisional line, all final has none", () => {
    const open = drawingOf([value(0, { open_share: 1 }), value(10, { open_share: 1 })], null, ...box);
    expect([open.lines, open.open]).toEqual([[], ["M4 24L104 4"]]);
    const final = drawingOf([value(0), value(10)], null, ...box);
    expect([final.lines, final.open]).toEqual([["M4 24L104 4"], []]);
  });

  test("the band goes there along the top and back along the bottom", () => {
    const drawing = drawingOf([value(5, { low: 0, high: 10 }), value(5, { low: 0, high: 10 })], null, ...box);
    expect(drawing.bands).toEqual(["M4 4L104 4L104 24L4 24Z"]);
    expect(drawing.openBands).toEqual([]);
  });

  test("what lies outside the scale is held at its edge", () => {
    expect(drawingOf([value(-500), value(500)], null, ...box).lines).toEqual(["M4 24.4L104 3.6"]);
  });

  test("a target inside the scale is drawn, the last value is known", () => {
    const drawing = drawingOf([value(1), value(10), value(null)], { at_most: 5, from: "2026-01-01", scope: {} }, ...box);
    expect(drawing.targets).toEqual([14]);
    expect(drawing.last).toEqual({ x: 54, y: 4 });
  });
});

describe("the markers of notes", () => {
  const [width, height] = [108, 28];
  const drawing = drawingOf(Array.from({ length: 11 }, (_, nth) => value(nth)), null, { low: 0, high: 10 }, width, height);
  const places = (...periods: number[]) => pinPlaces(drawing, periods.map((period, nth) => ({ period, number: nth + 1 })), width, height);
  const gaps = (all: { x: number }[]) => all.map(({ x }) => x).sort((one, other) => one - other).flatMap((x, nth, xs) => (nth === 0 ? [] : [x - (xs[nth - 1] ?? 0)]));

  test("one stands at its point", () => expect(places(5)).toEqual([{ number: 1, x: 54, y: height - PIN }]));
  test.each([[[5, 5]], [[5, 6]], [[10, 10, 10]], [[0, 0, 1]], [[9, 10, 10, 3]]])("those at %o hide none of each other and stay inside", (periods) => {
    const all = places(...periods);
    expect(all.map(({ number }) => number)).toEqual(periods.map((_, nth) => nth + 1));
    for (const gap of gaps(all)) expect(gap).toBeGreaterThanOrEqual(2 * PIN);
    for (const { x } of all) expect([x >= PIN, x <= width - PIN]).toEqual([true, true]);
  });
  test("too many for the width share it", () => {
    const all = places(...Array.from({ length: 20 }, () => 5));
    for (const gap of gaps(all)) expect(gap).toBeGreaterThan(4);
    for (const { x } of all) expect([x >= PIN - 0.1, x <= width - PIN + 0.1]).toEqual([true, true]);
  });
  test("a point that is not there has none", () => expect(places(40)).toEqual([]));
});
