// Whether somebody sits at this page. A page that follows the facts asks for ever; who has left it is signed out in time all the
// same, since what is asked unattended prolongs no session.

/** Who has not moved anything for so long is not taken to be there, in ms. */
const STAYS_MS = 10 * 60_000;
const MOVES = ["pointerdown", "pointermove", "keydown", "scroll"] as const;

let movedAt = -Infinity;

export function attended(nowMs: number): boolean {
  return nowMs - movedAt < STAYS_MS;
}

/** Takes note that somebody is there. */
export function moved(nowMs: number): void {
  movedAt = nowMs;
}

/** Notices whoever moves something. Answers what ends that. */
export function watchPresence(): () => void {
  const notice = () => moved(Date.now());
  notice();
  const seen = () => {
    if (document.visibilityState === "visible") notice();
  };
  document.addEventListener("visibilitychange", seen);
  for (const one of MOVES) document.addEventListener(one, notice, { passive: true, capture: true });
  return () => {
    document.removeEventListener("visibilitychange", seen);
    for (const one of MOVES) document.removeEventListener(one, notice, { capture: true });
  };
}
