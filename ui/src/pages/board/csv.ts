import type { BoardAnswer, Value } from "../../api/types";
import type { Field } from "../../charts/csv";
import { askedColumns } from "../../question/file";
import type { Question } from "../../question/question";

const VALUE_HEADS = ["value", "n", "low", "high", "sample", "open_share"];
const fields = (value: Value): Field[] => [value.exact ?? value.value, value.n, value.low, value.high, value.sample, value.open_share];

/**
 * A board as rows for a spreadsheet: the whole window first, then each period, for each KPI and party. A KPI that stands
 * in several rows of the board is told once, so that a sum over the sheet counts nothing twice.
 */
export function boardRows(board: BoardAnswer, question: Pick<Question, "where">): Field[][] {
  const last = askedColumns(board, question);
  const head = ["kpi", "title", "unit", "nature", "party", "period", ...VALUE_HEADS, "variation", "assurance", "at_least", "at_most", ...last.heads];
  const rows: Field[][] = [head];
  const told = new Set<string>();
  for (const [nature, group] of [["leading", board.leading], ["lagging", board.lagging]] as const) {
    for (const row of group) {
      if (told.has(row.kpi.kpi)) continue;
      told.add(row.kpi.kpi);
      row.cells.forEach((cell, nth) => {
        const start = [row.kpi.kpi, row.kpi.title, row.kpi.unit, nature, board.columns[nth]?.party ?? ""];
        const end = [cell.variation.mark, cell.assurance.mark, cell.target?.at_least, cell.target?.at_most, ...last.fields];
        rows.push([...start, `${board.window.from}/${board.window.to}`, ...fields(cell.level), ...end]);
        cell.trend.forEach((value, period) => rows.push([...start, board.periods[period]?.label ?? "", ...fields(value), "", "", "", "", ...last.fields]));
      });
    }
  }
  return rows;
}
