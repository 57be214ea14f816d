import { describe, expect, test } from "vitest";

import type { FeedHour } from "../../api/types";
import type { Shape } from "../../charts/shapes";
import { type Balance, NOTHING } from "./balance";
import { clockHour, daysPicture, feedsPicture, hoursPicture, stripPicture } from "./pictures";
import { filledByDay, least, shareBottom, shareLines } from "./shares";

const said = (shapes: readonly Shape[]) => shapes.flatMap((shape) => (shape.is === "words" ? [shape.words] : []));
const boxes = (shapes: readonly Shape[]) => shapes.flatMap((shape) => (shape.is === "box" ? [shape] : []));
const balance = (of: Partial<Balance>): Balance => ({ ...NOTHING, ...of });
const hour = (at: string, of: Partial<FeedHour>): FeedHour => ({ hour: at, ...NOTHING, mended: 0, newest_fact: null, filled: [], ...of });

describe("a picture of a feed", () => {
  const days = [
    { day: "2026-03-26", balance: balance({ received: 100, added: 99, set_aside: 1 }) },
    { day: "2026-03-27", balance: balance({ received: 50, added: 50 }) },
    { day: "2026-03-28", balance: NOTHING },
  ];

  test("says its scale, its days and what its tones mean, and nothing that is not there", () => {
    expect(said(daysPicture(days).shapes)).toEqual(["100 rows", "26 Mar", "27 Mar", "28 Mar", "added", "set aside"]);
  });

  test("has columns from zero; one row set aside among many is still seen", () => {
    const [first, aside, second] = boxes(daysPicture(days).shapes);
    expect(first?.height).toBeCloseTo(2 * 0.99 * (second?.height ?? 0));
    expect((first?.y ?? 0) + (first?.height ?? 0)).toBeCloseTo((second?.y ?? 0) + (second?.height ?? 0));
    expect(aside).toMatchObject({ fill: "concerning", height: 3 });
  });

  test("of several feeds says whose each is, and explains the tones once", () => {
    const words = said(feedsPicture([{ title: "Tickets", days }, { title: "Surveys", days: days.slice(1) }]).shapes);
    expect(words.filter((one) => ["Tickets", "Surveys", "added", "50 rows"].includes(one))).toEqual(["Tickets", "Surveys", "50 rows", "added"]);
  });

  test("has the hours of a day in the zone, and the hour that comes twice as one", () => {
    const twice = ["2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"].map((at) => hour(at, { received: 4, added: 4 }));
    const { shapes } = hoursPicture(twice, clockHour("Europe/Amsterdam"));
    expect(said(shapes)[0]).toBe("8 rows");
    expect(new Set(boxes(shapes).filter((box) => box.width > 10).map((box) => box.x)).size).toBe(1);
  });

  test("of a strip says what its edges mean", () => {
    expect(said(stripPicture([{ d: "M0 0H1", is: "trend" }], { top: "100 %", bottom: "94 %" }, "2026-03-14", "2026-03-27").shapes)).toEqual([
      "top: 100 %", "14 Mar", "27 Mar", "bottom: 94 %",
    ]);
  });
});

describe("complete", () => {
  const days = ["2026-03-26", "2026-03-27", "2026-03-28"];
  const filled = (rows: number, n: number, check = "type_given") => ({ filled: [{ check, rows, filled: n }] });
  const hours = [
    hour("2026-03-26T08:00:00Z", filled(10, 9)),
    hour("2026-03-26T23:30:00Z", filled(30, 30)),
    hour("2026-03-27T09:00:00Z", filled(10, 10)),
    hour("2026-03-27T10:00:00Z", filled(10, 0, "another")),
  ];

  test("is told by the day of the zone, and not where no row came", () => {
    const all = filledByDay(hours, days, "type_given", "Europe/Amsterdam");
    expect(all.map(({ rows, filled: n, share }) => [rows, n, share])).toEqual([[10, 9, 0.9], [40, 40, 1], [0, 0, null]]);
    expect(least(all)).toEqual({ day: "2026-03-26", share: 0.9 });
    expect(least([])).toBeUndefined();
  });

  test("days with less than agreed stand out, and what is agreed lies within the strip", () => {
    const all = filledByDay(hours, days, "type_given", "Europe/Amsterdam");
    expect(shareLines(all, 0.98).map((line) => line.is)).toEqual(["agreed", "trend", "late"]);
    expect(shareLines(all, 0.5).map((line) => line.is)).toEqual(["agreed", "trend"]);
    // A day between days without rows is a point that can be seen.
    expect(shareLines(all.slice(1), 0.5).map((line) => line.is)).toEqual(["agreed", "trend", "alone"]);
    expect(shareBottom(all, 0.5)).toBeLessThan(0.5);
  });
});
