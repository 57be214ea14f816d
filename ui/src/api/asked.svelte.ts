import { untrack } from "svelte";

import { isAsLate } from "./basis";
import { live } from "./live.svelte";
import { Refusal } from "./refusal";
import { renewal } from "./renewal.svelte";

/** Something asked of the server, as a page sees it: the last answer stays while the next one is on its way. */
export interface Asked<T> {
  readonly answer: T | undefined;
  readonly refusal: Refusal | undefined;
  /** Whether a request is under way. */
  readonly waiting: boolean;
  again(): void;
}

/** How something asked follows the facts. */
export interface Following {
  /** Whether it does; what is held to a basis does not. */
  now(): boolean;
  /** Shortest time between two asks that nobody asked for, in ms: what is dear to answer follows at a walk. */
  everyMs?: number;
}

/**
 * Asks whenever what `ask` reads changes. `ask` returns undefined when there is nothing to ask yet. While it follows, it is
 * given the basis that was told: screens that ask on the same one are answered together. A change of
 * `subject` forgets the last answer; any other change keeps it on the page until the new one has come. It asks again
 * when somebody has signed in over the page, and, while it follows, when there is something newer.
 */
export function asked<T>(
  ask: (signal: AbortSignal, newest?: string) => Promise<T> | undefined,
  subject: () => unknown = () => null,
  following: Following = { now: () => false },
): Asked<T> {
  let answer = $state.raw<T | undefined>();
  let refusal = $state.raw<Refusal | undefined>();
  let waiting = $state(true);
  let round = $state(0);
  let last: unknown;
  /** Whether the round is one that nobody asked for: what it cannot bring, the next one may. */
  let byItself = false;
  let underWay = false;
  /** Whether something newer was told meanwhile. What is on its way is let come, or under many records nothing ever would. */
  let behind = false;
  let askedAt = -Infinity;
  let later: ReturnType<typeof setTimeout> | undefined;

  $effect(() => {
    void [round, renewal.times];
    const now = subject();
    if (now !== last) {
      answer = undefined;
      last = now;
    }
    const stop = new AbortController();
    const quiet = byItself && untrack(() => refusal) === undefined;
    const newest = byItself ? untrack(() => live.basis) : undefined;
    byItself = false;
    const coming = ask(stop.signal, newest);
    underWay = coming !== undefined;
    if (coming === undefined) {
      waiting = false;
      return;
    }
    askedAt = performance.now();
    if (!quiet) {
      waiting = true;
      refusal = undefined;
    }
    const came = () => {
      waiting = false;
      underWay = false;
      if (behind) follow();
    };
    coming.then(
      (got) => {
        if (stop.signal.aborted) return;
        answer = got;
        came();
      },
      (cause: unknown) => {
        if (stop.signal.aborted) return;
        const why = refused(cause);
        if (!(quiet && passes(why))) refusal = why;
        came();
      },
    );
    return () => stop.abort();
  });

  function follow(): void {
    clearTimeout(later);
    behind = underWay;
    // What was refused is asked again by who reads why; a server that did not answer at all is there again.
    if (underWay || !following.now() || covers(answer, live.basis) || (refusal !== undefined && refusal.status !== 0)) return;
    const waitMs = askedAt + (following.everyMs ?? 0) - performance.now();
    if (waitMs > 0) {
      later = setTimeout(follow, waitMs);
      return;
    }
    byItself = true;
    round += 1;
  }
  $effect(() => {
    if (following.now() && live.basis !== undefined) untrack(follow);
  });
  $effect(() => () => clearTimeout(later));

  return {
    get answer() {
      return answer;
    },
    get refusal() {
      return refusal;
    },
    get waiting() {
      return waiting;
    },
    again() {
      round += 1;
    },
  };
}

function refused(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  return new Refusal({ status: 0, kind: "unexpected", message: cause instanceof Error ? cause.message : String(cause) });
}

/** Whether a refusal is of the moment: a server that is started anew, or has too much to do. */
function passes(refusal: Refusal): boolean {
  return refusal.status === 0 || refusal.status >= 500 || refusal.status === 429 || refusal.status === 408;
}

/** Whether an answer says that it was computed from that basis, or from a later one: what was told last may be older than it. */
function covers(answer: unknown, told: string | undefined): boolean {
  if (told === undefined || typeof answer !== "object" || answer === null || !("basis" in answer)) return false;
  return typeof answer.basis === "string" && isAsLate(answer.basis, told);
}
