import { expect, test } from "vitest";

import { density, outline, scaleOf } from "./ridge";

test("a hill holds all of its replications, and is highest where most of them lie", () => {
  const values = [70, 71, 71, 72, 72, 72, 73, 80];
  const scale = scaleOf([values, [75]])!;
  expect(scale.low).toBeLessThan(70);
  expect(scale.high).toBeGreaterThan(80);
  const heights = density(values, scale);
  const step = (scale.high - scale.low) / (heights.length - 1);
  const mass = heights.reduce((sum, one) => sum + one * step, 0);
  expect(mass).toBeGreaterThan(0.93);
  expect(mass).toBeLessThan(1.05);
  const top = scale.low + heights.indexOf(Math.max(...heights)) * step;
  expect(top).toBeGreaterThan(71);
  expect(top).toBeLessThan(73);
});

test("replications that are all alike are a needle, and nothing is drawn below none", () => {
  const scale = scaleOf([[0, 0, 0]])!;
  expect(scale.low).toBe(0);
  const heights = density([0, 0, 0], scale);
  expect(heights.every(Number.isFinite)).toBe(true);
  expect(scaleOf([[], []])).toBeUndefined();
  expect(outline([0, 1, 0], 1, 100, 10)).toBe("M0 10L0.0 10.0L50.0 0.0L100.0 10.0L100 10Z");
});
