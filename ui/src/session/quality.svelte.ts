// The state of the data behind each KPI. It is of now, so it is asked again while one reads.
import { api, told } from "../api/client";
import { Refusal } from "../api/refusal";
import type { KpiQuality } from "../api/types";

/** How long it holds before it is asked again, in ms. */
const HOLDS_MS = 60_000;

/** Who has not moved anything for so long is not taken to read, in ms: asking for them would keep their session from ending. */
const READS_MS = 10 * 60_000;
const MOVES = ["pointerdown", "pointermove", "keydown", "scroll"] as const;

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

/** Asks now, and again while the page is in sight of somebody. Answers what ends that. */
export function watchQuality(): () => void {
  let movedAt = Date.now();
  const moved = () => (movedAt = Date.now());
  const look = () => {
    if (document.visibilityState === "visible" && Date.now() - movedAt < READS_MS) void lookAtQuality(Date.now());
  };
  const seen = () => {
    moved();
    look();
  };
  look();
  const timer = setInterval(look, HOLDS_MS);
  document.addEventListener("visibilitychange", seen);
  for (const one of MOVES) document.addEventListener(one, moved, { passive: true, capture: true });
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
    for (const one of MOVES) document.removeEventListener(one, moved, { capture: true });
  };
}

/** Forgets it, for the next person to sign in. */
export function forgetQuality(): void {
  nth += 1;
  known = new Map();
  askedAt = -Infinity;
}
