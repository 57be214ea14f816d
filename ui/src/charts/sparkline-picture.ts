// A sparkline as shapes, for pictures; on the page it is Sparkline.svelte, from the same drawing.
import type { TargetHead, Value } from "../api/types";
import { circle, type Ink, type Shape } from "./shapes";
import { drawingOf, PIN, pinPlaces, type Scale } from "./sparkline";

export const SPARK = { width: 116, height: 30 };

/** The trend, its interval, its target, the window of the number beside, and numbered pins. */
export function sparklineShapes(of: {
  trend: readonly Value[];
  target: TargetHead | null | undefined;
  scale: Scale;
  settledUntil: number;
  windowFrom: number;
  tone: "calm" | "improving" | "concerning";
  pins: readonly { period: number; number: number }[];
}): Shape[] {
  const { width, height } = SPARK;
  const drawing = drawingOf(of.trend, of.target, of.scale, width, height, of.settledUntil);
  const end: Ink = of.tone === "calm" ? "soft" : of.tone;
  return [
    ...(of.windowFrom > 0 ? [{ is: "path", d: `M${drawing.x(of.windowFrom - 0.5)} ${height}H${width - 2}`, stroke: "lineStrong" } as const] : []),
    ...drawing.bands.map((d): Shape => ({ is: "path", d, fill: "band" })),
    ...drawing.openBands.map((d): Shape => ({ is: "path", d, fill: "soft", hatched: true })),
    ...drawing.targets.map((y): Shape => ({ is: "path", d: `M0 ${y}H${width}`, stroke: "accent", width: 1, dash: [4, 3], opacity: 0.75 })),
    ...drawing.lines.map((d): Shape => ({ is: "path", d, stroke: "soft" })),
    ...drawing.open.map((d): Shape => ({ is: "path", d, stroke: "soft", dash: [1, 3] })),
    ...drawing.lone.map(({ x, y }): Shape => ({ is: "path", d: circle(x, y, 1.5), fill: "soft" })),
    ...(drawing.last ? [{ is: "path", d: circle(drawing.last.x, drawing.last.y, 2.5), fill: end } as const] : []),
    ...pinPlaces(drawing, of.pins, width, height).flatMap(({ x, y, number }): Shape[] => [
      { is: "path", d: circle(x, y, PIN), fill: "accent" },
      { is: "words", x, y: y + 3, words: String(number), size: 9, ink: "ground", weight: 600, align: "center" },
    ]),
  ];
}
