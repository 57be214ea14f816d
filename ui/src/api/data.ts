// What the pages about data ask of the server.
import { api, told } from "./client";
import type { FeedChecks, FeedHours, FeedRefusals, FeedStatus, Mended, Quarantine, Standing, Waived, WayInStatus, Which } from "./data-schema";

/** Rows on a page of rows set aside. */
export const PAGE_ROWS = 50;

export function feedsNow(signal?: AbortSignal): Promise<FeedStatus[]> {
  return told(api.GET("/api/feeds", { signal: signal ?? null }));
}

/** What brings facts by itself, and how it stands. */
export function waysIn(signal?: AbortSignal): Promise<WayInStatus[]> {
  return told(api.GET("/api/ways-in", { signal: signal ?? null }));
}

/** What came in, hour by hour, from one day to another of the partnership's zone. */
export function feedHours(feed: string, from: string, to: string, signal: AbortSignal): Promise<FeedHours> {
  return told(api.GET("/api/feeds/{feed}/hours", { params: { path: { feed }, query: { from, to } }, signal }));
}

/** How the checks of a feed stand, and its volume against what is usual. */
export function feedChecks(feed: string, signal: AbortSignal): Promise<FeedChecks> {
  return told(api.GET("/api/feeds/{feed}/checks", { params: { path: { feed } }, signal }));
}

/** What a feed refused as a whole, and why. */
export function feedRefusals(feed: string, signal: AbortSignal): Promise<FeedRefusals> {
  return told(api.GET("/api/feeds/{feed}/refusals", { params: { path: { feed } }, signal }));
}

/** A page of rows set aside, counted from 1, newest first. */
export function setAside(
  of: { feed: string; check: string | null; standing: Standing; page: number },
  signal: AbortSignal,
): Promise<Quarantine> {
  const query = {
    feed: of.feed,
    standing: of.standing,
    offset: (of.page - 1) * PAGE_ROWS,
    limit: PAGE_ROWS,
    ...(of.check === null ? {} : { check: of.check }),
  };
  return told(api.GET("/api/quarantine", { params: { query }, signal }));
}

/** One step of trying rows again: as they are, one with a new text, or with new values for columns of the source. */
export function mend(
  feed: string,
  which: Which,
  by: { text?: string; expressions?: Record<string, string> } = {},
  after: string | null = null,
): Promise<Mended> {
  const body = { feed, ...which, after, text: by.text ?? null, expressions: by.expressions ?? null };
  return told(api.POST("/api/quarantine/mend", { body }));
}

/** One step of saying of rows that they do not matter, and why. */
export function waive(feed: string, which: Which, why: string, after: string | null = null): Promise<Waived> {
  return told(api.POST("/api/quarantine/waive", { body: { feed, ...which, after, why } }));
}
