import { expect, test } from "vitest";

import { csv } from "./csv";

test.each([
  [["a", 1, null, undefined], "a,1,,"],
  [["a, b", 'say "so"', "two\nlines"], '"a, b","say ""so""","two\nlines"'],
  [["=1+1", "@x", "-5", "-5x"], "'=1+1,'@x,-5,'-5x"],
])("%o", (row, line) => expect(csv([row])).toBe(`${line}\r\n`));
