import type { Reading, Session } from "../../api/types";
import { absence } from "../../words/absence";
import { listed } from "../../words/lists";
import { known, said } from "../../words/numbers";

/** Whose rows a reading is of: those of the viewer where they see no more, else those of the parties asked. */
export function whoseWords(sees: Session["sees"] | undefined, sites: readonly string[], parties: readonly string[]): string {
  switch (sees) {
    case "own":
      return "in your own work";
    case "team":
      return "in your team";
    case "site":
      return sites.length === 1 ? `at ${listed(sites)}` : "at your site";
    default:
      return parties.length === 0 ? "" : `at ${listed(parties)}`;
  }
}

/** The number as one would say it, and of whom, in one sentence. */
export function headlineOf(reading: Reading, whose: string): string {
  const of = whose === "" ? reading.kpi.title : `${reading.kpi.title} ${whose}`;
  if (!known(reading.level.value)) return `${of}: ${absence(reading.level)}.`;
  return `${of} is ${said({ ...reading.level, open_share: 0 }, reading.kpi)}.`;
}
