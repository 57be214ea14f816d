import { describe, expect, test } from "vitest";

import type { CheckStands, FailingCheck, Fate, FeedHour, FeedStatus, Mended, VolumeHour } from "../../api/types";
import { byDay, difference, hoursOf, NOTHING, passed, share, sumOf, unshown, windowAround, windowOf } from "./balance";
import { cellsOf, columnOf } from "./cells";
import { daysAlong, inOrder, nameOf, summary, volumePicture } from "./checks";
import { ages, span, startOfDay } from "./freshness";
import { feedHeadline, headlineOf, setAsideHeadline } from "./headline";
import { afterMending, afterWaiving, course, NOTHING_CAME, type Came } from "./course";
import { outcome, soFar, waivedWords } from "./outcome";

const hour = (at: string, of: Partial<FeedHour> = {}): FeedHour => ({ hour: at, ...NOTHING, mended: 0, newest_fact: null, filled: [], ...of });
const feed = (of: Partial<FeedStatus>): FeedStatus => ({
  feed: "tickets", title: "Tickets", table: "contact", received: 10, accepted: 10, superseded: 0, duplicates: 0, set_aside: 0, passed_over: 0,
  waiting: 0, mended: 0, waived: 0, batches: 1, fresh: null, refused: 0, failing: [], judged: 4, ...of,
});

describe("the sum", () => {
  test("counts what has no fate and what has one too many", () => {
    expect(difference({ ...NOTHING, received: 6, added: 1, replaced: 1, superseded: 1, duplicates: 1, passed_over: 1, set_aside: 1 })).toBe(0);
    expect(difference({ ...NOTHING, received: 6, added: 4 })).toBe(-2);
    expect(difference({ ...NOTHING, added: 31 })).toBe(31);
  });

  test("a share is never rounded to all or to none where a row makes the difference", () => {
    expect(share(passed({ received: 412_880, set_aside: 2 }))).toBe("99.9\u202f%");
    expect(share(passed({ received: 412_880, set_aside: 412_879 }))).toBe("0.1\u202f%");
    expect(share(passed({ received: 8, set_aside: 0 }))).toBe("100\u202f%");
    expect(share(passed({ received: 8, set_aside: 8 }))).toBe("0\u202f%");
    expect(share(passed({ received: 8, set_aside: 1 }))).toBe("87.5\u202f%");
    expect(share(passed(NOTHING))).toBe("");
  });

  test("hours belong to the day of the zone, and every day of the window is there", () => {
    const hours = [hour("2026-03-28T23:00:00Z", { received: 2, added: 2 }), hour("2026-03-28T22:00:00Z", { received: 1, set_aside: 1 })];
    const days = byDay(hours, "2026-03-27", "2026-03-29", "Europe/Amsterdam");
    expect(days.map(({ day, balance }) => [day, balance.received])).toEqual([["2026-03-27", 0], ["2026-03-28", 1], ["2026-03-29", 2]]);
    expect(hoursOf(hours, "2026-03-29", "Europe/Amsterdam").map((one) => one.hour)).toEqual(["2026-03-28T23:00:00Z"]);
    expect(sumOf(hours)).toEqual({ ...NOTHING, received: 3, added: 2, set_aside: 1 });
  });

  test("the window ends today, or with the last day that brought something when that is long ago", () => {
    const now = new Date("2026-04-30T10:00:00Z");
    expect(windowOf("2026-04-20T10:00:00Z", now, "UTC")).toEqual({ from: "2026-04-17", to: "2026-04-30" });
    expect(windowOf("2026-03-27T13:15:00Z", now, "UTC")).toEqual({ from: "2026-03-14", to: "2026-03-27" });
    expect(windowOf(null, now, "UTC").to).toBe("2026-04-30");
  });

  test("a day that the address names is shown, however long ago; one that cannot be is said", () => {
    const now = new Date("2026-04-30T12:00:00Z");
    const usual = { from: "2026-04-17", to: "2026-04-30" };
    expect(windowAround("2026-04-20", usual, now, "UTC")).toBe(usual);
    expect(windowAround("2026-01-15", usual, now, "UTC")).toEqual({ from: "2026-01-08", to: "2026-01-21" });
    // A feed that stopped in March, and a day since.
    expect(windowAround("2026-04-28", { from: "2026-03-14", to: "2026-03-27" }, now, "UTC")).toEqual(usual);
    for (const wanted of [null, "2026-02-30", "2026-05-01"]) expect(windowAround(wanted, usual, now, "UTC")).toBe(usual);
    expect(["2026-01-15", null].map((wanted) => unshown(wanted, now, "UTC"))).toEqual(["", ""]);
    expect(unshown("2026-02-30", now, "UTC")).toBe("“2026-02-30” is not a day of the calendar.");
    expect(unshown("2026-05-01", now, "UTC")).toBe("1 May 2026 is yet to come.");
  });
});

