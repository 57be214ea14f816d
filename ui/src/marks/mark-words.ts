import type { Mark } from "../api/types";
import { GRAIN_WORDS } from "../words/dates";
import { unbroken } from "../words/numbers";

/** A mark's reason in words. How many points there are and how many it takes is said in the periods that they are. */
export function markWords(mark: Mark, grain: string): string {
  const points = mark.mark === "too_few_points" ? /(\d+) of (?:the )?(\d+)/.exec(mark.words) : null;
  if (points === null) return unbroken(mark.words);
  const period = GRAIN_WORDS[grain] ?? "period";
  return `Too few ${period}s to tell a change from chance: there are ${points[1]} of the ${points[2]} ${period}s needed`;
}

/** What the two marks say, once where they say the same. */
export function bothMarks(of: { variation: Mark; assurance: Mark }): [variation: Mark, assurance: Mark | undefined] {
  const same = of.assurance.mark === "too_few_points" && of.variation.mark === "too_few_points";
  return [of.variation, same ? undefined : of.assurance];
}
