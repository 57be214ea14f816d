import type { EChartsType } from "./echarts";
import { save } from "./csv";
import { paint } from "./paint";
import { circle, type Picture, type Shape } from "./shapes";
import { type Colours, colours, FONT } from "./theme";
import { wrapped } from "./wrapped";

/** What a picture says of itself once it has left the page. */
export interface Caption {
  title: string;
  /** What was asked. */
  subtitle: string;
  /** From what it was computed. */
  source: string;
  /** The notes whose markers it shows. */
  notes?: readonly { number: number; words: string }[];
}

const SCALE = 2;
const PAD = 24;
/** Room for the title above, and for title and source together. */
const ABOVE = 72;
const ROUND = 120;
const WIDEST = 1000;
/** A note below the picture: where its words begin, how far its lines are apart, and how many it may have. */
const NOTE = { indent: 28, line: 17, lines: 4, gap: 5, font: `12px ${FONT}` };

/** Hands a chart to the person as a picture that still says what it shows. */
export async function savePng(chart: EChartsType, caption: Caption, name: string): Promise<void> {
  const colour = colours();
  const drawn = chart.renderToCanvas({ pixelRatio: SCALE, backgroundColor: colour.ground });
  const size = { width: drawn.width / SCALE, height: drawn.height / SCALE };
  await saveSheet(size, colour, caption, name, (pen) => pen.drawImage(drawn, 0, 0, size.width, size.height));
}

/** The same for what is drawn without a library. */
export async function savePicture(picture: Picture, caption: Caption, name: string): Promise<void> {
  const colour = colours();
  await document.fonts.ready;
  await saveSheet(picture, colour, caption, name, (pen) => paint(pen, picture.shapes, colour));
}

async function saveSheet(
  size: { width: number; height: number },
  colour: Colours,
  caption: Caption,
  name: string,
  draw: (pen: CanvasRenderingContext2D) => void,
): Promise<void> {
  const lines = [
    { words: caption.title, y: 18, font: `600 20px ${FONT}`, ink: colour.ink },
    { words: caption.subtitle, y: 46, font: `14px ${FONT}`, ink: colour.soft },
    { words: caption.source, y: undefined, font: `12px ${FONT}`, ink: colour.soft },
  ];
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  // A sentence is not pressed into the width of a small chart, up to a width that a page has.
  const widths = lines.map(({ words, font }) => ((pen.font = font), pen.measureText(words).width));
  const wide = Math.max(size.width, Math.min(WIDEST, Math.ceil(Math.max(...widths))));
  pen.font = NOTE.font;
  const notes = (caption.notes ?? []).map(({ number, words }) => ({ number, lines: wrapped(words, wide - NOTE.indent, NOTE.lines, (one) => pen.measureText(one).width) }));
  const below = notes.reduce((sum, note) => sum + note.lines.length * NOTE.line + NOTE.gap, 0);
  const height = size.height + below + ROUND;
  canvas.width = (wide + 2 * PAD) * SCALE;
  canvas.height = height * SCALE;
  pen.fillStyle = colour.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(SCALE, SCALE);
  pen.save();
  pen.translate(PAD, ABOVE);
  draw(pen);
  pen.restore();
  writeNotes(pen, notes, ABOVE + size.height + NOTE.gap, colour);
  pen.textBaseline = "top";
  for (const { words, y, font, ink } of lines) {
    pen.font = font;
    pen.fillStyle = ink;
    pen.fillText(words, PAD, y ?? height - 30, wide);
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob !== null) save(blob, name);
}

/** Each note behind its marker, as beside the chart. */
function writeNotes(pen: CanvasRenderingContext2D, notes: readonly { number: number; lines: readonly string[] }[], top: number, colour: Colours): void {
  let y = top;
  for (const { number, lines } of notes) {
    const marker: Shape[] = [
      { is: "path", d: circle(PAD + 8, y + 8, 8), fill: "accent" },
      { is: "words", x: PAD + 8, y: y + 12, words: String(number), size: 11, ink: "ground", weight: 600, align: "center" },
    ];
    const words = lines.map((line, nth): Shape => ({ is: "words", x: PAD + NOTE.indent, y: y + 12 + nth * NOTE.line, words: line, size: 12, ink: "ink" }));
    paint(pen, [...marker, ...words], colour);
    y += lines.length * NOTE.line + NOTE.gap;
  }
}
