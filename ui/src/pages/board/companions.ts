import type { BoardRow } from "../../api/types";
import { listed } from "../../words/lists";

/** A row that is shown, with those it is read beside that stand elsewhere on the board. */
export interface Line {
  row: BoardRow;
  elsewhere: { kpi: string; title: string; place: "above" | "below" }[];
}

/**
 * The rows of a board, each KPI once: a companion that has a row of its own, or hangs from an earlier row already, is
 * named where it belongs and read where it stands.
 */
export function linesOf(rows: readonly BoardRow[]): Line[] {
  const own = new Map<string, number>();
  rows.forEach((row, nth) => {
    if (row.companion_of == null && !own.has(row.kpi.kpi)) own.set(row.kpi.kpi, nth);
  });
  const stands = new Map(own);
  rows.forEach((row, nth) => {
    if (!stands.has(row.kpi.kpi)) stands.set(row.kpi.kpi, nth);
  });
  const lines: Line[] = [];
  let principal: { line: Line; at: number } | undefined;
  rows.forEach((row, nth) => {
    if (row.companion_of == null) {
      principal = { line: { row, elsewhere: [] }, at: nth };
      lines.push(principal.line);
    } else if (stands.get(row.kpi.kpi) === nth) {
      lines.push({ row, elsewhere: [] });
    } else if (principal !== undefined) {
      const place = (stands.get(row.kpi.kpi) ?? 0) < principal.at ? "above" : "below";
      principal.line.elsewhere.push({ kpi: row.kpi.kpi, title: row.kpi.title, place });
    }
  });
  return lines;
}

/** Where to read those that stand elsewhere: `beside: A and B, above`. */
export function besideWords(elsewhere: Line["elsewhere"]): string {
  const parts = (["above", "below"] as const).flatMap((place) => {
    const there = elsewhere.filter((one) => one.place === place).map((one) => one.title);
    return there.length === 0 ? [] : [`${listed(there)}, ${place}`];
  });
  return parts.length === 0 ? "" : `beside: ${parts.join("; ")}`;
}
