// The board as a picture that stands alone in a report: every row and party of it, whatever the screen is wide.
import type { BoardAnswer, BoardColumn, Cell, KpiHead } from "../../api/types";
import { moved, type Picture, type Shape, type Words } from "../../charts/shapes";
import { scaleOf } from "../../charts/sparkline";
import { SPARK, sparklineShapes } from "../../charts/sparkline-picture";
import { assuranceGlyph, type Stroke, variationGlyph } from "../../marks/glyphs";
import { assuranceLook, variationLook } from "../../marks/marks";
import { standingOf } from "../../marks/standing";
import { absence } from "../../words/absence";
import { day, periodWith } from "../../words/dates";
import { sentence } from "../../words/lists";
import { known, outOf, written } from "../../words/numbers";
import { groupsOf } from "./groups";
import { besideWords, type Line } from "./companions";
import { type Pinned, pinsOf } from "./notes";
import { roomOf, sureWords, widthOf } from "./room";

const NAME = 376;
const ROW = 46;
const LINE = 18;
/** Where the parts of a cell begin, or end. */
const VALUE_END = SPARK.width + 92;
const SURE = VALUE_END + 10;
/** From the marks on, with what parts one party from the next. */
const MARKS = 60;
const GAP = 10;
const LEAST_SURE = 72;

/** The sign that rows are still open, as on the page. */
function provisional(x: number): Shape[] {
  return [
    { is: "box", x, y: 26, width: 9, height: 9, fill: "soft", hatched: true },
    { is: "path", d: `M${x} 26h9v9h-9Z`, stroke: "faint", width: 1 },
  ];
}

/** How wide a party is on this board: its longest interval is whole. */
function partyWidth(answer: BoardAnswer): number {
  return SURE + Math.max(LEAST_SURE, roomOf(answer, answer.columns.map((_, nth) => nth)).sure) + GAP + MARKS;
}

const words = (x: number, y: number, text: string, size: Words["size"], ink: Words["ink"], more: Partial<Words> = {}): Words => ({
  is: "words", x, y, words: text, size, ink, ...more,
});

export function boardPicture(answer: BoardAnswer, titleOf: (column: BoardColumn) => string, notes: readonly Pinned[]): Picture {
  const party = partyWidth(answer);
  const width = NAME + party * answer.columns.length;
  const open = answer.periods.findIndex((period) => !period.complete);
  const settledUntil = open < 0 ? answer.periods.length : open;
  const windowFrom = Math.max(0, periodWith(answer.window.from, answer.periods, answer.zone));
  const shapes: Shape[] = answer.columns.map((column, nth) => words(NAME + nth * party, 14, titleOf(column), 14, "ink", { weight: 500, most: party - 16 }));
  let y = 24;
  for (const group of groupsOf(answer)) {
    shapes.push(words(0, y + 20, group.title, 14, "ink", { weight: 600 }));
    y += 30;
    for (const line of group.lines) {
      const { row } = line;
      const height = ROW + (line.elsewhere.length > 0 ? LINE : 0);
      const scale = scaleOf(row, settledUntil);
      shapes.push(...moved(nameShapes(line), 0, y));
      if (row.companion_of == null) shapes.push({ is: "path", d: `M0 ${y}h${width}`, stroke: "line", width: 1 });
      row.cells.forEach((cell, nth) => {
        const spark = sparklineShapes({
          trend: cell.trend, target: cell.target, scale, settledUntil, windowFrom,
          tone: variationLook(cell.variation.mark, row.kpi.direction).tone, pins: pinsOf(notes, row.kpi.kpi, answer.columns[nth]?.party ?? ""),
        });
        shapes.push(...moved(cellShapes(cell, row.kpi, spark, party), NAME + nth * party, y));
      });
      y += height;
    }
  }
  const key = "Line: trend, with its 95 % interval as a band. Underlined: the window of the number. Dashed: target. Dotted: provisional or not over yet.";
  shapes.push({ is: "path", d: `M0 ${y}h${width}`, stroke: "line", width: 1 }, words(0, y + 20, key, 12, "soft", { most: width }));
  y += 30;
  for (const { note, number } of notes) {
    shapes.push(words(0, y + 14, `${number}  ${day(note.at)}, ${note.author_name}: ${note.text}`, 12, "ink", { most: width }));
    y += LINE;
  }
  return { width, height: y, shapes };
}

function nameShapes({ row, elsewhere }: Line): Shape[] {
  const hangs = row.companion_of != null;
  const x = hangs ? 20 : 0;
  const most = NAME - 16 - x;
  return [
    ...(hangs ? [{ is: "path", d: "M4.5 0v10q0 4 4 4h6", stroke: "lineStrong" } as const] : []),
    words(x, 19, row.kpi.title, 14, "ink", { weight: hangs ? 400 : 500, most }),
    words(x, 35, row.asks, 12, "soft", { most }),
    ...(elsewhere.length > 0 ? [words(x, 51, besideWords(elsewhere), 12, "soft", { italic: true, most })] : []),
  ];
}

function cellShapes(cell: Cell, kpi: KpiHead, spark: readonly Shape[], party: number): Shape[] {
  const { level } = cell;
  const marks = party - MARKS;
  if (cell.missing || !known(level.value)) return [words(0, 26, sentence(absence(level, cell.missing)), 12, "soft", { most: party - 16 })];
  const side = standingOf(cell)?.side ?? "";
  const value = written(level.value, kpi);
  const of = outOf(level, kpi);
  const sure = level.sample === "enough";
  return [
    ...moved(spark, 0, 8),
    words(VALUE_END, side === "" ? 28 : 22, value, value.length > 9 ? 14 : 16, sure ? "ink" : "soft", { weight: sure ? 500 : 400, align: "end" }),
    ...(side === "" ? [] : [words(VALUE_END, 37, side, 12, "concerning", { weight: 500, align: "end" })]),
    words(SURE, of === "" ? 27 : 20, sureWords(cell, kpi), 12, "soft", { most: marks - SURE - 8 }),
    words(SURE, 35, of, 12, "soft"),
    ...(level.open_share > 0 ? provisional(SURE + widthOf(of, 12) + 4) : []),
    ...glyph(variationGlyph(cell.variation.mark, kpi.direction), variationLook(cell.variation.mark, kpi.direction).tone, marks),
    ...glyph(assuranceGlyph(cell.assurance.mark), assuranceLook(cell.assurance.mark).tone, marks + 22),
  ];
}

function glyph(strokes: readonly Stroke[], tone: "calm" | "improving" | "concerning", x: number): Shape[] {
  const ink = tone === "calm" ? "faint" : tone;
  return strokes.map(({ d, is }): Shape => {
    const at = { is: "path", d, x, y: 14 } as const;
    if (is === "dot") return { ...at, fill: ink };
    if (is === "gap") return { ...at, fill: "ground" };
    if (is === "limit") return { ...at, stroke: ink, width: 1, dash: [1.5, 2], opacity: 0.7 };
    return { ...at, stroke: is === "knocked" ? "ground" : ink, width: is === "knocked" ? 1.75 : 1.5 };
  });
}
