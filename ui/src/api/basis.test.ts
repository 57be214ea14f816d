import { expect, test } from "vitest";

import { isAsLate } from "./basis";

test.each([
  ["7·3", "7·3", true],
  ["8·3", "7·3", true],
  ["10·3", "9·3", true],
  ["6·3", "7·3", false],
  ["8·2", "7·3", false],
  ["", "7·3", false],
  ["7·3", "", false],
])("%s is as late as %s: %s", (basis, than, expected) => {
  expect(isAsLate(basis, than)).toBe(expected);
});
