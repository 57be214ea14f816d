import type { EChartsType } from "./echarts";
import { save } from "./csv";
import { paint } from "./paint";
import type { Picture } from "./shapes";
import { type Colours, colours, FONT } from "./theme";

/** What a picture says of itself once it has left the page. */
export interface Caption {
  title: string;
  /** What was asked. */
  subtitle: string;
  /** From what it was computed. */
  source: string;
}

const SCALE = 2;
const PAD = 24;
/** Room for the title above, and for title and source together. */
const ABOVE = 72;
const ROUND = 120;
const WIDEST = 1000;

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
    { words: caption.source, y: size.height + ROUND - 30, font: `12px ${FONT}`, ink: colour.soft },
  ];
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  // A sentence is not pressed into the width of a small chart, up to a width that a page has.
  const widths = lines.map(({ words, font }) => ((pen.font = font), pen.measureText(words).width));
  const wide = Math.max(size.width, Math.min(WIDEST, Math.ceil(Math.max(...widths))));
  canvas.width = (wide + 2 * PAD) * SCALE;
  canvas.height = (size.height + ROUND) * SCALE;
  pen.fillStyle = colour.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(SCALE, SCALE);
  pen.save();
  pen.translate(PAD, ABOVE);
  draw(pen);
  pen.restore();
  pen.textBaseline = "top";
  for (const { words, y, font, ink } of lines) {
    pen.font = font;
    pen.fillStyle = ink;
    pen.fillText(words, PAD, y, wide);
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob !== null) save(blob, name);
}
