import type { Reading } from "../../api/types";
import { absence } from "../../words/absence";
import { listed } from "../../words/lists";
import { known, said } from "../../words/numbers";

/** The number as one would say it, and at whom, in one sentence. */
export function headlineOf(reading: Reading, parties: readonly string[]): string {
  const of = parties.length === 0 ? reading.kpi.title : `${reading.kpi.title} at ${listed(parties)}`;
  if (!known(reading.level.value)) return `${of}: ${absence(reading.level)}.`;
  return `${of} is ${said({ ...reading.level, open_share: 0 }, reading.kpi)}.`;
}
