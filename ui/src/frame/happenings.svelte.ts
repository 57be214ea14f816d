// What can be let happen in a simulated operation, and what does.
import { api, told } from "../api/client";
import { live } from "../api/live.svelte";
import { Refusal } from "../api/refusal";
import type { Scenario } from "../api/types";

let scenarios = $state.raw<readonly Scenario[]>([]);
let othersHappen = $state(false);
let refusal = $state.raw<Refusal | undefined>();

export const happenings = {
  /** Those that one may know of. */
  get all(): readonly Scenario[] {
    return scenarios;
  },
  /** Those that happen, the first to begin first. */
  get underWay(): readonly Scenario[] {
    return scenarios.filter((one) => one.since != null).sort((a, b) => (a.since ?? "").localeCompare(b.since ?? ""));
  },
  /** Whether something happens that one may not know of. */
  get othersHappen(): boolean {
    return othersHappen;
  },
  /** Whether there is anything that one may let happen. */
  get any(): boolean {
    return scenarios.some((one) => one.may_start);
  },
  /** Why what was asked for last was not done. */
  get refusal(): Refusal | undefined {
    return refusal;
  },
};

/** Asks anew whenever something began or ended. To be called while a component is set up. */
export function followHappenings(): void {
  $effect(() => {
    if (live.turns === null) return;
    const stop = new AbortController();
    void look(stop.signal);
    return () => stop.abort();
  });
}

async function look(signal?: AbortSignal): Promise<void> {
  await attempt(async () => {
    const answer = await told(api.GET("/api/simulation/scenarios", { signal: signal ?? null }));
    scenarios = answer.scenarios;
    othersHappen = answer.others_happen;
  });
}

/** Lets something happen, at a pace at which it shows soon. Answers whether it does. */
export function begin(scenario: Scenario): Promise<boolean> {
  return attempt(async () => {
    await told(api.POST("/api/simulation/scenarios/{scenario}", { params: { path: { scenario: scenario.scenario } } }));
    const pace = paceFor(scenario);
    if (pace !== undefined) await told(api.PUT("/api/simulation", { body: { pace } }));
    await look();
  });
}

/** Ends it. */
export function end(scenario: Scenario): Promise<boolean> {
  return attempt(async () => {
    await told(api.DELETE("/api/simulation/scenarios/{scenario}", { params: { path: { scenario: scenario.scenario } } }));
    await look();
  });
}

/** The pace to go over to, so that it shows within a minute; nothing when the present one does. */
export function paceFor(scenario: Scenario): number | undefined {
  const needed = scenario.pace ?? 60;
  return (live.pace ?? 0) < needed ? needed : undefined;
}

async function attempt(work: () => Promise<void>): Promise<boolean> {
  refusal = undefined;
  try {
    await work();
    return true;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") return false;
    if (!(cause instanceof Refusal)) throw cause;
    refusal = cause;
    return false;
  }
}
