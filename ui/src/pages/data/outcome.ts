// What came of a try, in words.
import type { Fate } from "../../api/types";
import { FATES } from "./balance";
import type { Came } from "./course";
import { listed } from "../../words/lists";
import { counted, things } from "../../words/numbers";

/** `31 of 38 passed: 30 added and 1 duplicate. 7 still wait: 5 cannot_read.opened_at and 2 missing.key.` */
export function outcome(of: Came): string {
  const gone = of.tried === 0 || of.gone === 0 ? "" : ` ${things(of.gone, "row")} waited no more: somebody else was faster.`;
  return tried(of) + gone + untried(of);
}

function tried(of: Came): string {
  if (of.tried === 0) return "No row waited any more: somebody else may have been here.";
  const waits = of.tried - of.passed;
  const became = tally(of.became);
  const why = tally(of.kept);
  const first =
    of.tried === 1
      ? of.passed === 1 ? "The row passed" : "The row did not pass"
      : of.passed === of.tried ? `All ${counted(of.tried)} passed` : of.passed === 0 ? `None of ${counted(of.tried)} passed` : `${counted(of.passed)} of ${counted(of.tried)} passed`;
  const passed = of.passed > 0 && became !== "" ? `${first}: ${of.tried === 1 ? became.replace(/^1 /, "") : became}.` : `${first}.`;
  if (waits === 0) return passed;
  if (of.tried === 1 && of.reason !== null) return `${passed} It still waits: ${of.reason}.`;
  return `${passed} ${counted(waits)} still ${waits === 1 ? "waits" : "wait"}${why === "" ? "" : `: ${why}`}.`;
}

/** What was waived, in words. */
export function waivedWords(of: Came): string {
  if (of.passed === 0) return "No row waited any more: somebody else may have been here.";
  const words = of.passed === 1 ? "The row is waived. Your reason stays with it." : `${things(of.passed, "row")} are waived. Your reason stays with each.`;
  return words + untried(of);
}

/** What a course that stopped has not come to. */
function untried(of: Came): string {
  if (of.left === 0) return "";
  return of.left === 1 ? " One more row was not looked at, and is as it was." : ` ${counted(of.left)} more rows were not looked at, and are as they were.`;
}

/** How far a course has come, in words. */
export function soFar(of: Came): string {
  const waits = of.tried - of.passed;
  return `${counted(of.tried)} of ${counted(of.tried + of.left)} rows${waits === 0 ? "" : `; ${counted(waits)} of them still ${waits === 1 ? "waits" : "wait"}`} …`;
}

/** A fate in the words of the sums. */
export function fateWord(fate: Fate["fate"]): string {
  return fate === "duplicate" ? "duplicate" : (FATES.find((one) => one.key === fate)?.word ?? fate);
}

function tally(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one).map(([word, n]) => `${counted(n)} ${n > 1 && word === "duplicate" ? "duplicates" : word}`);
  return listed(sorted.length > 4 ? [...sorted.slice(0, 3), `${sorted.length - 3} other kinds`] : sorted);
}
