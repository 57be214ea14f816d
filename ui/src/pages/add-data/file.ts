// What is looked at of a file that a person drops: the whole of a small one, the beginning of a large one.
import { sizeWords } from "../../files/size";

const MIB = 2 ** 20;
/** The server looks at no more of a file at once. */
const SAMPLE_MAX = 16 * MIB;
/** Of a larger text, this much is drafted from. */
const HEAD = 4 * MIB;
/** Lines are tried by this much, so that a change is answered at once. */
const TRIED = MIB;

/** The beginning of a file, or the file. */
export interface Part {
  bytes: Blob;
  whole: boolean;
}

/** What the first bytes of files say that cannot be cut. */
const SEALED: [name: string, sign: number[]][] = [
  ["Parquet file", [0x50, 0x41, 0x52, 0x31]],
  ["Arrow file", [0x41, 0x52, 0x52, 0x4f]],
  ["gzip file", [0x1f, 0x8b]],
  ["zstd file", [0x28, 0xb5, 0x2f, 0xfd]],
];

/** What to draft from; a text says why there is nothing. */
export async function sampleOf(file: File): Promise<Part | string> {
  if (file.size <= SAMPLE_MAX) return { bytes: file, whole: true };
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const sealed = SEALED.find(([, sign]) => sign.every((byte, nth) => start[nth] === byte));
  if (sealed !== undefined) {
    return `A ${sealed[0]} of ${sizeWords(file.size)} cannot be looked at from here: it can only be read whole, and 16 MB is the most that is sent for a look. Drop a smaller export of the same system; once the feed is there, its page takes this file as well. On the server itself, \`tandem feed draft FILE\` reads files of any size.`;
  }
  return { bytes: file.slice(0, HEAD), whole: false };
}

/** What a change is tried on, in base 64. Lines can be cut anywhere, other files are taken as they were drafted from. */
export async function triedOf(sample: Part, format: string): Promise<{ head: string; whole: boolean }> {
  const lines = format === "separated" || format === "ndjson";
  const cut = lines && sample.bytes.size > TRIED && !(await isCompressed(sample.bytes));
  return { head: await base64(cut ? sample.bytes.slice(0, TRIED) : sample.bytes), whole: sample.whole && !cut };
}

async function isCompressed(bytes: Blob): Promise<boolean> {
  const start = new Uint8Array(await bytes.slice(0, 4).arrayBuffer());
  return SEALED.some(([, sign]) => sign.every((byte, nth) => start[nth] === byte));
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
