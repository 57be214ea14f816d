// WRITTEN BY HAND until openapi.json has these paths. To swap: run `npm run api`, point the names below at
// `components["schemas"]`, call `api` instead of `dataApi` in data.ts, and delete `DataPaths`.
import type { components } from "./schema";

/** The generated status of a feed, and what it gains. */
export type FeedStatus = components["schemas"]["FeedStatus"] & {
  /** Rows set aside that stand so. */
  waiting: number;
  mended: number;
  waived: number;
  /** Deliveries taken in. */
  batches: number;
  /** Proposed, not in the contract yet: the age in seconds that the charter allows the newest fact. Not shown while absent. */
  agreed_seconds?: number | null;
};

/** What became of the rows taken in within one hour; tries of rows set aside before are left out. */
export interface FeedHour {
  /** Start of the hour, UTC. */
  hour: string;
  received: number;
  passed_over: number;
  set_aside: number;
  added: number;
  replaced: number;
  superseded: number;
  duplicates: number;
  newest_fact: string | null;
}

export interface FeedHours {
  feed: string;
  /** First and last day, in the zone. */
  from: string;
  to: string;
  zone: string;
  /** Hours in which something was taken in. */
  hours: FeedHour[];
}

export type Standing = "waiting" | "mended" | "waived";

export interface SetAsideRow {
  id: string;
  feed: string;
  batch: number;
  /** Name of the file or delivery, and the line there, from 1. */
  source: string;
  line: number;
  /** How the text is written, as a feed's `format` says it, in JSON. */
  format: string;
  raw: string;
  check: string;
  reason: string;
  hint: string;
  at: string;
  standing: Standing;
  resolved_at: string | null;
  resolved_by: string | null;
  resolution: string | null;
}

export interface Quarantine {
  total: number;
  /** Newest first. */
  rows: SetAsideRow[];
  checks: { feed: string; check: string; waiting: number }[];
}

export interface Fate {
  id: string;
  fate: "added" | "replaced" | "superseded" | "duplicate" | "passed_over" | "set_aside";
  check?: string | null;
  reason?: string | null;
  hint?: string | null;
}

export interface Mended {
  tried: number;
  passed: number;
  fates: Fate[];
}

/** Which rows of a feed that wait: these, those of a check, or all of them. */
export interface Which {
  ids: string[] | null;
  check: string | null;
}

export interface DataPaths {
  "/api/feeds": { get: { responses: Answers<FeedStatus[]> } };
  "/api/feeds/{feed}/hours": {
    get: { parameters: { path: { feed: string }; query: { from?: string; to?: string } }; responses: Answers<FeedHours> };
  };
  "/api/quarantine": {
    get: {
      parameters: { query: { feed?: string; check?: string; standing?: Standing; offset?: number; limit?: number } };
      responses: Answers<Quarantine>;
    };
  };
  "/api/quarantine/mend": {
    post: {
      requestBody: Body<{ feed: string; text: string | null; expressions: Record<string, string> | null } & Which>;
      responses: Answers<Mended>;
    };
  };
  "/api/quarantine/waive": {
    post: { requestBody: Body<{ feed: string; why: string } & Which>; responses: Answers<{ waived: number }> };
  };
}

interface Answers<T> {
  200: { content: { "application/json": T } };
}

interface Body<T> {
  content: { "application/json": T };
}
