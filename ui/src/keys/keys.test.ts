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
  [["g", "n"], false, "now"],
  [["g", "i"], false, "what-if"],
  [["b"], false, undefined],
  [["g", "x", "b"], false, undefined],
  [["alt+t"], false, undefined],
])("%o while writing %s: %s", (presses, writing, command) => {
  const read = reader(() => true);
  const got = presses.map((press, nth) => read(key(press), writing, nth * 100));
  expect(got.at(-1)).toBe(command);
});

test("the second letter may not come too late", () => {
  const read = reader(() => true);
  read(key("g"), false, 0);
  expect(read(key("b"), false, 5000)).toBeUndefined();
});

test("keys pressed alone are silent where they are turned off; the palette stays", () => {
  let on = true;
  const read = reader(() => on);
  read(key("g"), false, 0);
  on = false;
  expect(["b", "t", "?", "/"].map((one) => read(key(one), false, 100))).toEqual([undefined, undefined, undefined, undefined]);
  expect(read(key("ctrl+k"), false, 200)).toBe("palette");
});
