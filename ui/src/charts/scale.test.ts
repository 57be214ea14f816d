import { expect, test } from "vitest";

import { axisOf, dodged } from "./scale";

test.each([
  [[71.2, 78.4], { fromZero: false, unit: "percent" }, { min: 70, max: 80, step: 2 }],
  [[0.4, 3.1], { fromZero: false, unit: "percent" }, { min: 0, max: 4, step: 1 }],
  [[97.2, 99.9], { fromZero: false, unit: "percent" }, { min: 97, max: 100, step: 1 }],
  [[120, 363], { fromZero: true, unit: "money" }, { min: 0, max: 400, step: 100 }],
  [[0.5, 0.8], { fromZero: false, unit: "money" }, { min: 0.5, max: 0.8, step: 0.1 }],
  [[5, 5], { fromZero: false, unit: "money" }, { min: 4.4, max: 5.6, step: 0.2 }],
  [[-84, 340], { fromZero: false, unit: "count" }, { min: 0, max: 400, step: 100 }],
  [[0, 0], { fromZero: false, unit: "hours" }, { min: 0, max: 1, step: 0.5 }],
  [[-84, 340], { fromZero: false, unit: "money" }, { min: -100, max: 400, step: 100 }],
  [[], { fromZero: false, unit: "money" }, { min: 0, max: 1, step: 0.2 }],
])("%o %o", (numbers, of, axis) => expect(axisOf(numbers, of)).toEqual(axis));

test.each([
  [[10, 100], [10, 100]],
  [[10, 12], [10, 24]],
  [[12, 10], [24, 10]],
  [[195, 198], [186, 200]],
])("labels at %o stand at %o", (tops, placed) => expect(dodged(tops, 14, 0, 200)).toEqual(placed));
