import { expect, test } from "vitest";

import type { LineageAnswer } from "../../api/types";
import { lineagePicture, lineageRows } from "./drawn";
import { connected, graphOf, pictureOf, step } from "./graph";
import { lineageHeadline } from "./headline";
import { sourceColumns } from "./source-columns";

const head = (kpi: string, title: string) => ({ kpi, title, kind: "ratio", unit: "percent", currency: null, decimals: 1, direction: "higher", interval: "" });
const column = (name: string) => ({ table: "contact", column: name, column_type: "text", unit: null, means: "" });
const mapping = (name: string, ...source_columns: string[]) => ({ feed: "calls", table: "contact", column: name, expression: source_columns.join(" || "), source_columns });
const reading = (kpi: string, name: string) => ({ kpi, table: "contact", column: name, part: "value", expression: null });

const ANSWER: LineageAnswer = {
  of: { kind: "kpi", name: "ratio", column: null, title: "Ratio" },
  feeds: [{ feed: "calls", title: "Calls", table: "contact", newest_fact: "2026-03-01T00:00:00Z", agreed_seconds: 60, fresh: false }],
  columns: [column("opened_at"), column("party")],
  kpis: [
    { head: head("ratio", "Ratio"), effect: null, through: [] },
    { head: head("top", "Top"), effect: null, through: [] },
    { head: head("under", "Under"), effect: null, through: [] },
  ],
  mappings: [mapping("opened_at", "day", "hour"), mapping("party")],
  rules: [{ feed: "calls", table: "contact", decides: "key", check: null, expression: "id", source_columns: ["id"], columns: [] }],
  readings: [reading("top", "opened_at"), reading("under", "opened_at"), reading("under", "party")],
  derivations: [{ kpi: "ratio", of: "top" }, { kpi: "ratio", of: "under" }],
};

test("the graph goes from the source through columns and KPIs to what is made of them", () => {
  const graph = graphOf(ANSWER);
  expect(graph.nodes.map((one) => [one.id, one.layer])).toEqual([
    ["source/calls/day", 0], ["source/calls/hour", 0],
    ["column/contact/opened_at", 1], ["column/contact/party", 1],
    ["kpi/top", 2], ["kpi/under", 2],
    ["kpi/ratio", 3],
  ]);
  expect(graph.edges).toContainEqual({ from: "source/calls/day", to: "column/contact/opened_at" });
  expect(graph.edges).toContainEqual({ from: "kpi/top", to: "kpi/ratio" });
  expect(graph.groups.get("feed/calls")).toEqual({ title: "Calls", late: true });
  expect(graph.nodes.find((one) => one.subject)?.id).toBe("kpi/ratio");
});

test("KPIs that would only count other rows are not drawn", () => {
  const kpis = ANSWER.kpis.map((one) => ({ ...one, effect: one.head.kpi === "top" ? "value" : "rows" }));
  expect(graphOf({ ...ANSWER, kpis }).nodes.filter((one) => one.layer >= 2).map((one) => one.id)).toEqual(["kpi/top"]);
});

test("everything has a place of its own within the picture, under its heading", () => {
  const picture = pictureOf(graphOf(ANSWER), 800);
  expect(new Set(picture.nodes.map((one) => `${one.x},${one.y}`)).size).toBe(picture.nodes.length);
  for (const node of picture.nodes) {
    expect(node.x + node.width).toBeLessThanOrEqual(800);
    expect(node.y).toBeLessThanOrEqual(picture.height);
  }
  expect(picture.layers.map((one) => one.title)).toEqual(["In the source", "Column", "KPI", "Made of these"]);
  expect(picture.edges).toHaveLength(7);
});

test("what hangs together is lit, both ways", () => {
  const { edges } = graphOf(ANSWER);
  expect([...connected("column/contact/party", edges)].sort()).toEqual(["column/contact/party", "kpi/ratio", "kpi/under"]);
  expect(connected("kpi/top", edges).has("source/calls/day")).toBe(true);
  expect(connected("kpi/top", edges).has("kpi/under")).toBe(false);
});

test("arrows walk along lines and within a layer, and stop at the edge", () => {
  const picture = pictureOf(graphOf(ANSWER), 800);
  const node = (id: string) => picture.nodes.find((one) => one.id === id)!;
  expect(step(node("source/calls/day"), "ArrowRight", picture)?.id).toBe("column/contact/opened_at");
  expect(step(node("source/calls/day"), "ArrowDown", picture)?.id).toBe("source/calls/hour");
  expect(step(node("source/calls/day"), "ArrowUp", picture)).toBeUndefined();
  expect(step(node("kpi/ratio"), "ArrowRight", picture)).toBeUndefined();
  expect(step(node("kpi/ratio"), "ArrowLeft", picture)?.id).toMatch(/^kpi\/(top|under)$/);
});

test("what its columns are for stands beside each column of the source", () => {
  expect(sourceColumns(ANSWER)).toEqual([
    { column: "day", fills: ["opened_at"], decides: [] },
    { column: "hour", fills: ["opened_at"], decides: [] },
    { column: "id", fills: [], decides: ["which record it is"] },
  ]);
});

test("the first line says what a number is made of, or what would be wrong", () => {
  expect(lineageHeadline(ANSWER)).toBe("Ratio is made of 2 columns that Calls fills.");
  const of = { kind: "feed", name: "calls", column: "day", title: "Calls" };
  const wrong = (...effects: string[]) => effects.map((effect, nth) => ({ head: head(`k${nth}`, `K${nth}`), effect, through: [] }));
  expect(lineageHeadline({ ...ANSWER, of, kpis: [] })).toBe("No KPI would be wrong if calls.day were.");
  expect(lineageHeadline({ ...ANSWER, of, kpis: wrong("value", "breakdown") })).toBe("If calls.day were wrong, so would be 1 KPI, and 1 KPI in part.");
  expect(lineageHeadline({ ...ANSWER, of, kpis: wrong("rows", "rows") })).toBe("If calls.day were wrong, 2 KPIs would count other rows or be cut wrongly.");
});

test("as a table it has a row for each line of the picture, as a picture every name", () => {
  const rows = lineageRows(ANSWER);
  expect(rows).toHaveLength(1 + graphOf(ANSWER).edges.length);
  expect(rows).toContainEqual(["source column", "Calls", "day", "column", "contact", "opened_at"]);
  expect(rows).toContainEqual(["kpi", "", "Top", "kpi", "", "Ratio"]);
  const words = lineagePicture(ANSWER).shapes.flatMap((shape) => (shape.is === "words" ? [shape.words] : []));
  for (const name of ["day", "opened_at", "Top", "Ratio", "◆ late: Calls"]) expect(words).toContain(name);
});
