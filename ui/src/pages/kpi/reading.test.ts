import { expect, test } from "vitest";

import { askedOf, board, reading, READING_DAYS } from "../../../mock/answers";
import { KPIS, type MockKpi, PEOPLE } from "../../../mock/partnership";
import type { Session } from "../../api/types";
import { said } from "../../words/numbers";
import { headlineOf, whoseWords } from "./headline";
import { begun } from "./reading";

const csat = KPIS.find((one) => one.head.kpi === "csat") as MockKpi;
const rows = { party: ["alder"] };
const care = board("care", askedOf(new URLSearchParams()), {}, PEOPLE[0] as Session);
const cell = care.lagging.find((row) => row.kpi.kpi === "csat")?.cells[care.columns.findIndex((one) => one.party === "alder")];
const window = new URLSearchParams({ from: care.window.from, to: care.window.to });
const asked = reading(csat, askedOf(window), rows);

test("the number is the window's, the points and what they say are those of the cell that led here", () => {
  expect(asked.level).toEqual(cell?.level);
  expect(asked.points).toHaveLength(care.periods.length);
  expect(asked.variation).toEqual(cell?.variation);
  expect(asked.assurance).toEqual(cell?.assurance);
  expect(asked.attainment).toEqual(cell?.attainment);
});

test("the sentence has the number of the cell", () => {
  expect(cell).toBeDefined();
  if (cell) expect(headlineOf(asked, "at Alder")).toBe(`Customer satisfaction at Alder is ${said(cell.level, csat.head)}.`);
});

test.each([
  ["own", [], ["Alder"], "in your own work"],
  ["team", [], [], "in your team"],
  ["site", ["Lisbon"], ["Alder"], "at Lisbon"],
  ["site", ["Lisbon", "Porto"], [], "at your site"],
  ["party", [], ["Alder"], "at Alder"],
  ["everything", [], ["Alder", "Birch"], "at Alder and Birch"],
  ["everything", [], [], ""],
] as const)("who sees %s at %o, and asks %o, reads a number %s", (sees, sites, parties, words) => expect(whoseWords(sees, sites, parties)).toBe(words));

test("a number that is not there is not said", () =>
  expect(headlineOf({ ...asked, level: { n: 0, sample: "nothing", open_share: 0 } }, "")).toBe("Customer satisfaction: no rows to compute it from."));

// The made-up facts begin on 1 October 2025.
test.each([
  [{ to: "2025-11-30" }, undefined, "2025-W39"],
  [{ to: "2025-11-30" }, "2025-11-03", "2025-W39"],
  [{ to: "2025-11-30" }, "2025-09-02", "2025-W36"],
  [{ to: "2026-03-29" }, undefined, "2025-W50"],
  [{ from: "2025-09-22", to: "2025-11-30" }, undefined, "2025-W39"],
  [{ from: "2025-08-04", to: "2025-09-07" }, "2025-08-04", "2025-W32"],
])("over %o, asked from %s, the axis begins with %s", (over, from, label) => {
  const whole = reading(csat, askedOf(new URLSearchParams(over), READING_DAYS), rows);
  const shown = begun(whole, from);
  expect(shown.points[0]?.period.label).toBe(label);
  expect(shown.points.at(-1)).toEqual(whole.points.at(-1));
  expect(shown.level).toEqual(whole.level);
});

test("a total of no rows is a fact", () => {
  const whole = reading(csat, askedOf(new URLSearchParams({ to: "2025-11-30" }), READING_DAYS), rows);
  const points = whole.points.map((point, nth) => (nth === 3 ? { ...point, value: { value: 0, n: 0, sample: "enough" as const, open_share: 0 } } : point));
  expect(begun({ ...whole, points }).points).toHaveLength(points.length - 2);
});
