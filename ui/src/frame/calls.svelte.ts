// What the platforms of a simulated operation are told, by signed calls, and its undo.
import { api, told } from "../api/client";
import { live } from "../api/live.svelte";
import { Refusal } from "../api/refusal";
import type { PlatformCall } from "../api/types";

let all = $state.raw<readonly PlatformCall[]>([]);
let others = $state(false);
let refusal = $state.raw<Refusal | undefined>();

export const calls = {
  /** Those in force, the first to be made first. */
  get inForce(): readonly PlatformCall[] {
    return all.filter((one) => one.in_force).toReversed();
  },
  /** Whether something is in force that one may not know of. */
  get othersInForce(): boolean {
    return others;
  },
  /** Why what was asked for last was not done. */
  get refusal(): Refusal | undefined {
    return refusal;
  },
};

/** Asks anew whenever something was told or is over. To be called while a component is set up. */
export function followCalls(): void {
  $effect(() => {
    if (live.turns === null) return;
    const stop = new AbortController();
    void attempt(() => look(stop.signal));
    return () => stop.abort();
  });
}

/** Puts things back as they were but for a call. */
export function undo({ call }: PlatformCall): Promise<void> {
  return attempt(async () => {
    await told(api.DELETE("/api/platform/calls/{call}", { params: { path: { call } } }));
    await look();
  });
}

async function look(signal?: AbortSignal): Promise<void> {
  const answer = await told(api.GET("/api/platform/calls", { signal: signal ?? null }));
  all = answer.calls;
  others = answer.others_in_force;
}

async function attempt(work: () => Promise<void>): Promise<void> {
  refusal = undefined;
  try {
    await work();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") return;
    if (!(cause instanceof Refusal)) throw cause;
    refusal = cause;
  }
}
