import { describe, expect, test } from "vitest";

import type { CoursePoint, NowLine } from "../../api/types";
import { dayPicture, mostOf } from "./day-chart";
import { pressing, rowsOf } from "./lines";
import { lettersFor } from "./wall.svelte";
import { age, doing, there, usually, wait } from "./words";

test.each([
  [0, "0 s"],
  [45.9, "45 s"],
  [119, "119 s"],
  [120, "2 min"],
  [662, "12 min"],
  [5_340, "89 min"],
  [5_399, "1 h"],
  [34_000, "9 h"],
  [172_800, "2 d"],
])("%d seconds are %s", (seconds, words) => expect(wait(seconds)).toBe(words));

test.each([
  [0, 14_400, "under 4 hours"],
  [14_400, 86_400, "4 to 24 hours"],
  [86_400, 259_200, "24 hours to 3 days"],
  [259_200, 604_800, "3 to 7 days"],
  [604_800, null, "over 7 days"],
])("from %d to %d is %s", (from, to, words) => expect(age(from, to)).toBe(words));

test("what agents do is said in words, and who is not there is not", () => {
  const agents = { party: "birch", taken_at: "", available: 0, busy: 4, wrap_up: 1, on_break: 0, elsewhere: 2 };
  expect(there(agents)).toBe(7);
  expect(doing(agents)).toBe("4 with a customer, 1 finishing up, 2 in training or a meeting");
  expect(doing({ ...agents, busy: 0, wrap_up: 0, elsewhere: 0 })).toBe("nobody is signed in");
});

test("what is usual is a range, unless both ends are written alike", () => {
  const usual = { n: 40, low: 61, median: 70, high: 170, most: 200 };
  expect(usually(usual, wait)).toBe("usually 61 s to 3 min");
  expect(usually({ ...usual, low: 130 }, wait)).toBe("usually 3 min");
  expect(usually(null, wait)).toBe("");
});

describe("lines", () => {
  const line = (party: string, queue: string, waiting: number, unusual = false): NowLine => ({
    party, queue, queue_title: queue, taken_at: "", waiting, longest_wait_seconds: waiting * 10, usual_days: 0, unusual, stale: false,
  });
  const party = (name: string) => ({ party: name, title: name, kind: "provider", scope: "party" });
  const rows = rowsOf({
    parties: [party("alder"), party("birch")],
    lines: [line("alder", "voice", 1), line("birch", "voice", 2, true), line("birch", "chat", 7), line("alder", "email", 90), line("nobody", "email", 900)],
  });

  test("a row a queue, a cell a party, and a scale of its own", () => {
    expect(rows.map((row) => [row.queue, ...row.cells.map((cell) => cell?.waiting), row.most])).toEqual([
      ["voice", 1, 2, 20],
      ["chat", undefined, 7, 70],
      ["email", 90, undefined, 900],
    ]);
  });

  test("where there is no room, what is out of the usual stays, then where most wait", () => {
    expect(pressing(rows, 2).map((row) => row.queue)).toEqual(["voice", "email"]);
    expect(pressing(rows, 3)).toEqual(rows);
  });
});

describe("the day", () => {
  const point = (hour: number, value: number | null, over: boolean): CoursePoint => {
    const at = (halves: number) => new Date(Date.UTC(2026, 2, 9, 0, 30 * halves)).toISOString();
    return { start: at(2 * hour), end: at(2 * hour + 1), value, over, usual: { n: 8, low: 10, median: 20, high: 30, most: 40 } };
  };
  const points = [point(8, 12, true), point(9, 45, true), point(10, 3, false), point(11, null, false)];
  const of = { points, zone: "UTC", most: mostOf([points]), weekday: "Monday", worded: true };

  test("the line ends with the last half hour that is over; the band goes on", () => {
    const { shapes } = dayPicture(of, 400, 200);
    const drawn = (stroke: string) => shapes.flatMap((shape) => (shape.is === "path" && shape.stroke === stroke && shape.width === 2 ? [shape.d] : []));
    expect(drawn("accent")[0]?.split("L")).toHaveLength(2);
    const band = shapes.find((shape) => shape.is === "path" && shape.fill === "band");
    expect(band?.is === "path" && band.d.split("L")).toHaveLength(8);
    expect(shapes.some((shape) => shape.is === "words" && shape.words === "today")).toBe(true);
  });

  test("all that is shown lies within the picture, and begins at zero", () => {
    expect(of.most).toBe(45);
    const { shapes } = dayPicture(of, 400, 200);
    const words = shapes.flatMap((shape) => (shape.is === "words" ? [shape.words] : []));
    expect(words).toContain("0");
    for (const shape of shapes) if (shape.is === "words") expect(shape.y > 0 && shape.y <= 200 && shape.x >= 0 && shape.x <= 400).toBe(true);
  });

  test("a day of which nothing is known is an empty picture", () => expect(dayPicture({ ...of, points: [] }, 400, 200).shapes).toEqual([]));
});

test("letters on a wall grow with the screen and never become too small to read", () => {
  expect(lettersFor(1920, 1080)).toBeCloseTo(22);
  expect(lettersFor(3840, 2160)).toBeCloseTo(44);
  expect(lettersFor(3840, 1080)).toBeCloseTo(22);
  expect(lettersFor(300, 200)).toBe(11);
});
