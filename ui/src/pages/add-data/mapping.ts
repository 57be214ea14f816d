// Which column of the source becomes which of the table, read from the feed's own text.
import type { ColumnOfTable, SourceColumn } from "../../api/drafts";

/** Whether an expression reads a column; `sql` is how the column is named in one. */
export function reads(expression: string, sql: string): boolean {
  const code = expression.replace(/'(?:[^']|'')*'/g, "''");
  if (sql.startsWith('"')) return code.includes(sql);
  const bare = code.replace(/"(?:[^"]|"")*"/g, '""');
  return new RegExp(`(?<![\\w.])${sql.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?!\\w)`, "i").test(bare) || code.includes(`"${sql}"`);
}

/** The columns of the table that read a column of the source. */
export function becomes(source: SourceColumn, mapped: ReadonlyMap<string, string>): string[] {
  const { sql } = source;
  return sql == null ? [] : [...mapped].filter(([, expression]) => reads(expression, sql)).map(([column]) => column);
}

/** The SQL that reads a column of the source as one of the table; undefined where its values do not allow it. */
export function expressionFor(source: SourceColumn, target: ColumnOfTable): string | undefined {
  if (target.unit === "seconds") return source.reads["seconds"] ?? source.reads["number"];
  return source.reads[target.type];
}

const KINDS: Record<string, string> = {
  empty: "no values", text: "text", free_text: "sentences", choice: "a few values", identifier: "identifier", integer: "whole numbers", number: "numbers",
  money: "money", percent: "percent", boolean: "yes or no", instant: "day and time", day: "day", time_of_day: "time of day", duration: "length of time", list: "lists",
};

/** What kind of values a column holds, in words. */
export function kindWords(source: SourceColumn): string {
  const kind = KINDS[source.kind] ?? source.kind.replaceAll("_", " ");
  return source.pattern == null ? kind : `${kind}, ${source.pattern}`;
}

/** A part of a feed in words, for a question about it: `columns.opened_at` → `opened_at`. */
export function partWords(about: string): string {
  const words: Record<string, string> = {
    key: "What makes a record the same record", version: "Which version of a record is the later one", zone: "The time zone", table: "What one row is",
    encoding: "The letters", only: "Which rows count", format: "How the file is written", nulls: "What means nothing",
  };
  return words[about] ?? about.replace(/^columns\./, "");
}
