// What a picture is made of, before anything is painted: plain data, so that it can be tested and painted anywhere.
import type { Colours } from "./theme";

/** A colour by what it means. */
export type Ink = keyof Colours;

export interface Box {
  is: "box";
  x: number;
  y: number;
  width: number;
  height: number;
  fill: Ink;
  opacity?: number;
  /** Slanted lines instead of an even ground. */
  hatched?: boolean;
}

export interface Path {
  is: "path";
  /** As in SVG. */
  d: string;
  /** Where its origin lies. */
  x?: number;
  y?: number;
  stroke?: Ink;
  width?: number;
  dash?: number[];
  fill?: Ink;
  hatched?: boolean;
  opacity?: number;
}

export interface Words {
  is: "words";
  x: number;
  /** The line that the letters stand on. */
  y: number;
  words: string;
  size: 9 | 11 | 12 | 14 | 16;
  ink: Ink;
  align?: "start" | "center" | "end";
  weight?: 400 | 500 | 600;
  italic?: boolean;
  /** A name as written in a charter. */
  code?: boolean;
  /** What does not fit into this width is left out, and that is shown. */
  most?: number;
}

export type Shape = Box | Path | Words;

/** Shapes on a ground of a size, in pixels of the page. */
export interface Picture {
  width: number;
  height: number;
  shapes: Shape[];
}

/** A circle as a path. */
export function circle(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}

/** Shapes moved by so much. */
export function moved(shapes: readonly Shape[], x: number, y: number): Shape[] {
  return shapes.map((shape) => ({ ...shape, x: (shape.x ?? 0) + x, y: (shape.y ?? 0) + y }));
}
