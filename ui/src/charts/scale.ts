/** An axis with round steps. */
export interface Axis {
  min: number;
  max: number;
  step: number;
}

/** Units of which there is never less than none. */
const NEVER_BELOW_ZERO = ["percent", "count", "seconds", "hours", "days"];

/** Whether a unit has no negative numbers, so that neither an axis nor a limit says one. */
export function neverBelowZero(unit: string): boolean {
  return NEVER_BELOW_ZERO.includes(unit);
}

/**
 * An axis of about five round steps that holds these numbers. Lines need not begin at zero; bars do. A percentage never
 * leaves 0 to 100, and nothing that is counted or timed falls below 0.
 */
export function axisOf(numbers: readonly number[], of: { fromZero: boolean; unit: string }): Axis {
  let low = numbers.length === 0 ? 0 : Math.min(...numbers);
  let high = numbers.length === 0 ? 1 : Math.max(...numbers);
  if (of.fromZero) {
    low = Math.min(0, low);
    high = Math.max(0, high);
  }
  if (low === high) {
    const room = Math.abs(low) * 0.1 || 1;
    if (!of.fromZero || low < 0) low -= room;
    high += room;
  }
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const tidy = (number: number) => Number(number.toPrecision(12));
  let min = tidy(Math.floor(low / step) * step);
  let max = tidy(Math.ceil(high / step) * step);
  if (neverBelowZero(of.unit)) min = Math.max(0, min);
  if (of.unit === "percent") {
    max = Math.min(Math.max(100, high), max);
  }
  return { min, max, step };
}

/** Moves labels apart that would lie on each other: their tops, in the order given, at least `apart` from one another. */
export function dodged(tops: readonly number[], apart: number, low: number, high: number): number[] {
  const order = tops.map((top, nth) => ({ top, nth })).sort((one, other) => one.top - other.top);
  let floor = low;
  for (const one of order) {
    one.top = Math.max(one.top, floor);
    floor = one.top + apart;
  }
  let ceiling = high;
  for (const one of [...order].reverse()) {
    one.top = Math.min(one.top, ceiling);
    ceiling = one.top - apart;
  }
  const placed = [...tops];
  for (const one of order) placed[one.nth] = one.top;
  return placed;
}
