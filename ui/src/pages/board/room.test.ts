import { describe, expect, test } from "vitest";

import { askedOf, board } from "../../../mock/answers";
import { PEOPLE } from "../../../mock/partnership";
import type { BoardRow, Session, Value } from "../../api/types";
import { leastColumn, roomOf, sparkIn, widthOf } from "./room";

const care = board("care", askedOf(new URLSearchParams()), {}, PEOPLE[0] as Session);
const all = care.columns.map((_, nth) => nth);
const level = (of: Partial<Value>): Value => ({ value: 1, n: 9, sample: "enough", open_share: 0, ...of });
const one = (of: Partial<Value>, kpi: Partial<BoardRow["kpi"]>) => {
  const [row] = care.leading as [BoardRow];
  const [cell] = row.cells as [BoardRow["cells"][number]];
  return { leading: [{ ...row, kpi: { ...row.kpi, ...kpi }, cells: [{ ...cell, missing: null, level: level(of) }] }], lagging: [] };
};

// As a browser measured them, in the size and face of the page.
test.each([
  ["470.5\u202f–\u202f793.5", 12, 77.9],
  ["of 1,204", 12, 49.2],
  ["no interval", 12, 59.3],
  ["all counted", 12, 62.2],
  ["±\u00a0under 0.1", 12, 66.1],
  ["above target", 12, 72.1],
])("%s has room, and not much more", (words, size, measured) => {
  expect(widthOf(words, size)).toBeGreaterThanOrEqual(measured - 0.5);
  expect(widthOf(words, size)).toBeLessThan(measured + 14);
});

describe("three parties", () => {
  const room = roomOf(care, all);
  test.each([1280, 1200])("fit a window of %i with its scroll bar", (wide) => expect(240 + 3 * leastColumn(room)).toBeLessThanOrEqual(wide - 64 - 15));
  test("have all the same sparkline, of what is left", () => {
    expect(sparkIn(leastColumn(room) + 30, room)).toBe(sparkIn(leastColumn(room), room) + 30);
    expect(sparkIn(0, room)).toBe(sparkIn(leastColumn(room), room));
  });
  test("also where intervals are two long ends", () => {
    const long = roomOf(one({ value: 589.5, low: 470.5, high: 793.5 }, { kind: "mean", unit: "seconds", decimals: 1 }), [0]);
    expect(long.sure).toBeGreaterThan(78);
    expect(240 + 3 * leastColumn({ ...room, sure: Math.max(room.sure, long.sure) })).toBeLessThanOrEqual(1280 - 64 - 15);
  });
});

test("one party has the width that the others would have", () =>
  expect(sparkIn(1216 - 448, roomOf(care, [1]))).toBeGreaterThan(400));

test("what is not shown takes no room", () => {
  const narrow = roomOf(one({ value: 1, low: 0.9, high: 1.1 }, { kind: "ratio", unit: "number", decimals: 1 }), [0]);
  const missing = roomOf({ leading: one({}, {}).leading.map((row) => ({ ...row, cells: row.cells.map((cell) => ({ ...cell, missing: "Nothing is sent." })) })), lagging: [] }, [0]);
  expect(missing.sure).toBeLessThan(narrow.sure);
  expect(missing.value).toBeLessThan(narrow.value);
});

test("money has room for its currency, and three parties with it fit too", () => {
  const room = roomOf(one({ value: 149_458.35, low: null, high: null }, { kind: "sum", unit: "money", currency: "EUR", decimals: 2 }), [0]);
  expect(room.value).toBeGreaterThanOrEqual(8 * 9.1 + 9.4 + 3.8 + 3.8);
  expect(240 + 3 * leastColumn({ ...roomOf(care, all), value: room.value })).toBeLessThanOrEqual(1200 - 64 - 15);
});
