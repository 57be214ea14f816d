import { describe, expect, test } from "vitest";

import type { WayInStatus } from "../../api/types";
import { parcels, standingOf } from "./ways-in";

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
  test("one that was not tried yet neither works nor fails", () => {
    expect([null, true, false].map((works) => standingOf(way({ works })))).toEqual(["untried", "works", "broken"]);
  });
});
