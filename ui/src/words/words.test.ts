import { describe, expect, test } from "vitest";

import type { Value } from "../api/types";
import { absence } from "./absence";
import { ago, day, dayOf, days, moment, periodTick, periodWith, periodWords } from "./dates";
import { halves, interval, oneMoney, said, sureness, targeted, type Unit, unbroken, written } from "./numbers";
import { listed, named, namedWithin, sentence } from "./lists";

const percent = { kind: "ratio", unit: "percent", currency: null, decimals: 1 };
const count = { kind: "count", unit: "count", currency: null, decimals: 0 };
const seconds = { kind: "mean", unit: "seconds", currency: null, decimals: 0 };
const euro = { kind: "derived", unit: "money", currency: "EUR", decimals: 2 };
const booked = { ...euro, kind: "sum" };
const hours = { kind: "sum", unit: "hours", currency: null, decimals: 0 };
const customers = { ...count, kind: "distinct" };

/** Reads thin spaces and the long minus as plain ones, so that expectations stay readable. */
const plain = (text: string) => text.replaceAll("\u202f", " ").replaceAll("\u00a0", " ").replaceAll("\u2212", "-");

const value = (of: Partial<Value>): Value => ({ n: 100, sample: "enough", open_share: 0, ...of });

describe("numbers", () => {
  test.each([
    [71.24, percent, "71.2 %"],
    [100, percent, "100.0 %"],
    [1204, count, "1,204"],
    [412.4, seconds, "412 s"],
    [4.126, euro, "€4.13"],
    [-1234.5, euro, "-€1,234.50"],
    [-0.04, percent, "0.0 %"],
    [3.5, { unit: "days", currency: null, decimals: 1 }, "3.5 d"],
    [0.522, { unit: "number", currency: null, decimals: 2 }, "0.52"],
  ])("%d is written %s", (number, unit, text) => expect(plain(written(number, unit))).toBe(text));

  test("halves meet at the point", () => {
    expect(halves(71.24, percent)).toEqual({ whole: "71", fraction: ".2", unit: "%" });
    expect(halves(340, count)).toEqual({ whole: "340", fraction: "", unit: "" });
  });

  test.each<[Partial<Value>, Unit, string]>([
    [{ value: 71.2, low: 68.7, high: 73.7 }, percent, "± 2.5"],
    [{ value: 0.4, low: 0.1, high: 3.1 }, percent, "0.1 – 3.1"],
    [{ value: 71.2 }, percent, ""],
    [{ value: 112, low: 111.8, high: 112.2 }, count, ""],
    [{ value: 4, low: 3.5, high: 4.5 }, euro, "± 0.50"],
    [{ value: 589.5, low: 470.5, high: 793.5 }, { ...seconds, decimals: 1 }, "470.5 – 793.5"],
    [{ value: 71.2, low: 68.6, high: 73.7 }, percent, "68.6 – 73.7"],
    [{ value: 71.2, low: 68.68, high: 73.74 }, percent, "± 2.5"],
    [{ value: 0.3, low: 0.1, high: 0.5 }, percent, "± 0.2"],
    [{ value: -1, low: -3, high: 2 }, count, "-3 – 2"],
    [{ value: 4000, low: 3500.5, high: 5000 }, euro, "3,500.50 – 5,000.00"],
  ])("%o has the interval %s", (of, unit, text) => expect(plain(interval(value(of), unit))).toBe(text));

  test.each([
    [{ value: 71.2, n: 1204, low: 68.7, high: 73.7 }, "71.2 % of 1,204, ± 2.5"],
    [{ value: 71.2, n: 12, low: 47.2, high: 95.2, sample: "too_few" as const }, "71.2 % of 12, ± 24.0, too few to say"],
    [{ value: 71.2, n: 1204, low: 68.7, high: 73.7, open_share: 0.31 }, "71.2 % of 1,204, ± 2.5, provisional, 31 % still open"],
    [{ value: null, n: 0, sample: "nothing" as const }, "no value: no rows to compute it from"],
  ])("%o is said %s", (of, text) => expect(plain(said(value(of), percent))).toBe(text));

  test.each([
    [{ value: 71.2, low: 68.7, high: 73.7, open_share: 0.002 }, "95 % interval 68.7 to 73.7 %; provisional, under 1 % still open"],
    [{ value: 71.2, sample: "too_few" as const }, "too few to say"],
    [{ value: 71.2 }, ""],
  ])("how sure %o is", (of, text) => expect(plain(sureness(value(of), percent))).toBe(text));

  test("a sentence keeps its numbers together", () =>
    expect(unbroken("at Birch (71.8 %, usually 75.3 ± 1.9) of 5 staff")).toBe("at Birch (71.8\u00a0%, usually 75.3\u00a0±\u00a01.9) of 5 staff"));

  test.each([
    ["Cost per contact is 6.57 EUR, at most 1,200.00 EUR agreed.", "Cost per contact is €6.57, at most €1,200.00 agreed."],
    ["71.2 % of 1,204 SLA contacts", "71.2 % of 1,204 SLA contacts"],
  ])("%s has one way to write money", (told, text) => expect(plain(oneMoney(told))).toBe(text));

  test.each([
    [{ value: 6.572, n: 990, low: 6.35, high: 6.79 }, euro, "€6.57 of 990, ± 0.22"],
    [{ value: 149_458.35, n: 84 }, booked, "€149,458.35 from 84 rows, all booked"],
    [{ value: 5123.4, n: 1, low: 5000, high: 5246 }, hours, "5,123 h from 1 row, ± 123"],
    [{ value: 14_494, n: 16_530, low: 14_494, high: 14_494 }, customers, "14,494 from 16,530 rows, all counted"],
    [{ value: 116, n: 116, low: 95, high: 138 }, count, "116, 95 – 138"],
    [{ value: 11.5, n: 201, low: 10, high: 13.7 }, { ...hours, kind: "backlog" }, "12 h of 201, ± 2"],
    [{ value: 71.2, n: 1_000_000, low: 71.19, high: 71.21 }, percent, "71.2 % of 1,000,000, ± under 0.1"],
    [{ value: 300, n: 6, low: 300, high: 300 }, seconds, "300 s of 6, all alike"],
    [{ value: 41.2, n: 6100 }, { ...count, kind: "derived", decimals: 1 }, "41.2 from 6,100 rows, no interval, as a part of it has none"],
    [{ value: 412, n: 1 }, seconds, "412 s of 1, no interval, as there are too few rows"],
    [{ value: 6.572, n: 990 }, euro, "€6.57 of 990, no interval, as a part of it has none"],
  ])("%o of %o is out of something and says how sure it is: %s", (of, measure, text) => expect(plain(said(value(of), measure))).toBe(text));

  test.each<[Partial<Value>, string]>([
    [{ why: "no_facts" }, "nothing has arrived for this time"],
    [{ why: "nothing_matches" }, "rows have arrived, but none that counts towards it"],
    [{ why: "not_supplied" }, "the feeds do not supply what it is computed from"],
    [{ why: "kept_back" }, "too few of them: what followed may have come to another party"],
    [{}, "no rows to compute it from"],
    [{ n: 4 }, "none of the rows has what it is computed from"],
  ])("why there is nothing: %o", (why, text) => expect(absence({ ...value({ n: 0, sample: "nothing" }), ...why })).toBe(text));

  test.each([
    [{ at_least: 75 }, "at least 75.0 %"],
    [{ at_most: 5 }, "at most 5.0 %"],
    [{ at_least: 80, at_most: 90 }, "80.0 to 90.0 %"],
  ])("%o", (bounds, text) => expect(plain(targeted({ from: "2026-01-01", scope: {}, ...bounds }, percent))).toBe(text));
});

