// What is newest, as the server tells it.

/** How long it takes before a line that the browser gave up is tried anew, in ms. */
const AGAIN_MS = 5_000;

/** What an event `newest` says. */
interface Newest {
  basis: string;
  now: string;
  simulated_pace: number | null;
  simulated_turns: number | null;
}

let newest = $state<string | undefined>();
/** The partnership's present as it was told last, and by the page's own clock when that was, in ms. */
let present = $state.raw<{ nowMs: number; toldMs: number; pace: number | null } | undefined>();
let turns = $state<number | null>(null);
let connected = $state(false);

export const live = {
  /** What answers are computed from now; nothing before it was told. */
  get basis() {
    return newest;
  },
  /** The part of it that is the ledger's: notes and definitions change with it, and not with every record. */
  get ledger() {
    return newest?.split("·")[1];
  },
  /** The partnership's present: the server's, which in a simulated operation is not the wall's. Told anew with all news. */
  get now(): Date {
    if (present === undefined) return new Date();
    return new Date(present.nowMs + (performance.now() - present.toldMs) * (present.pace ?? 1));
  },
  /** Simulated seconds in a second, 0 while it is paused; nothing where the operation is real. */
  get pace(): number | null {
    return present?.pace ?? null;
  },
  /** Another number whenever a scenario began or ended in a simulated operation; nothing where the operation is real. */
  get turns(): number | null {
    return turns;
  },
  /** Whether news come. */
  get connected() {
    return connected;
  },
};

/** Follows what is newest while the page is in sight. Answers what ends that; `refused` hears when the server says no. */
export function followNewest(refused: () => void): () => void {
  let line: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    clearTimeout(again);
    line?.close();
    line = undefined;
    connected = false;
  };
  const open = () => {
    close();
    if (document.visibilityState !== "visible") return;
    const own = new EventSource("/api/live");
    line = own;
    own.onopen = () => (connected = true);
    own.addEventListener("newest", (event) => {
      const told = JSON.parse(event.data) as Newest;
      newest = told.basis;
      present = { nowMs: Date.parse(told.now), toldMs: performance.now(), pace: told.simulated_pace };
      turns = told.simulated_turns;
    });
    own.onerror = () => {
      connected = false;
      // While it is connecting it tries again by itself, and is told at once what it missed.
      if (own.readyState !== EventSource.CLOSED) return;
      refused();
      again = setTimeout(open, AGAIN_MS);
    };
  };
  open();
  document.addEventListener("visibilitychange", open);
  return () => {
    document.removeEventListener("visibilitychange", open);
    close();
    newest = undefined;
    present = undefined;
    turns = null;
  };
}
