// The badge that a KPI wears when the data behind it are doubtful; none when all is well.
import { feedPath, lineagePath, setAsidePath } from "../address/routes";
import type { KpiQuality } from "../api/types";

type Reason = KpiQuality["reasons"][number];

const WORDS: Record<Reason["kind"], string> = { late: "data late", waiting: "rows missing", warned: "rows doubtful" };

/** The badge in two words, by the gravest reason; undefined where there is none. */
export function badgeWords(reasons: readonly Reason[]): string | undefined {
  const [gravest] = reasons;
  return gravest === undefined ? undefined : WORDS[gravest.kind];
}

/** Where one sees what is the matter: on the Data page for those who have it, else where the KPI comes from. */
export function placeOf(reason: Reason, kpi: string, viewer: { seesEverything: boolean; mayMend: boolean }): string {
  if (!viewer.seesEverything) return lineagePath({ kpi });
  return reason.kind === "waiting" && viewer.mayMend ? setAsidePath(reason.feed) : feedPath(reason.feed);
}
