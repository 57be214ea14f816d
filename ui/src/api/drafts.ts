// From a file that nobody has described to facts: what the page "Add data" asks of the server.
import { api, csrfHeaders, told } from "./client";
import { refusalOf, unreachable } from "./refusal";
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
export type TableOfFeed = Schemas["TableOfFeed"];
export type ColumnOfTable = Schemas["ColumnOfTable"];
export type AcceptedFeed = Schemas["AcceptedFeed"];
export type FileReceipt = Schemas["FileReceipt"];

/** The feed that would take the file in; `part` is the file or its beginning. */
export function draftFeed(name: string, part: Blob, whole: boolean): Promise<FeedDraft> {
  return told(
    api.POST("/api/feeds/draft", {
      params: { query: { name, whole } },
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

/** Hands a whole file in, and says how much of it has been sent, from 0 to 1. */
export function sendFile(feed: string, file: File, sent: (share: number) => void): Promise<FileReceipt> {
  return new Promise((resolve, reject) => {
    // `fetch` cannot tell how far it has come.
    const request = new XMLHttpRequest();
    request.open("POST", `/api/feeds/${encodeURIComponent(feed)}/files?${new URLSearchParams({ name: file.name })}`);
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => sent(event.total === 0 ? 1 : event.loaded / event.total);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      const body: unknown = readable(request.responseText);
      if (request.status === 200) resolve(body as FileReceipt);
      else reject(refusalOf(body, request.status, request.getResponseHeader("Retry-After")));
    };
    request.send(file);
  });
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
