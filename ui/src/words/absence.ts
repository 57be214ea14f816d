import type { Value } from "../api/types";

/** Why there is nothing to compute a number from, where the server says it. */
const REASONS: Record<NonNullable<Value["why"]>, string> = {
  no_facts: "nothing has arrived for this time",
  nothing_matches: "rows have arrived, but none that counts towards it",
  not_supplied: "the feeds do not supply what it is computed from",
  kept_back: "too few of them: what followed may have come to another party",
};

/** Why there is no number, no stronger than is known: in the server's words, else by its reason, else by the rows. */
export function absence(value: Value, words?: string | null): string {
  if (words != null) return words;
  if (value.why != null) return REASONS[value.why];
  return value.n > 0 ? "none of the rows has what it is computed from" : "no rows to compute it from";
}
