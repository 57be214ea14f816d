import { Refusal } from "./refusal";

/** What a person sets off, as a page sees it: whether it is under way, and what the server last said against it. */
export interface Attempts {
  readonly waiting: boolean;
  readonly refusal: Refusal | undefined;
  /** Does it, and keeps the refusal if there is one. */
  make(what: () => Promise<void>): Promise<void>;
  forget(): void;
}

export function attempts(): Attempts {
  let waiting = $state(false);
  let refusal = $state.raw<Refusal | undefined>();
  return {
    get waiting() {
      return waiting;
    },
    get refusal() {
      return refusal;
    },
    async make(what) {
      waiting = true;
      refusal = undefined;
      try {
        await what();
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        refusal = cause;
      } finally {
        waiting = false;
      }
    },
    forget() {
      refusal = undefined;
    },
  };
}