describe("freshness", () => {
  const from = Date.parse("2026-03-20T00:00:00Z");

  test("grows while nothing comes, falls when something does, and is not known before the first", () => {
    const hours = [
      hour("2026-03-20T04:00:00Z", { newest_fact: "2026-03-20T04:30:00Z" }),
      hour("2026-03-20T01:00:00Z", { newest_fact: "2026-03-20T01:00:00Z" }),
    ];
    expect(ages(hours, from, from + 6 * 3_600_000).map((one) => one.hours)).toEqual([null, 1, 2, 3, 0.5, 1.5]);
  });

  test("what came in the hour that is not over counts now", () => {
    const hours = [hour("2026-03-20T01:00:00Z", { newest_fact: "2026-03-20T00:20:00Z" })];
    const until = from + 1.5 * 3_600_000;
    expect(ages(hours, from, until).map((one) => [one.at - from, one.hours])).toEqual([[3_600_000, null], [5_400_000, 7 / 6]]);
  });

  test("an older delivery does not make the newest fact older, and one from the future has no age", () => {
    const hours = [
      hour("2026-03-20T00:00:00Z", { newest_fact: "2026-03-20T05:00:00Z" }),
      hour("2026-03-20T01:00:00Z", { newest_fact: "2026-01-01T00:00:00Z" }),
    ];
    expect(ages(hours, from, from + 2 * 3_600_000).map((one) => one.hours)).toEqual([0, 0]);
  });

  test("a day begins in its zone, also on the day after the clock was set", () => {
    expect(new Date(startOfDay("2026-03-29", "Europe/Amsterdam")).toISOString()).toBe("2026-03-28T23:00:00.000Z");
    expect(new Date(startOfDay("2026-03-30", "Europe/Amsterdam")).toISOString()).toBe("2026-03-29T22:00:00.000Z");
    expect(new Date(startOfDay("2026-03-30", "Asia/Manila")).toISOString()).toBe("2026-03-29T16:00:00.000Z");
  });

  test.each([[0.01, "1 min"], [0.5, "30 min"], [1, "1 hour"], [36, "36 hours"], [72, "3 days"]])("%f h is %s", (hours, words) => expect(span(hours)).toBe(words));
});

describe("first lines", () => {
  test.each<[Partial<FeedStatus>[], string]>([
    [[{ fresh: true }, { fresh: true }], "Everything has arrived as agreed, and no row waits."],
    [[{ fresh: true, refused: 2 }, { fresh: true }], "No feed is late, and no row waits. Two deliveries were refused as a whole and have not come again: Tickets."],
    [[{ fresh: true, waiting: 38 }, { fresh: true }], "Everything has arrived as agreed; 38 rows wait for somebody."],
    [[{ fresh: true }, { waiting: 1 }], "Every feed with an agreed freshness has arrived; 1 row waits for somebody."],
    [[{}], "No freshness is agreed for any feed, so none can be called late, and no row waits."],
    [[{ fresh: false }, { fresh: true, waiting: 7 }], "One feed needs you: Tickets is later than agreed. 7 rows wait for somebody."],
    [[{ fresh: false }, { fresh: false, title: "Shifts" }], "Two feeds need you: Tickets and Shifts are later than agreed."],
    [Array.from({ length: 5 }, (_, nth) => ({ fresh: false, title: `F${nth}` })), "Five feeds need you: F0, F1 and 3 others are later than agreed."],
  ])("%j", (feeds, words) => expect(headlineOf(feeds.map(feed))).toBe(words));

  test("of one feed, and of what it set aside", () => {
    expect(feedHeadline(feed({ received: 0 }))).toBe("Tickets has brought nothing yet.");
    expect(feedHeadline(feed({ fresh: true, refused: 1 }))).toBe("Tickets is not late; no row waits. One delivery was refused as a whole.");
    expect(feedHeadline(feed({ fresh: false, waiting: 1 }))).toBe("Tickets is later than agreed; 1 row waits for somebody.");
    expect(feedHeadline(feed({ received: 1204 }))).toBe("Tickets has brought 1,204 rows; no row waits.");
    expect(setAsideHeadline("Tickets", "waiting", 1_000_000)).toBe("1,000,000 rows of Tickets wait for somebody.");
    expect(setAsideHeadline("Tickets", "waived", 0)).toBe("No row of Tickets has been waived.");
    expect(setAsideHeadline("Tickets", "mended", 1)).toBe("1 row of Tickets was mended.");
  });
});

