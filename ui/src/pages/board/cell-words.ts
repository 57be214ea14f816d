import type { Cell, KpiHead } from "../../api/types";
import { said } from "../../words/numbers";
import { stopped } from "../../words/sentences";
import type { Pinned } from "./notes";

/** A cell as one would say it aloud: everything that it shows. */
export function cellWords(cell: Cell, kpi: KpiHead, party: string, pins: readonly Pinned[]): string {
  const start = `${kpi.title}, ${party}:`;
  if (cell.missing) return `${start} ${cell.missing}`;
  const sentences = [
    `${start} ${said(cell.level, kpi)}`,
    cell.variation.words,
    cell.assurance.words,
    ...(pins.length > 0 ? [`Notes ${pins.map((pin) => pin.number).join(", ")}`] : []),
  ];
  return sentences.map(stopped).join(" ");
}
