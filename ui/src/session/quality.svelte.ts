// The state of the data behind each KPI. It is of now, so it is asked again while one reads.
import { api, told } from "../api/client";
import { Refusal } from "../api/refusal";
import type { KpiQuality } from "../api/types";

/** How long it holds before it is asked again, in ms. */
const HOLDS_MS = 60_000;

let known = $state.raw<ReadonlyMap<string, KpiQuality>>(new Map());
let askedAt = -Infinity;
/** Counts who it was known to: an answer to somebody before is not theirs who read now. */
let nth = 0;

export const quality = {
  /** Why the data behind a KPI are doubtful, the gravest first; nothing when they are sound or it is not known yet. */
  doubts(kpi: string): KpiQuality["reasons"] {
    return known.get(kpi)?.reasons ?? [];
  },
};

/** Asks how the data stand, unless that was done a moment ago. A failure leaves what was known: the numbers stand without it. */
export async function lookAtQuality(nowMs: number): Promise<void> {
  if (nowMs - askedAt < HOLDS_MS) return;
  askedAt = nowMs;
  const own = nth;
  try {
    const { kpis } = await told(api.GET("/api/quality"));
    if (own === nth) known = new Map(kpis.map((one) => [one.kpi, one]));
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
  }
}

/** Asks now, and again while the page is in sight. Answers what ends that. */
export function watchQuality(): () => void {
  const look = () => {
    if (document.visibilityState === "visible") void lookAtQuality(Date.now());
  };
  look();
  const timer = setInterval(look, HOLDS_MS);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
}

/** Forgets it, for the next person to sign in. */
export function forgetQuality(): void {
  nth += 1;
  known = new Map();
  askedAt = -Infinity;
}
