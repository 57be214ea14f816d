import { describe, expect, test } from "vitest";

import { askedOf, board } from "../../../mock/answers";
import { PEOPLE } from "../../../mock/partnership";
import type { BoardRow, Cell, Note, PeriodHead, Session, Value } from "../../api/types";
import { columnTitle } from "./column-title";
import { besideWords, linesOf } from "./companions";
import type { Shape, Words } from "../../charts/shapes";
import { certainty, written } from "../../words/numbers";
import { boardRows } from "./csv";
import { pinned, pinsOf } from "./notes";
import { boardPicture } from "./picture";
import { widthOf } from "./room";
import { silent } from "./reporting";

const mara = PEOPLE[0] as Session;
const asked = askedOf(new URLSearchParams());
const care = board("care", asked, {}, mara);

describe("notes", () => {
  const note = (of: Partial<Note>): Note => ({
    id: "", position: 1, kpi: "csat", party: null, at: "2026-02-17", text: "", author_name: "", author_party_title: "", pinned_at: "", ...of,
  });

  test("are numbered from the oldest and stand at their period", () => {
    const all = pinned([note({ at: "2026-03-03", position: 2 }), note({}), note({ kpi: "elsewhere" }), note({ at: "2019-01-01" })], care);
    expect(all.map(({ note, number, period }) => [note.at, number, care.periods[period]?.label])).toEqual([
      ["2026-02-17", 1, "2026-W08"],
      ["2026-03-03", 2, "2026-W10"],
    ]);
  });

  test("about all parties stand at each, about one at that one", () => {
    const all = pinned([note({}), note({ party: "birch", position: 2 })], care);
    expect(pinsOf(all, "csat", "alder").map((one) => one.number)).toEqual([1]);
    expect(pinsOf(all, "csat", "birch").map((one) => one.number)).toEqual([1, 2]);
    expect(pinsOf(all, "service_level", "birch")).toEqual([]);
  });
});

describe("reporting", () => {
  test("all report", () => expect(silent(care)).toEqual([]));
  test("one has fallen silent", () => {
    const partial = board("partial", asked, {}, mara);
    expect(silent(partial).map((one) => [one.party, one.last?.label])).toEqual([["Birch", "2026-W09"]]);
  });
  test("nobody is silent where nothing is known", () => expect(silent(board("empty", asked, {}, mara))).toEqual([]));

  // As the server answers: a total of no rows is a number, of enough, and a backlog stands without new rows.
  const figure = (value: number, n: number): Value => ({ value, n, sample: "enough", open_share: 0 });
  const real = (kpi: string, nth: number, trends: Value[][]): BoardRow => ({
    ...(care.leading[nth] as BoardRow),
    kpi: { ...(care.leading[nth] as BoardRow).kpi, kpi, kind: kpi === "backlog" ? "backlog" : "count", unit: "count" },
    companion_of: null,
    cells: trends.map((trend) => ({ ...(care.leading[0]?.cells[0] as Cell), trend })),
  });
  const period = (nth: number, complete = true) => ({ ...(care.periods[nth] as PeriodHead), complete });
  const columns = care.columns.slice(1, 3);
  const totals = {
    columns, lagging: [], periods: [period(0), period(1), period(2)],
    leading: [
      real("offered", 0, [[figure(90, 90), figure(80, 80), figure(85, 85)], [figure(60, 60), figure(0, 0), figure(0, 0)]]),
      real("backlog", 1, [[figure(9, 9), figure(8, 8), figure(8, 8)], [figure(4, 4), figure(4, 4), figure(4, 4)]]),
    ],
  };
  test("totals of nothing and a backlog that stands do not hide it", () =>
    expect(silent(totals).map((one) => [one.party, one.last?.label])).toEqual([["Birch", care.periods[0]?.label]]));
  test("a period that has only begun is nobody's duty yet", () => {
    const begun = { ...totals, periods: [period(0), period(1, false), period(2, false)] };
    expect(silent(begun)).toEqual([]);
  });
});

describe("each KPI stands once", () => {
  const lines = linesOf([...care.leading, ...care.lagging]);
  const names = lines.map(({ row }) => row.kpi.kpi);
  test("whatever it hangs from", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(new Set([...care.leading, ...care.lagging].map((row) => row.kpi.kpi))).toEqual(new Set(names));
  });
  test("in words", () => {
    const one = (title: string, place: "above" | "below") => ({ kpi: title, title, place });
    expect(besideWords([one("A", "above"), one("B", "below"), one("C", "above")])).toBe("beside: A and C, above; B, below");
    expect(besideWords([])).toBe("");
  });
  test("what it may not be parted from is named there", () => {
    const of = (kpi: string) => lines.find(({ row }) => row.kpi.kpi === kpi)?.elsewhere.map((one) => `${one.title}, ${one.place}`);
    expect(of("handle_time")).toEqual(["Quality score, above", "First contact resolution, above"]);
    expect(of("cost_per_resolution")).toEqual(["First contact resolution, above"]);
    expect(of("service_level")).toEqual([]);
    expect(names.indexOf("abandon_rate")).toBe(names.indexOf("service_level") + 1);
  });
});

