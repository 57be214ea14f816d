// What came of a try, in words.
import type { Fate, Mended } from "../../api/types";
import { FATES } from "./balance";
import { listed } from "../../words/lists";
import { counted, things } from "../../words/numbers";

/** `31 of 38 passed: 30 added and 1 duplicate. 7 still wait: 5 cannot_read.opened_at and 2 missing.key.` */
export function outcome(of: Mended): string {
  const gone = of.tried === 0 || of.gone.length === 0 ? "" : ` ${things(of.gone.length, "row")} waited no more: somebody else was faster.`;
  return tried(of) + gone;
}

function tried(of: Mended): string {
  if (of.tried === 0) return "No row waited any more: somebody else may have been here.";
  const waits = of.tried - of.passed;
  const kept = of.fates.filter((one) => one.fate === "set_aside");
  const became = tally(of.fates.filter((one) => one.fate !== "set_aside").map((one) => fateWord(one.fate)));
  const why = tally(kept.map((one) => one.check ?? "no check named"));
  const first =
    of.tried === 1
      ? of.passed === 1 ? "The row passed" : "The row did not pass"
      : of.passed === of.tried ? `All ${counted(of.tried)} passed` : of.passed === 0 ? `None of ${counted(of.tried)} passed` : `${counted(of.passed)} of ${counted(of.tried)} passed`;
  const passed = of.passed > 0 && became !== "" ? `${first}: ${of.tried === 1 ? became.replace(/^1 /, "") : became}.` : `${first}.`;
  if (waits === 0) return passed;
  const reason = of.tried === 1 ? kept[0]?.reason : undefined;
  if (reason != null) return `${passed} It still waits: ${reason}.`;
  return `${passed} ${counted(waits)} still ${waits === 1 ? "waits" : "wait"}${why === "" ? "" : `: ${why}`}.`;
}

/** What was waived, in words. */
export function waivedWords(waived: number): string {
  if (waived === 0) return "No row waited any more: somebody else may have been here.";
  return waived === 1 ? "The row is waived. Your reason stays with it." : `${things(waived, "row")} are waived. Your reason stays with each.`;
}

/** A fate in the words of the sums. */
export function fateWord(fate: Fate["fate"]): string {
  return fate === "duplicate" ? "duplicate" : (FATES.find((one) => one.key === fate)?.word ?? fate);
}

/** The most rows that one request tries. */
export const AT_ONCE = 10_000;

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one).map(([word, n]) => `${counted(n)} ${n > 1 && word === "duplicate" ? "duplicates" : word}`);
  return listed(sorted.length > 4 ? [...sorted.slice(0, 3), `${sorted.length - 3} other kinds`] : sorted);
}
