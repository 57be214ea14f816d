import type { Reading } from "../../api/types";
import { GRAIN_WORDS } from "../../words/dates";
import { counted, known, outOf } from "../../words/numbers";

/** Of how many the number is, and of how many each of its points: `n 52,641, 812 to 1,204 a week`. A count is out of nothing but itself. */
export function sampleWords({ level, points, kpi, window }: Pick<Reading, "level" | "points" | "kpi" | "window">): string {
  if (outOf(level, kpi) === "") return "";
  // A period that is not over has only begun to count.
  const over = points.filter(({ period, value }) => period.complete && known(value.value)).map(({ value }) => value.n);
  const [least, most] = [Math.min(...over), Math.max(...over)];
  const grain = GRAIN_WORDS[window.grain] ?? "period";
  const each = over.length < 2 ? "" : `, ${least === most ? counted(least) : `${counted(least)} to ${counted(most)}`} ${grain === "hour" ? "an" : "a"} ${grain}`;
  return `n ${counted(level.n)}${each}`;
}
