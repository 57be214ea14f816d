// The columns of a feed's source, each with what it is for.
import type { LineageAnswer } from "../../api/types";

export interface SourceColumn {
  column: string;
  /** Columns of the table. */
  fills: string[];
  /** What it decides about a row, in words. */
  decides: string[];
}

const DECIDES: Record<string, string> = {
  only: "whether a row is a fact",
  key: "which record it is",
  version: "which version is the later",
  names: "which names are taken out",
};

/** By name. A check reads columns of the table, and through them those of the source. */
export function sourceColumns(answer: LineageAnswer): SourceColumn[] {
  const found = new Map<string, { fills: Set<string>; decides: Set<string> }>();
  const of = (column: string) => {
    const known = found.get(column) ?? { fills: new Set(), decides: new Set() };
    found.set(column, known);
    return known;
  };
  for (const mapping of answer.mappings) for (const column of mapping.source_columns) of(column).fills.add(mapping.column);
  for (const rule of answer.rules) {
    const words = rule.check == null ? DECIDES[rule.decides] : `the check ${rule.check}`;
    for (const column of rule.source_columns) if (words !== undefined) of(column).decides.add(words);
  }
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([column, { fills, decides }]) => ({ column, fills: [...fills], decides: [...decides] }));
}
