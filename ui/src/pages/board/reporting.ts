import type { BoardAnswer, PeriodHead } from "../../api/types";

/** Kinds of KPI that have a value although nothing came. */
const STANDS_WITHOUT_ROWS = ["backlog", "derived"];

/** A party from which nothing comes: since when, or at all. */
export interface Silent {
  party: string;
  /** The last period that has anything; absent when none has. */
  last: PeriodHead | undefined;
}

/**
 * Parties that have not reported for the newest whole periods, although others have. A party is silent when no row of it
 * has come; a total of nothing is a number, and a backlog stands although nothing comes, so neither speaks for it.
 */
export function silent(board: Pick<BoardAnswer, "columns" | "periods" | "leading" | "lagging">): Silent[] {
  const rows = [...board.leading, ...board.lagging].filter((row) => !STANDS_WITHOUT_ROWS.includes(row.kpi.kind));
  const newest = board.columns.map((_, column) => {
    let last = -1;
    for (const row of rows) {
      row.cells[column]?.trend.forEach((value, period) => {
        if (value.n > 0) last = Math.max(last, period);
      });
    }
    return last;
  });
  // A period that has only begun is nobody's duty yet.
  const whole = board.periods.findLastIndex((period) => period.complete);
  const reached = Math.min(whole, Math.max(-1, ...newest));
  return board.columns.flatMap((column, nth) => {
    const last = newest[nth] ?? -1;
    return last < reached ? [{ party: column.title, last: board.periods[last] }] : [];
  });
}