describe("what came of a try", () => {
  const fate = (of: Fate["fate"], check?: string, reason?: string): Fate => ({ id: "x", fate: of, check: check ?? null, reason: reason ?? null });
  const mended = (...fates: Fate[]): Mended => {
    const waits = fates.filter((one) => one.fate === "set_aside");
    const kept = [...new Set(waits.map((one) => one.check ?? ""))].map((check) => {
      const of = waits.filter((one) => one.check === check);
      return { check, reason: of[0]?.reason ?? "", rows: of.length };
    });
    return { tried: fates.length, passed: fates.length - waits.length, kept, fates, gone: [], left: 0, next: null };
  };

  test.each<[Mended, string]>([
    [
      mended(fate("added"), fate("added"), fate("duplicate"), fate("set_aside", "missing.key"), fate("set_aside", "missing.key")),
      "3 of 5 passed: 2 added and 1 duplicate. 2 still wait: 2 missing.key.",
    ],
    [mended(fate("replaced"), fate("replaced")), "All 2 passed: 2 replaced."],
    [mended(fate("set_aside", "a"), fate("set_aside", "b"), fate("set_aside", "b")), "None of 3 passed. 3 still wait: 2 b and 1 a."],
    [mended(fate("added")), "The row passed: added."],
    [mended(fate("set_aside", "missing.key", "ticket is empty")), "The row did not pass. It still waits: ticket is empty."],
    [mended(), "No row waited any more: somebody else may have been here."],
    [{ ...mended(fate("added")), gone: ["y"] }, "The row passed: added. 1 row waited no more: somebody else was faster."],
    [{ ...mended(fate("added"), fate("added")), left: 5_000, next: "1.2.x" }, "All 2 passed: 2 added. 5,000 more rows were not looked at, and are as they were."],
  ])("%#", (of, words) => expect(outcome(afterMending(NOTHING_CAME, of))).toBe(words));

  test("waived", () => {
    const waived = (n: number, left = 0) => waivedWords(afterWaiving(NOTHING_CAME, { waived: n, left, next: null }));
    expect(waived(1)).toBe("The row is waived. Your reason stays with it.");
    expect(waived(12)).toBe("12 rows are waived. Your reason stays with each.");
    expect(waived(12, 1)).toBe("12 rows are waived. Your reason stays with each. One more row was not looked at, and is as it was.");
    expect(waived(0)).toMatch(/^No row waited/);
  });

  test("a course goes on where the step before ended, until none is left or it is enough", async () => {
    const steps: Record<string, Mended> = {
      "": { ...mended(fate("set_aside", "a", "no")), left: 2, next: "1" },
      1: { ...mended(fate("added")), left: 1, next: "2" },
      2: mended(fate("duplicate")),
    };
    const walk = async (most: number) => {
      const came: Came[] = [];
      await course((after) => Promise.resolve(steps[after ?? ""] ?? mended()), afterMending, (now) => came.push(now) < most);
      return came;
    };
    const all = await walk(9);
    expect(all.map(soFar)).toEqual(["1 of 3 rows; 1 of them still waits …", "2 of 3 rows; 1 of them still waits …", "3 of 3 rows; 1 of them still waits …"]);
    expect(outcome(all[2] ?? NOTHING_CAME)).toBe("2 of 3 passed: 1 added and 1 duplicate. 1 still waits: 1 a.");
    expect((await walk(2)).at(-1)?.left).toBe(1);
  });
});

