import type { Mark, TargetHead, Value } from "../api/types";
import { known, unbroken } from "../words/numbers";

/** Where a number stands to its target now, as the server judges it by the number's interval. */
export interface Standing {
  mark: "met" | "missed" | "too_close";
  /** `below target`, `above target`; empty when it is not beyond it for sure. */
  side: string;
  words: string;
}

/** Whether a cell or a reading meets its target now; undefined where none is set, or nothing can be said. */
export function standingOf(of: { level: Value; target?: TargetHead | null; attainment: Mark }): Standing | undefined {
  const { mark } = of.attainment;
  if (mark !== "met" && mark !== "missed" && mark !== "too_close") return undefined;
  const { value } = of.level;
  const least = of.target?.at_least;
  const below = known(value) && known(least) && value < least;
  return { mark, side: mark !== "missed" ? "" : below ? "below target" : "above target", words: unbroken(of.attainment.words) };
}
