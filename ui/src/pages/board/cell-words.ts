import type { Cell, KpiHead } from "../../api/types";
import { assuranceLook, variationLook } from "../../marks/marks";
import { said, targeted } from "../../words/numbers";
import type { Pinned } from "./notes";

/** A cell as one would say it aloud: everything that it shows. */
export function cellWords(cell: Cell, kpi: KpiHead, party: string, pins: readonly Pinned[]): string {
  const start = `${kpi.title}, ${party}:`;
  if (cell.missing) return `${start} ${cell.missing}`;
  const sentences = [
    `${start} ${said(cell.level, kpi)}`,
    `${variationLook(cell.variation.mark, kpi.direction).label}: ${cell.variation.words}`,
    assuranceWords(cell, kpi),
    ...(pins.length > 0 ? [`Notes ${pins.map((pin) => pin.number).join(", ")}`] : []),
  ];
  return sentences.map((sentence) => (sentence.endsWith(".") ? sentence : `${sentence}.`)).join(" ");
}

/** Whether the target will be met, with the target. */
export function assuranceWords(cell: Cell, kpi: KpiHead): string {
  const look = assuranceLook(cell.assurance.mark);
  if (look.shape === "none" || !cell.target) return cell.assurance.words;
  return `${look.label} of ${targeted(cell.target, kpi)}: ${cell.assurance.words}`;
}
