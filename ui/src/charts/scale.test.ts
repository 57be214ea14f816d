import { expect, test } from "vitest";

import { axisOf, dodged } from "./scale";

test.each([
  [[71.2, 78.4], { fromZero: false, percent: true }, { min: 70, max: 80, step: 2 }],
  [[0.4, 3.1], { fromZero: false, percent: true }, { min: 0, max: 4, step: 1 }],
  [[97.2, 99.9], { fromZero: false, percent: true }, { min: 97, max: 100, step: 1 }],
  [[120, 363], { fromZero: true, percent: false }, { min: 0, max: 400, step: 100 }],
  [[0.5, 0.8], { fromZero: false, percent: false }, { min: 0.5, max: 0.8, step: 0.1 }],
  [[5, 5], { fromZero: false, percent: false }, { min: 4.4, max: 5.6, step: 0.2 }],
  [[], { fromZero: false, percent: false }, { min: 0, max: 1, step: 0.2 }],
])("%o %o", (numbers, of, axis) => expect(axisOf(numbers, of)).toEqual(axis));

test.each([
  [[10, 100], [10, 100]],
  [[10, 12], [10, 24]],
  [[12, 10], [24, 10]],
  [[195, 198], [186, 200]],
])("labels at %o stand at %o", (tops, placed) => expect(dodged(tops, 14, 0, 200)).toEqual(placed));