describe("the cells of a row", () => {
  const csv = JSON.stringify({ type: "csv", delimiter: ";", quote: '"', header: ["id", "opened", "subject"] });

  test("separated values, with quotes and a row cut off", () => {
    expect(cellsOf({ raw: 'T-1;1/3/26;"a ""b""; c"\n', format: csv })).toEqual([
      { column: "id", value: "T-1" }, { column: "opened", value: "1/3/26" }, { column: "subject", value: 'a "b"; c' },
    ]);
    expect(cellsOf({ raw: "T-1;1/3", format: csv }).map((cell) => cell.value)).toEqual(["T-1", "1/3", null]);
  });

  test("JSON objects; nothing where the text is none", () => {
    const format = JSON.stringify({ type: "ndjson" });
    expect(cellsOf({ raw: '{"id":7,"at":null,"tags":["a"]}', format })).toEqual([
      { column: "id", value: "7" }, { column: "at", value: null }, { column: "tags", value: '["a"]' },
    ]);
    expect(cellsOf({ raw: '{"id":7', format })).toEqual([]);
    expect(cellsOf({ raw: "x", format: "no json" })).toEqual([]);
  });

  test("the column that a check speaks of", () => {
    expect(columnOf("cannot_read.opened_at", "", ["id", "opened_at"])).toBe("opened_at");
    expect(columnOf("cannot_read.opened_at", "", ["id", "opened"])).toBe("opened");
    expect(columnOf("score_in_range", "`score_in_range` does not hold", ["id", "score"])).toBe("score");
    expect(columnOf("missing.key", "`ticket` is empty", ["id", "ticket"])).toBe("ticket");
    expect(columnOf("unreadable", "cut off", ["id"])).toBeUndefined();
  });
});

describe("checks", () => {
  const stands = (of: Partial<CheckStands>): CheckStands => ({ check: "x", kind: "range", severity: "set_aside", verdict: "passed", n: 1, failed: 0, since: null, says: "", hint: null, ...of });
  const fails = (of: Partial<FailingCheck>): FailingCheck => ({ check: "usual", kind: "volume", severity: "warn", says: "", ...of });

  test("those that fail stand first, in the order written", () => {
    const all = [stands({ check: "a" }), stands({ check: "b", verdict: "not_judged" }), stands({ check: "c", verdict: "failed" }), stands({ check: "d", verdict: "failed" })];
    expect(inOrder(all).map((one) => one.check)).toEqual(["c", "d", "b", "a"]);
    expect(summary(all)).toBe("2 of 4 fail; 1 could not be judged");
    expect(summary([stands({})])).toBe("No check fails");
    expect(summary([stands({ verdict: "not_judged" })])).toBe("No check could be judged yet");
  });

  test("a check is told by its name, one that every feed has by what it is", () => {
    expect(nameOf({ check: "score_in_range", kind: "range" })).toBe("score_in_range");
    expect(nameOf({ check: "type", kind: "type" })).toMatch(/^type: values can be read/);
  });

  test("the first line says once what fails: lateness and rows that wait are told already", () => {
    const late = feed({ fresh: false, waiting: 2, failing: [fails({ check: "freshness", kind: "freshness" }), fails({ severity: "set_aside", kind: "range" })] });
    expect(headlineOf([late])).toBe("One feed needs you: Tickets is later than agreed. 2 rows wait for somebody.");
    expect(headlineOf([feed({ fresh: true, failing: [fails({})] })])).toBe("Everything has arrived as agreed, and no row waits. One check fails: usual of Tickets.");
    expect(headlineOf([feed({ fresh: true, failing: [fails({}), fails({ check: "type_given", kind: "completeness", severity: "stop" })] })])).toBe(
      "Everything has arrived as agreed, and no row waits. Two checks fail: usual of Tickets and type_given of Tickets.",
    );
    expect(headlineOf([feed({ fresh: true, failing: Array.from({ length: 3 }, () => fails({})) })])).toMatch(/ 3 checks fail\.$/);
  });

  test("the picture has a bar for each hour, a band where one is known, and gaps where none is", () => {
    const hour = (nth: number, facts: number, band: [number, number] | null): VolumeHour => ({
      hour: new Date(Date.UTC(2026, 2, 28, 21 + nth)).toISOString(), facts, usual: band === null ? null : 1, low: band?.[0] ?? null, high: band?.[1] ?? null,
      unusual: band !== null && facts < band[0], not_judged: band === null ? "too_young" : null,
    });
    const hours = [hour(0, 10, [5, 20]), hour(1, 0, [5, 20]), hour(2, 7, null), hour(3, 8, [2, 9])];
    const picture = volumePicture(hours);
    expect(picture.top).toBe(20);
    expect(picture.bands).toHaveLength(2);
    expect(picture.bars.map((bar) => bar.unusual)).toEqual([false, true, false, false]);
    expect(picture.bars[1]?.height).toBe(0);
    expect(daysAlong(hours, "Europe/Amsterdam")).toEqual([{ at: 0.5, day: "Sun 29" }]);
    expect(volumePicture([])).toMatchObject({ bars: [], bands: [] });
  });
});
