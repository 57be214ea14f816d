import type { Value } from "../../api/types";
import { known } from "../../words/numbers";

/** How parts are ordered: by how much of the whole's number each makes, by its own number, or by its rows. */
export type Order = "weight" | "value" | "n";

/**
 * Parts from the largest down; those without a number last. The weight of a part of a total is its number; of a share or
 * a mean it is how far it pulls the whole: its rows times its distance from the whole.
 */
export function sorted<T extends { value: Value }>(parts: readonly T[], by: Order, whole?: { value: number | null | undefined; adds: boolean }): T[] {
  const middle = whole?.value;
  const of = (part: T) => {
    const { value, n } = part.value;
    if (by === "n") return n;
    if (!known(value)) return Number.NEGATIVE_INFINITY;
    return by === "value" || whole?.adds === true || !known(middle) ? value : n * Math.abs(value - middle);
  };
  return [...parts].sort((one, other) => of(other) - of(one) || other.value.n - one.value.n);
}
