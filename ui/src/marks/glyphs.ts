// The marks as paths in a box of 18 by 18, for the screen and for pictures alike.
import { circle } from "../charts/shapes";
import { assuranceLook, variationLook } from "./marks";

/** Drawn as a line, filled, as a fine limit, or knocked out of what lies below. */
export interface Stroke {
  d: string;
  is: "line" | "dot" | "limit" | "knocked" | "gap";
}

const DOTS: Stroke[] = [4.5, 9, 13.5].map((x) => ({ d: circle(x, 9, 1.2), is: "dot" }));

export function variationGlyph(mark: string, direction: string): Stroke[] {
  const { shape, arrow } = variationLook(mark, direction);
  if (shape === "path") return [{ d: "M1 3.5h16M1 14.5h16", is: "limit" }, { d: "m1.5 10 3-2.5 3.2 3.5L11 7l2.8 3.2L16.5 8", is: "line" }];
  if (shape === "dots") return DOTS;
  const pointing = arrow === "up" ? "M9 12.5v-7M6 8.4l3-3 3 3" : arrow === "down" ? "M9 5.5v7M6 9.6l3 3 3-3" : "M5.8 9h6.4";
  return shape === "circle"
    ? [{ d: circle(9, 9, 7.25), is: "line" }, { d: pointing, is: "line" }]
    : [{ d: "M9 .8 17.2 9 9 17.2 .8 9Z", is: "dot" }, { d: pointing, is: "knocked" }];
}

export function assuranceGlyph(mark: string): Stroke[] {
  switch (assuranceLook(mark).shape) {
    case "hit":
      return [{ d: circle(9, 9, 7), is: "line" }, { d: circle(9, 9, 3.25), is: "dot" }];
    case "edge":
      return [{ d: circle(8, 10, 6), is: "line" }, { d: circle(12.6, 5.4, 3.75), is: "gap" }, { d: circle(12.6, 5.4, 2.75), is: "dot" }];
    case "outside":
      return [{ d: circle(7.5, 10.5, 6), is: "line" }, { d: circle(7.5, 10.5, 1), is: "dot" }, { d: circle(15.2, 2.8, 2.75), is: "dot" }];
    default:
      return [];
  }
}

/** Before the words that there is no target, or too little to judge it by. */
export function nothingGlyph(mark: string): Stroke[] {
  return mark === "too_few_points" ? DOTS : [{ d: circle(9, 9, 6.5), is: "limit" }];
}
