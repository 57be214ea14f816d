// What a KPI's page says of change. A number that is steady now may have left its limits before, and the picture shows it:
// then the words say so too.
import type { Reading, ReadingPoint } from "../../api/types";
import { markWords } from "../../marks/mark-words";
import { GRAIN_WORDS, periodWords } from "../../words/dates";
import { counted, known } from "../../words/numbers";

/** The variation of a reading in words that agree with its points. */
export function variationWords(reading: Reading): string {
  const { variation, points, window, zone } = reading;
  const said = markWords(variation, window.grain);
  if (variation.mark !== "steady") return said;
  const judged = points.filter(isJudged);
  const outside = judged.filter(isOutside);
  const last = outside.at(-1);
  if (last === undefined) return said;
  const steady = judged.at(-1) === last ? "Steady otherwise" : "Steady now";
  const when = `${window.grain === "week" ? "in the " : ON.has(window.grain) ? "on " : "in "}${periodWords(last.period, window.grain, zone)}`;
  return outside.length === 1
    ? `${steady}; ${when} it was outside its usual limits`
    : `${steady}; ${ON.has(window.grain) ? "on" : "in"} ${counted(outside.length)} of ${counted(judged.length)} ${GRAIN_WORDS[window.grain] ?? "period"}s it was outside its usual limits, last ${when}`;
}

/** Grains whose periods one is on rather than in. */
const ON = new Set(["day", "hour", "half_hour", "quarter_hour"]);

/** A point has limits where it was judged. */
function isJudged({ value, lower_limit: lower, upper_limit: upper }: ReadingPoint): boolean {
  return known(value.value) && (known(lower) || known(upper));
}

function isOutside({ value: { value }, lower_limit: lower, upper_limit: upper }: ReadingPoint): boolean {
  // What differs by less is the arithmetic's doing.
  const least = Math.abs(value ?? 0) * 1e-9;
  return known(value) && ((known(lower) && value < lower - least) || (known(upper) && value > upper + least));
}
