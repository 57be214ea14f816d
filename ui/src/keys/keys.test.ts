import { expect, test } from "vitest";

import { reader } from "./keys";

const key = (text: string) => {
  const [last = "", ...held] = text.split("+").reverse();
  return { key: last, ctrlKey: held.includes("ctrl"), metaKey: held.includes("cmd"), altKey: held.includes("alt") };
};

test.each([
  [["ctrl+k"], false, "palette"],
  [["cmd+K"], false, "palette"],
  [["ctrl+k"], true, "palette"],
  [["/"], false, "search"],
  [["/"], true, undefined],
  [["?"], false, "keys"],
  [["g", "b"], false, "board"],
  [["g", "k"], false, "kpis"],
  [["b"], false, undefined],
  [["g", "x", "b"], false, undefined],
  [["alt+t"], false, undefined],
])("%o while writing %s: %s", (presses, writing, command) => {
  const read = reader();
  const got = presses.map((press, nth) => read(key(press), writing, nth * 100));
  expect(got.at(-1)).toBe(command);
});

test("the second letter may not come too late", () => {
  const read = reader();
  read(key("g"), false, 0);
  expect(read(key("b"), false, 5000)).toBeUndefined();
});
