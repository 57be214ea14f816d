import { expect, test } from "vitest";

import type { TriedRows } from "../../api/drafts";
import { inOrder, trialWords, warningOf } from "./trial";

const rows = (of: Partial<TriedRows>): TriedRows => ({
  whole: true, received: 0, passed_over: 0, set_aside: 0, added: 0, superseded: 0, duplicates: 0, warned: 0, by_check: {}, columns: [], kept: [], aside: [], ...of,
});

test("the sum is a sentence", () => {
  expect(trialWords(rows({}))).toBe("The file holds no rows.");
  expect(trialWords(rows({ received: 1, added: 1 }))).toBe("Of 1 row, 1 becomes a record.");
  expect(trialWords(rows({ whole: false, received: 1_000, added: 940, superseded: 1, set_aside: 59 }))).toBe(
    "Of 1,000 rows at its beginning, 940 become records; 1 is an earlier version of one and 59 would be set aside.",
  );
});

test("what a quick look would miss is said", () => {
  expect(warningOf(rows({ received: 10, set_aside: 10 }))).toContain("No row");
  expect(warningOf(rows({ received: 10, added: 4, duplicates: 6 }))).toContain("key");
  expect(warningOf(rows({ received: 100, added: 89, set_aside: 11 }))).toContain("one row in ten");
  expect(warningOf(rows({ received: 100, added: 95, set_aside: 5 }))).toBeUndefined();
});

test("rows stand in the order of the file", () => {
  const kept = (line: number) => ({ line, fate: "added" as const, values: [] });
  const aside = (line: number) => ({ line, check: "x", column: null, reason: "", hint: "", raw: "" });
  expect(inOrder(rows({ kept: [kept(2), kept(5)], aside: [aside(3)] })).map((row) => row.line)).toEqual([2, 3, 5]);
});
