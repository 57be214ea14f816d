import type { Cell, KpiHead } from "../../api/types";
import { bothMarks, markWords } from "../../marks/mark-words";
import { standingOf } from "../../marks/standing";
import { absence } from "../../words/absence";
import { known, said } from "../../words/numbers";
import { stopped } from "../../words/sentences";
import type { Pinned } from "./notes";

/** A cell as one would say it aloud: everything that it shows. */
export function cellWords(cell: Cell, kpi: KpiHead, party: string, grain: string, pins: readonly Pinned[]): string {
  const start = `${kpi.title}, ${party}:`;
  if (cell.missing || !known(cell.level.value)) return `${start} ${absence(cell.level, cell.missing)}`;
  const [variation, assurance] = bothMarks(cell);
  const standing = standingOf(cell);
  const sentences = [
    `${start} ${said(cell.level, kpi)}`,
    ...(standing?.side ? [standing.words] : []),
    markWords(variation, grain),
    ...(assurance === undefined ? [] : [markWords(assurance, grain)]),
    ...(pins.length > 0 ? [`Notes ${pins.map((pin) => pin.number).join(", ")}`] : []),
  ];
  return sentences.map(stopped).join(" ");
}
