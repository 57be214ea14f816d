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

/**
 * Asks whenever what `ask` reads changes. `ask` returns undefined when there is nothing to ask yet. A change of
 * `subject` forgets the last answer; any other change keeps it on the page until the new one has come. It asks again
 * when somebody has signed in over the page.
 */
export function asked<T>(
  ask: (signal: AbortSignal) => Promise<T> | undefined,
  subject: () => unknown = () => null,
): Asked<T> {
  let answer = $state.raw<T | undefined>();
  let refusal = $state.raw<Refusal | undefined>();
  let waiting = $state(true);
  let round = $state(0);
  let last: unknown;

  $effect(() => {
    void [round, renewal.times];
    const now = subject();
    if (now !== last) {
      answer = undefined;
      last = now;
    }
    const stop = new AbortController();
    const coming = ask(stop.signal);
    if (coming === undefined) {
      waiting = false;
      return;
    }
    waiting = true;
    refusal = undefined;
    coming.then(
      (got) => {
        if (stop.signal.aborted) return;
        answer = got;
        waiting = false;
      },
      (cause: unknown) => {
        if (stop.signal.aborted) return;
        refusal =
          cause instanceof Refusal
            ? cause
            : new Refusal({ status: 0, kind: "unexpected", message: cause instanceof Error ? cause.message : String(cause) });
        waiting = false;
      },
    );
    return () => stop.abort();
  });

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
