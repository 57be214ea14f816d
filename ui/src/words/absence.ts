import type { Value } from "../api/types";

/** Why there is nothing to compute a number from, where the server says it. */
const REASONS: Record<NonNullable<Value["why"]>, string> = {
  no_facts: "nothing has arrived for this time",
  nothing_matches: "nothing matches the filter",
  not_supplied: "the feeds do not supply what it is computed from",
};

/** Why there is no number, no stronger than is known: by the server's reason, else in its words, else by the rows. */
export function absence(value: Value, words?: string | null): string {
  if (value.why != null) return REASONS[value.why];
  return words ?? (value.n > 0 ? "none of the rows has what it is computed from" : "no rows to compute it from");
}
