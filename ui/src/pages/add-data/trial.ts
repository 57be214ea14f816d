// What a feed makes of a file, in words and in the order of the file.
import type { TriedRows } from "../../api/drafts";
import { listed } from "../../words/lists";
import { counted, things } from "../../words/numbers";

type Kept = TriedRows["kept"][number];
type Aside = TriedRows["aside"][number];

/** A row of the trial: as the table would hold it, or why it would not. */
export type TriedRow = { line: number; kept: Kept; aside?: undefined } | { line: number; aside: Aside; kept?: undefined };

/** The first rows of either kind, by line. */
export function inOrder(rows: TriedRows): TriedRow[] {
  const all: TriedRow[] = [...rows.kept.map((kept) => ({ line: kept.line, kept })), ...rows.aside.map((aside) => ({ line: aside.line, aside }))];
  return all.sort((one, other) => one.line - other.line);
}

/** `Of 1,000 rows at its beginning, 950 become records; 50 are set aside.` */
export function trialWords(rows: TriedRows): string {
  if (rows.received === 0) return "The file holds no rows.";
  const first = `Of ${things(rows.received, "row")}${rows.whole ? "" : " at its beginning"}, ${counted(rows.added)} ${rows.added === 1 ? "becomes a record" : "become records"}`;
  const rest = [
    rows.superseded > 0 && `${counted(rows.superseded)} ${rows.superseded === 1 ? "is an earlier version" : "are earlier versions"} of one`,
    rows.duplicates > 0 && `${counted(rows.duplicates)} ${rows.duplicates === 1 ? "repeats" : "repeat"} one`,
    rows.passed_over > 0 && `${counted(rows.passed_over)} ${rows.passed_over === 1 ? "is" : "are"} passed over`,
    rows.set_aside > 0 && `${counted(rows.set_aside)} would be set aside`,
  ].filter((one) => one !== false);
  return rest.length === 0 ? `${first}.` : `${first}; ${listed(rest)}.`;
}

/** Whether something would be lost on somebody who only looked at the sum. */
export function warningOf(rows: TriedRows): string | undefined {
  if (rows.received === 0) return undefined;
  if (rows.added === 0) return "No row would become a record: see what is wrong with the first ones below.";
  if (rows.duplicates > rows.received / 2) return "More than half of the rows repeat another one: the key may be too narrow, so that different records are taken for the same.";
  if (rows.set_aside > rows.received / 10) return "More than one row in ten would be set aside: see whether a column is read in the wrong way.";
  return undefined;
}
