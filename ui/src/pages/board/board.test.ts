import { describe, expect, test } from "vitest";

import { askedOf, board } from "../../../mock/answers";
import { PEOPLE } from "../../../mock/partnership";
import type { Note, Session } from "../../api/types";
import { boardRows } from "./csv";
import { pinned, pinsOf } from "./notes";
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
});

test("the board as a table has every KPI, party and period once", () => {
  const rows = boardRows(care);
  const kpis = new Set([...care.leading, ...care.lagging].map((row) => row.kpi.kpi));
  expect(kpis.size, "some KPI stands in several rows").toBeLessThan(care.leading.length + care.lagging.length);
  const cells = kpis.size * care.columns.length;
  expect(rows).toHaveLength(1 + cells * (1 + care.periods.length));
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
});
