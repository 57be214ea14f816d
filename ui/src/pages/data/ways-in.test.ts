import { describe, expect, test } from "vitest";

import type { WayInStatus } from "../../api/types";
import { parcels, standingOf, troubleWords } from "./ways-in";

const way = (change: Partial<WayInStatus>): WayInStatus => ({
  feed: "calls", way: "drop", place: "/srv/drop/calls", works: true, last_success: null, last_trouble: null, lag: null, position: null,
  taken: 0, repeated: 0, refused: 0, ...change,
});

describe("ways in", () => {
  test("what it brought is counted in its own things", () => {
    expect(parcels(way({ taken: 1 }))).toBe("1 file taken in");
    expect(parcels(way({ way: "stream", taken: 1200, repeated: 2 }))).toBe("1,200 messages taken in and 2 that had come before");
    expect(parcels(way({ way: "pull", taken: 3, repeated: 1, refused: 1 }))).toBe("3 pages taken in, 1 that had come before and 1 refused");
  });
  test("what went wrong is told from its first failure on, not from its last try", () => {
    const trouble = { at: "2026-03-27T13:10:00Z", since: "2026-03-24T06:05:00Z", cause: "", hint: "" };
    expect(troubleWords(trouble, "broken", "UTC")).toBe("Since Tue 24 Mar 2026, 06:05, last tried Fri 27 Mar 2026, 13:10");
    expect(troubleWords({ ...trouble, at: trouble.since }, "broken", "UTC")).toBe("Since Tue 24 Mar 2026, 06:05");
    expect(troubleWords(trouble, "works", "UTC")).toBe("It last failed Fri 27 Mar 2026, 13:10");
  });
  test("one that was not tried yet neither works nor fails", () => {
    expect([null, true, false].map((works) => standingOf(way({ works })))).toEqual(["untried", "works", "broken"]);
  });
});