describe("dates are the partnership's", () => {
  // The night on which Amsterdam's clock goes forward: 01:00 UTC is 03:00 there.
  const zone = "Europe/Amsterdam";
  const week = { label: "2026-W13", start: "2026-03-22T23:00:00Z", end: "2026-03-29T22:00:00Z", complete: true };
  const next = { label: "2026-W14", start: "2026-03-29T22:00:00Z", end: "2026-04-05T22:00:00Z", complete: false };

  test("an instant", () => expect(moment("2026-03-29T01:00:00Z", zone)).toBe("Sun 29 Mar 2026, 03:00"));
  test("the day an instant lies in", () => expect(dayOf("2026-03-28T23:30:00Z", zone)).toBe("2026-03-29"));
  test("a period in words", () => expect(periodWords(week, "week", zone)).toBe("week of 23 March"));
  test("a quarter", () => expect(periodWords({ ...week, label: "2026-Q1" }, "quarter", zone)).toBe("Q1 2026"));
  test("a tick", () => expect(periodTick(week, "week", zone)).toBe("23 Mar"));
  test("September is three letters long, also where it ends", () => {
    expect(day("2026-09-01")).toBe("1 Sep 2026");
    expect(day("2026-09-01", "short")).toBe("1 Sep");
  });
  test("the period with a day", () => {
    expect(periodWith("2026-03-29", [week, next], zone)).toBe(0);
    expect(periodWith("2026-03-30", [week, next], zone)).toBe(1);
    expect(periodWith("2026-05-01", [week, next], zone)).toBe(-1);
  });
  test.each([
    ["2026-01-05", "2026-03-29", "5 Jan – 29 Mar 2026"],
    ["2025-12-29", "2026-01-04", "29 Dec 2025 – 4 Jan 2026"],
    ["2026-01-05", "2026-01-05", "5 Jan 2026"],
  ])("%s to %s", (from, to, text) => expect(days(from, to)).toBe(text));
  test.each([
    ["2026-03-29T11:59:40Z", "just now"],
    ["2026-03-29T11:15:00Z", "45 min ago"],
    ["2026-03-29T11:00:00Z", "an hour ago"],
    ["2026-03-28T11:00:00Z", "25 hours ago"],
    ["2026-03-27T20:00:00Z", "40 hours ago"],
    ["2026-03-20T12:00:00Z", "9 days ago"],
    ["2025-12-01T12:00:00Z", "3 months ago"],
    ["1999-03-01T12:00:00Z", "27 years ago"],
  ])("%s was %s", (instant, text) => expect(ago(instant, new Date("2026-03-29T12:00:00Z"))).toBe(text));
});

describe("lists", () => {
  test.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a and b"],
    [["a", "b", "c"], "a, b and c"],
  ])("%o", (parts, text) => expect(listed(parts)).toBe(text));
  test("a short name reads as words", () => expect(named("contact_type")).toBe("Contact type"));
  test("initials stay initials", () => expect([named("sla_met"), namedWithin("qa_score")]).toEqual(["SLA met", "QA score"]));
});

test("a sentence begins with a capital, unless it begins with the name of a file or column", () => {
  expect(["it is away", "a. b", "calls-13.csv, line 4: no", "opened_at is empty"].map(sentence)).toEqual(["It is away", "A. b", "calls-13.csv, line 4: no", "opened_at is empty"]);
});
