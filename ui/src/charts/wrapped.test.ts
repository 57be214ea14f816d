import { expect, test } from "vitest";

import { wrapped } from "./wrapped";

const letters = (words: string) => words.length;

test.each([
  ["", 10, 3, []],
  ["one two three", 20, 3, ["one two three"]],
  ["one two three", 8, 3, ["one two", "three"]],
  ["one\ntwo", 20, 3, ["one two"]],
  ["abcdefghijkl mn", 5, 9, ["abcde", "fghij", "kl mn"]],
  ["one two three four", 8, 2, ["one two", "three…"]],
  ["one two three four", 5, 2, ["one", "two…"]],
  ["aaaaa bbbbb ccccc", 5, 2, ["aaaaa", "bbbb…"]],
])("“%s” in lines of %i, %i at most", (text, width, lines, found) => {
  expect(wrapped(text, width, lines, letters)).toEqual(found);
});
