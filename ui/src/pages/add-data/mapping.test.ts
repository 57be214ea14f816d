import { expect, test } from "vitest";

import type { SourceColumn } from "../../api/drafts";
import { becomes, expressionFor, reads } from "./mapping";

const column = (sql: string, of: Record<string, string> = {}): SourceColumn =>
  ({ name: sql, sql, kind: "text", nulls: 0, null_spellings: [], distinct: 1, examples: [], misfits: [], mapped_to: [], reads: of }) as unknown as SourceColumn;

test("an expression reads a column where its name stands by itself and not within a text", () => {
  for (const [expression, sql, expect_] of [
    ["id", "id", true],
    ["party_id", "id", false],
    ["lower(id) = 'x'", "id", true],
    ["'id'", "id", false],
    [`"id"`, "id", true],
    [`"my id"`, "id", false],
    [`local_time("Opened at", '%d')`, `"Opened at"`, true],
    [`'"Opened at"'`, `"Opened at"`, false],
    ["it''s id", "id", true],
  ] as const) {
    expect(reads(expression, sql), `${sql} in ${expression}`).toBe(expect_);
  }
});

test("a column of the source may become several, or none", () => {
  const mapped = new Map([["contact_id", "id"], ["case_id", "split_part(id, '-', 1)"], ["party", "vendor"]]);
  expect(becomes(column("id"), mapped)).toEqual(["contact_id", "case_id"]);
  expect(becomes(column("other"), mapped)).toEqual([]);
});

test("a column is read as the type that the table has", () => {
  const wait = column("wait", { text: "wait", number: "cast(wait as double)", seconds: "cast(wait as double) / 1000" });
  const target = (type: string, unit: string | null) => ({ column: "x", type, unit, use: "detail", means: "" });
  expect(expressionFor(wait, target("number", "seconds"))).toBe("cast(wait as double) / 1000");
  expect(expressionFor(wait, target("number", null))).toBe("cast(wait as double)");
  expect(expressionFor(wait, target("instant", null))).toBeUndefined();
});
