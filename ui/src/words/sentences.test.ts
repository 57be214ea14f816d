import { expect, test } from "vitest";

import { stopped, without } from "./sentences";

test.each([
  ["Two things need you. A is low. B is high.", ["A is low.", "B is high."], "Two things need you."],
  ["A is 71 %. Steady: it varies as it usually does. No target is set.", ["Steady: it varies as it usually does", "No target is set"], "A is 71 %."],
  ["A is low.", ["A is low."], "A is low."],
  ["A is low.", ["", "B"], "A is low."],
])("%s without %o", (text, sentences, rest) => expect(without(text, sentences)).toBe(rest));

test("a sentence has one full stop", () => {
  expect(stopped("No target is set")).toBe("No target is set.");
  expect(stopped("Was it solved?")).toBe("Was it solved?");
});
