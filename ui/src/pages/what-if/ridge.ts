// How replications spread, as a hill: the higher, the more of them lie there.

/** A scale that several hills share. */
export interface Scale {
  low: number;
  high: number;
}

const STEPS = 80;

/** The scale on which all of these can be seen, up to the most that there can be. */
export function scaleOf(all: readonly (readonly number[])[], most = Infinity): Scale | undefined {
  const values = all.flat();
  if (values.length === 0) return undefined;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.12 || Math.abs(low) * 0.05 || 1;
  // What is never negative is not drawn as if it were.
  return { low: low >= 0 ? Math.max(0, low - room) : low - room, high: high <= most ? Math.min(most, high + room) : high + room };
}

/** The density of values along a scale: a Gaussian kernel of Silverman's width ("Density Estimation", 1986, 3.31). */
export function density(values: readonly number[], { low, high }: Scale): number[] {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1));
  const sorted = [...values].sort((one, other) => one - other);
  const quartiles = ((sorted[Math.floor(0.75 * (n - 1))] ?? 0) - (sorted[Math.floor(0.25 * (n - 1))] ?? 0)) / 1.34;
  const spread = Math.min(...[deviation, quartiles].filter((one) => one > 0), Infinity);
  // All alike: a needle that can be seen.
  const width = Number.isFinite(spread) ? 0.9 * spread * n ** -0.2 : (high - low) / 60;
  return Array.from({ length: STEPS + 1 }, (_, nth) => {
    const at = low + ((high - low) * nth) / STEPS;
    return values.reduce((sum, value) => sum + Math.exp(-0.5 * ((at - value) / width) ** 2), 0) / (n * width * Math.sqrt(2 * Math.PI));
  });
}

/** The outline of a hill as an SVG path, over a ground line, in a box of that size. */
export function outline(heights: readonly number[], most: number, width: number, height: number): string {
  const points = heights.map((one, nth) => `${((nth / (heights.length - 1)) * width).toFixed(1)} ${(height - (one / most) * height).toFixed(1)}`);
  return `M0 ${height}L${points.join("L")}L${width} ${height}Z`;
}
