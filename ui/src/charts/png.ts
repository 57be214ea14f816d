import type { EChartsType } from "./echarts";
import { save } from "./csv";
import { colours, FONT } from "./theme";

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

/** Hands the chart to the person as a picture that still says what it shows. */
export async function savePng(chart: EChartsType, caption: Caption, name: string): Promise<void> {
  const colour = colours();
  const drawn = chart.renderToCanvas({ pixelRatio: SCALE, backgroundColor: colour.ground });
  const canvas = document.createElement("canvas");
  canvas.width = drawn.width + 2 * PAD * SCALE;
  canvas.height = drawn.height + 120 * SCALE;
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  pen.fillStyle = colour.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(drawn, PAD * SCALE, 72 * SCALE);
  pen.scale(SCALE, SCALE);
  pen.textBaseline = "top";
  const write = (text: string, y: number, font: string, fill: string) => {
    pen.font = `${font} ${FONT}`;
    pen.fillStyle = fill;
    pen.fillText(text, PAD, y, canvas.width / SCALE - 2 * PAD);
  };
  write(caption.title, 18, "600 20px", colour.ink);
  write(caption.subtitle, 46, "14px", colour.soft);
  write(caption.source, canvas.height / SCALE - 30, "12px", colour.soft);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob !== null) save(blob, name);
}