test.each([
  ["own", "My work"],
  ["team", "My team"],
  ["site", "Lisbon"],
  ["party", "Alder"],
])("a column that holds %s is headed %s", (scope, title) => {
  const column = { party: "alder", title: "Alder", kind: "provider", scope };
  expect(columnTitle(column, [{ name: "lisbon", title: "Lisbon", party: "alder" }])).toBe(title);
});

test("the board as a table has every KPI, party and period once", () => {
  const rows = boardRows(care, { where: "channel = 'voice'" });
  const kpis = new Set([...care.leading, ...care.lagging].map((row) => row.kpi.kpi));
  expect(kpis.size, "some KPI stands in several rows").toBeLessThan(care.leading.length + care.lagging.length);
  const cells = kpis.size * care.columns.length;
  expect(rows).toHaveLength(1 + cells * (1 + care.periods.length));
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  const { from, to, grain } = care.window;
  expect(rows[0]?.slice(-6)).toEqual(["grain", "from", "to", "where", "zone", "basis"]);
  for (const row of rows.slice(1)) expect(row.slice(-6)).toEqual([grain, from, to, "channel = 'voice'", care.zone, care.basis]);
});

test("the board's picture says every number with what it is out of, how sure it is, and whose it is", () => {
  const [first] = care.columns;
  const picture = boardPicture(care, (column) => column.title, pinned([], care));
  const words = picture.shapes.flatMap((shape) => (shape.is === "words" ? [shape.words] : []));
  for (const column of care.columns) expect(words).toContain(column.title);
  for (const { row } of linesOf([...care.leading, ...care.lagging])) {
    const cell = row.cells[0];
    expect(words).toContain(row.kpi.title);
    if (first === undefined || cell === undefined || cell.missing || cell.level.value == null) continue;
    expect(words).toContain(written(cell.level.value, row.kpi));
    expect(words).toContain(cell.level.sample === "too_few" ? "too few" : certainty(cell.level, row.kpi));
  }
  // Nothing lies outside of the picture.
  for (const shape of picture.shapes) {
    const { left, right, top, bottom } = edgesOf(shape);
    expect([left >= 0, right <= picture.width, top >= 0, bottom <= picture.height], JSON.stringify(shape)).toEqual([true, true, true, true]);
  }
});

/** How far a shape reaches; words as far as they may, or as they do at six tenths of their size a letter. */
function edgesOf(shape: Shape): { left: number; right: number; top: number; bottom: number } {
  const [x, y] = [shape.x ?? 0, shape.y ?? 0];
  if (shape.is === "box") return { left: x, right: x + shape.width, top: y, bottom: y + shape.height };
  if (shape.is === "words") {
    const long = Math.min(shape.most ?? Infinity, shape.words.length * shape.size * 0.6);
    const left = shape.align === "end" ? x - long : shape.align === "center" ? x - long / 2 : x;
    return { left, right: left + long, top: y - shape.size, bottom: y + shape.size / 4 };
  }
  // Where its pen is put down; what it draws from there is as small as a mark.
  const starts = [...shape.d.matchAll(/M(-?[\d.]+)[ ,]?(-?[\d.]+)/g)].map((start) => [x + Number(start[1]), y + Number(start[2])] as const);
  const [xs, ys] = [starts.map((at) => at[0]), starts.map((at) => at[1])];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

test("a number with a long unit and a long interval stays in its column of the picture", () => {
  const level: Value = { n: 12, value: 1_234_567.89, low: 1_000_000.5, high: 9_999_999.5, sample: "enough", open_share: 0, exact: null };
  const [row] = care.leading;
  if (row === undefined) return expect.unreachable();
  const wide = { ...row, companion_of: null, kpi: { ...row.kpi, kind: "mean", unit: "money", currency: "EUR", decimals: 2 }, cells: row.cells.map((cell) => ({ ...cell, missing: null, level })) };
  const picture = boardPicture({ ...care, leading: [wide], lagging: [] }, (column) => column.title, pinned([], care));
  const sure = picture.shapes.filter((shape): shape is Words => shape.is === "words" && shape.words.includes("–"));
  expect(sure.length).toBe(care.columns.length);
  const party = (picture.width - 376) / care.columns.length;
  for (const [nth, one] of sure.entries()) {
    expect(one.most, "whole").toBeGreaterThan(widthOf(one.words, 12));
    expect(one.x + (one.most ?? 0), "before its marks").toBeLessThan(376 + (nth + 1) * party - 60);
  }
});
