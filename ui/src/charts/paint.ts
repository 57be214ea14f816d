import type { Shape } from "./shapes";
import { type Colours, FONT, hatch } from "./theme";

const CODE = 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace';

/** Paints shapes in the colours in force. */
export function paint(pen: CanvasRenderingContext2D, shapes: readonly Shape[], colours: Colours): void {
  for (const shape of shapes) {
    pen.save();
    if (shape.is === "words") {
      pen.font = `${shape.italic ? "italic " : ""}${shape.weight ?? 400} ${shape.size}px ${shape.code ? CODE : FONT}`;
      pen.fillStyle = colours[shape.ink];
      pen.textAlign = shape.align ?? "start";
      pen.textBaseline = "alphabetic";
      pen.fillText(shape.most === undefined ? shape.words : fitting(pen, shape.words, shape.most), shape.x, shape.y);
    } else {
      pen.globalAlpha = shape.opacity ?? 1;
      const path = new Path2D();
      if (shape.is === "box") path.rect(0, 0, shape.width, shape.height);
      else path.addPath(new Path2D(shape.d));
      pen.translate(shape.x ?? 0, shape.y ?? 0);
      if (shape.fill !== undefined) {
        pen.fillStyle = shape.hatched ? hatched(pen, colours[shape.fill]) : colours[shape.fill];
        pen.fill(path);
      }
      if (shape.is === "path" && shape.stroke !== undefined) {
        pen.strokeStyle = colours[shape.stroke];
        pen.lineWidth = shape.width ?? 1.5;
        pen.lineJoin = "round";
        pen.lineCap = shape.dash === undefined ? "round" : "butt";
        pen.setLineDash(shape.dash ?? []);
        pen.stroke(path);
      }
    }
    pen.restore();
  }
}

function hatched(pen: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const { image, repeat } = hatch(colour);
  return pen.createPattern(image, repeat) ?? colour;
}

/** As many of the letters as fit. */
function fitting(pen: CanvasRenderingContext2D, words: string, most: number): string {
  if (pen.measureText(words).width <= most) return words;
  let letters = words.length;
  while (letters > 1 && pen.measureText(`${words.slice(0, letters).trimEnd()}…`).width > most) letters -= 1;
  return `${words.slice(0, letters).trimEnd()}…`;
}
