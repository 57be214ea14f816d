// The state of the made-up partnership's data: quality evaluations are late, and some of their rows wait.
import type { KpiQuality } from "../src/api/types";
import { KPIS } from "./partnership";
import { FACTS_TO } from "./periods";

export function quality(seesEverything: boolean): { at: string; kpis: KpiQuality[] } {
  const late = seesEverything
    ? "Quality evaluations is late: its newest fact is 2 days old, at most 36 hours agreed"
    : "Quality evaluations is late: its newest fact is older than agreed";
  const waiting = seesEverything
    ? "35 of 9,249 rows of Quality evaluations wait to be put right and are missing (0.4 %)"
    : "Rows of Quality evaluations wait to be put right; whose they are is not known yet";
  return {
    at: FACTS_TO,
    kpis: KPIS.map(({ head, table }) => ({
      kpi: head.kpi,
      ...(table === "evaluation"
        ? { state: "doubtful", reasons: [{ kind: "late", feed: "evaluations", words: late }, { kind: "waiting", feed: "evaluations", words: waiting }] }
        : { state: "sound", reasons: [] }),
    })),
  };
}
