// How much room the parts of a board's cells need, so that the sparkline may have the rest: nothing is cut off where many
// parties stand side by side, and nothing is left empty where one stands alone.
import type { BoardAnswer, Cell, KpiHead } from "../../api/types";
import { standingOf } from "../../marks/standing";
import { certainty, halves, known, outOf } from "../../words/numbers";

/** Widths in pixels at the usual size of letters. */
export interface Room {
  /** The number, or what is said below it. */
  value: number;
  /** Of the number: what stands behind the point. */
  fraction: number;
  /** The interval, and what it is out of. */
  sure: number;
}

/** Between sparkline, number, interval and marks; after the last. */
const GAPS = 6 + 10 + 6;
export const PAD = 12;
const MARKS = 18 + 4 + 18;
/** A trend is still a trend. */
const LEAST_SPARK = 48;
/** The sign that rows are still open, with the space before it. */
const OPEN = 13;
/** What letters are rounded up by, for the sizes that they are drawn in. */
const SLACK = 2;

/** How wide letters are to their size: figures are all alike, and a word's letters are so wide at most on average. */
const FIGURE = 0.65;
const POINT = 0.27;
const THIN = 0.14;
const LETTER = 0.52;
const PERCENT = 1;

export function widthOf(words: string, size: number): number {
  let width = 0;
  for (const letter of words) width += /[.,]/.test(letter) ? POINT : letter === "\u202f" ? THIN : letter === "%" ? PERCENT : /[\d±\u2212\p{Sc}]/u.test(letter) ? FIGURE : LETTER;
  return width * size;
}

/** Whether a number is so long that a smaller face keeps the columns apart. */
export function isLong(whole: string): boolean {
  return whole.length > 6;
}

/** The interval as a cell shows it. */
export function sureWords({ level }: Pick<Cell, "level">, kpi: KpiHead): string {
  return level.sample === "too_few" ? "too few" : certainty(level, kpi);
}

/** What these columns of a board need. */
export function roomOf(answer: Pick<BoardAnswer, "leading" | "lagging">, columns: readonly number[]): Room {
  const room = { whole: 0, fraction: 0, entire: 0, side: 0, sure: 0 };
  const hold = (part: keyof typeof room, width: number) => (room[part] = Math.max(room[part], width));
  for (const { kpi, cells } of [...answer.leading, ...answer.lagging]) {
    for (const cell of columns.flatMap((nth) => cells[nth] ?? [])) {
      if (cell.missing || !known(cell.level.value)) continue;
      const { whole, fraction, unit } = halves(cell.level.value, kpi);
      const size = isLong(whole) ? 14 : 16;
      const behind = widthOf(fraction, size) + (unit === "" ? 0 : widthOf(`\u202f${unit}`, 12));
      if (fraction === "") hold("entire", widthOf(whole, size) + behind);
      else hold("whole", widthOf(whole, size));
      if (fraction !== "") hold("fraction", behind);
      hold("side", widthOf(standingOf(cell)?.side ?? "", 12));
      hold("sure", widthOf(sureWords(cell, kpi), 12));
      hold("sure", widthOf(outOf(cell.level, kpi), 12) + (cell.level.open_share > 0 ? OPEN : 0));
    }
  }
  return {
    value: Math.ceil(Math.max(room.whole + room.fraction, room.entire, room.side)) + SLACK,
    fraction: Math.ceil(room.fraction),
    sure: Math.ceil(room.sure) + SLACK,
  };
}

/** A cell's width without its sparkline. */
function besides({ value, sure }: Room): number {
  return value + sure + GAPS + MARKS;
}

/** The least width of a column. */
export function leastColumn(room: Room): number {
  return besides(room) + LEAST_SPARK + PAD;
}

/** The width that a column of so many pixels leaves to its sparkline. */
export function sparkIn(column: number, room: Room): number {
  return Math.max(LEAST_SPARK, Math.floor(column - PAD - besides(room)));
}
