// Whole files, handed in to a feed.
import { csrfHeaders, heeded, sessionNow } from "./client";
import { Refusal, refusalOf, unreachable } from "./refusal";
import type { components } from "./schema";

export type FileReceipt = components["schemas"]["FileReceipt"];

/** The kind of a refusal of the browser: the file is not the one that was chosen. */
export const FILE_CHANGED = "file_changed";

/** What a browser says of a file that was saved again, moved or deleted since it was chosen: it does not read it any more. */
export function fileChanged(name: string): Refusal {
  return new Refusal({ status: 0, kind: FILE_CHANGED, message: `${name} has changed since you chose it, or is gone.`, hint: "Choose it again." });
}

/** The server takes no more of a file, in bytes. */
const FILE_BYTES_MAX = 2 * 2 ** 30;

function tooLarge(name: string): Refusal {
  return new Refusal({
    status: 0, kind: "too_large", message: `${name} is larger than the 2 GiB that are sent from here.`,
    hint: "Send it in parts, or put it into the drop folder of the feed, which takes files of any size.",
  });
}

/** Hands a whole file in, and says how much of it has been sent, from 0 to 1. */
export function sendFile(feed: string, file: File, sent: (share: number) => void): Promise<FileReceipt> {
  if (file.size > FILE_BYTES_MAX) return Promise.reject(tooLarge(file.name));
  const under = sessionNow();
  return new Promise((resolve, reject) => {
    // `fetch` cannot tell how far it has come.
    const request = new XMLHttpRequest();
    request.open("POST", `/api/feeds/${encodeURIComponent(feed)}/files?${new URLSearchParams({ name: file.name })}`);
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => sent(event.total === 0 ? 1 : event.loaded / event.total);
    request.onerror = () => void isReadable(file).then((well) => reject(well ? unreachable() : fileChanged(file.name)));
    request.onload = () => {
      const body: unknown = readable(request.responseText);
      if (request.status === 200) resolve(body as FileReceipt);
      else void heeded(refusalOf(body, request.status, request.getResponseHeader("Retry-After")), under).then(reject);
    };
    request.send(file);
  });
}

/** Whether the browser still reads the file. */
function isReadable(file: File): Promise<boolean> {
  return file.slice(0, 1).arrayBuffer().then(() => true, () => false);
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
