import type { BoardAnswer, PeriodHead } from "../../api/types";

/** A party from which nothing comes: since when, or at all. */
export interface Silent {
  party: string;
  /** The last period that has anything; absent when none has. */
  last: PeriodHead | undefined;
}

/**
 * Parties that have not reported for the newest periods, although others have. A party is silent when none of its KPIs
 * has a row behind it there.
 */
export function silent(board: Pick<BoardAnswer, "columns" | "periods" | "leading" | "lagging">): Silent[] {
  const rows = [...board.leading, ...board.lagging];
  const newest = board.columns.map((_, column) => {
    let last = -1;
    for (const row of rows) {
      row.cells[column]?.trend.forEach((value, period) => {
        if (value.sample !== "nothing") last = Math.max(last, period);
      });
    }
    return last;
  });
  const reached = Math.max(-1, ...newest);
  return board.columns.flatMap((column, nth) => {
    const last = newest[nth] ?? -1;
    return last < reached ? [{ party: column.title, last: board.periods[last] }] : [];
  });
}
