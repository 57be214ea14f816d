/** The colours of a chart: those of the page, read where the canvas needs them. */
export interface Colours {
  ground: string;
  ink: string;
  soft: string;
  faint: string;
  line: string;
  lineStrong: string;
  accent: string;
  improving: string;
  concerning: string;
  band: string;
  /** Under what is pressed, and under what counts for little. */
  press: string;
}

export const FONT = '"Inter Variable", system-ui, sans-serif';

/** The colours in force now. */
export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: of("--ground"),
    ink: of("--ink"),
    soft: of("--ink-soft"),
    faint: of("--ink-faint"),
    line: of("--line"),
    lineStrong: of("--line-strong"),
    accent: of("--accent"),
    improving: of("--improving"),
    concerning: of("--concerning"),
    band: of("--band"),
    press: of("--ground-press"),
  };
}

/** Slanted lines that say "not final yet", as on the sparklines. */
export function hatch(colour: string): { image: HTMLCanvasElement; repeat: "repeat" } {
  const side = 7;
  const image = document.createElement("canvas");
  image.width = side;
  image.height = side;
  const pen = image.getContext("2d");
  if (pen !== null) {
    pen.strokeStyle = colour;
    pen.globalAlpha = 0.22;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const shift of [-side, 0, side]) {
      pen.moveTo(shift, side);
      pen.lineTo(shift + side, 0);
    }
    pen.stroke();
  }
  return { image, repeat: "repeat" };
}
