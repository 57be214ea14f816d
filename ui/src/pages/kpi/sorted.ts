import type { Value } from "../../api/types";

/** Parts from the largest down; those without a number last. */
export function sorted<T extends { value: Value }>(parts: readonly T[], by: "value" | "n"): T[] {
  const of = (part: T) => (by === "n" ? part.value.n : (part.value.value ?? Number.NEGATIVE_INFINITY));
  return [...parts].sort((one, other) => of(other) - of(one) || other.value.n - one.value.n);
}
