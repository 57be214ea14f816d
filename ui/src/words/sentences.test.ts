import { expect, test } from "vitest";

import { firstSentence, stopped } from "./sentences";

test.each([
  ["Two things need you. A is 71.8 %. B is high.", "Two things need you."],
  ["A is 71.8 % of 1,204.", "A is 71.8 % of 1,204."],
  ["Was it solved? No.", "Was it solved?"],
  ["No stop at all", "No stop at all"],
])("the first sentence of %s", (text, first) => expect(firstSentence(text)).toBe(first));

test("a sentence has one full stop", () => {
  expect(stopped("No target is set")).toBe("No target is set.");
  for (const ended of ["Was it solved?", "It stands.", "It is cut off …", "It was written so!"]) expect(stopped(ended)).toBe(ended);
});
