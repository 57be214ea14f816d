// From a file that nobody has described to a feed: what the page "Add data" asks of the server.
import { api, told } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type FeedDraft = Schemas["FeedDraft"];
export type FeedPreview = Schemas["FeedPreview"];
export type FeedTrial = Schemas["FeedTrial"];
export type FeedProblem = Schemas["FeedProblem"];
export type TriedRows = Schemas["TriedRows"];
export type SourceColumn = Schemas["SourceColumn"];
export type FileProfile = Schemas["FileProfile"];
export type DraftDoubt = Schemas["DraftDoubt"];
export type DraftAlternative = Schemas["DraftAlternative"];
export type TableOfFeed = Schemas["TableOfFeed"];
export type ColumnOfTable = Schemas["ColumnOfTable"];
export type AcceptedFeed = Schemas["AcceptedFeed"];
export type FittingFeed = Schemas["FittingFeed"];

/** The feed that would take the file in, into the table if one is said; `part` is the file or its beginning. */
export function draftFeed(name: string, part: Blob, whole: boolean, table?: string): Promise<FeedDraft> {
  return told(
    api.POST("/api/feeds/draft", {
      params: { query: { name, whole, table } },
      // The document describes bytes as numbers; what is sent is the file as it is.
      body: part as unknown as number[],
      bodySerializer: (body) => body as unknown as Blob,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );
}

/** What a feed makes of a file; `head` is its beginning in base 64. */
export function previewFeed(yaml: string, name: string, head: string, whole: boolean, signal: AbortSignal): Promise<FeedPreview> {
  return told(api.POST("/api/feeds/preview", { body: { yaml, name, head, whole }, signal }));
}

/** Makes a feed part of the charter. */
export function acceptFeed(yaml: string): Promise<AcceptedFeed> {
  return told(api.POST("/api/feeds", { body: { yaml } }));
}
