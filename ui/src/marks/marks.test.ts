import { expect, test } from "vitest";

import type { Value } from "../api/types";
import { assuranceGlyph, nothingGlyph, variationGlyph } from "./glyphs";
import { bothMarks, markWords } from "./mark-words";
import { assuranceLook, variationLook } from "./marks";
import { standingOf } from "./standing";

const level: Value = { value: 34.7, n: 170, sample: "enough", open_share: 0 };
const target = { from: "2026-01-01", scope: {}, at_least: 60 };
const few = { mark: "too_few_points", words: "Too few points to say: 9 of 12 needed" };

test("no two marks have one shape", () => {
  const shapes = [
    ...["steady", "improving", "worsening", "unusual", "too_few_points"].map((mark) => variationLook(mark, "higher").shape),
    ...["will_meet", "may_miss", "will_miss"].map((mark) => assuranceLook(mark).shape),
  ];
  expect(new Set(shapes).size).toBe(shapes.length - 1); // "worsening" and "unusual" are both diamonds, one with an arrow
});

test.each([
  [{ level, target, attainment: { mark: "missed", words: "" } }, "below target"],
  [{ level, target: { ...target, at_least: null, at_most: 30 }, attainment: { mark: "missed", words: "" } }, "above target"],
  [{ level, target: { ...target, at_least: 20, at_most: 30 }, attainment: { mark: "missed", words: "" } }, "above target"],
  [{ level, target, attainment: { mark: "too_close", words: "" } }, ""],
  [{ level, target, attainment: { mark: "met", words: "" } }, ""],
  [{ level, target, attainment: { mark: "no_target", words: "" } }, undefined],
])("%o stands %s", (of, side) => expect(standingOf(of)?.side).toBe(side));

test("how many periods there are and how many it takes", () => {
  expect(markWords(few, "week")).toBe("Too few weeks to tell a change from chance: there are 9 of the 12 weeks needed");
  expect(markWords({ mark: "steady", words: "Steady: 3 of 4" }, "week")).toBe("Steady: 3 of 4");
});

test("too few to judge is said once", () => {
  expect(bothMarks({ variation: few, assurance: few })).toEqual([few, undefined]);
  const none = { mark: "no_target", words: "No target is set" };
  expect(bothMarks({ variation: few, assurance: none })).toEqual([few, none]);
});

test("before words every mark is drawn, in a table only what there is to say", () => {
  for (const mark of ["no_target", "too_few_points"]) {
    expect(assuranceGlyph(mark)).toEqual([]);
    expect(nothingGlyph(mark)).not.toEqual([]);
  }
  expect(nothingGlyph("too_few_points")).toEqual(variationGlyph("too_few_points", "higher"));
});
