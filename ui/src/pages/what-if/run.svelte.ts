// A run as the page sees it: begun, followed until it ends, and stopped when nobody waits for it any more.
import { api, told } from "../../api/client";
import { Refusal } from "../../api/refusal";
import type { Horizon, Lever, WhatIfAnswer, WhatIfRun } from "../../api/types";

/** How often it is asked how it stands. */
const EVERY_MS = 300;
const FORMAT = 1;

export interface Tried {
  horizon: Horizon;
  scenarios: readonly Lever[][];
  replications?: number | undefined;
  seed?: number | undefined;
}

export interface Running {
  readonly run: WhatIfRun | undefined;
  /** The last answer, and what it is an answer to. */
  readonly answer: { to: Tried; told: WhatIfAnswer } | undefined;
  readonly refusal: Refusal | undefined;
  readonly waiting: boolean;
  begin(asked: Tried): Promise<void>;
  stop(): Promise<void>;
}

export function running(): Running {
  let run = $state.raw<WhatIfRun | undefined>();
  let answer = $state.raw<{ to: Tried; told: WhatIfAnswer } | undefined>();
  let refusal = $state.raw<Refusal | undefined>();
  let waiting = $state(false);
  /** Counts what was begun: what comes of an earlier one is nobody's any more. */
  let nth = 0;

  const end = (why: Refusal | undefined) => {
    waiting = false;
    refusal = why;
  };

  async function begin(asked: Tried): Promise<void> {
    const own = (nth += 1);
    waiting = true;
    refusal = undefined;
    run = undefined;
    const { horizon, replications, seed } = asked;
    const scenarios = asked.scenarios.map((levers) => ({ format: FORMAT, levers }));
    try {
      const body = { horizon, scenarios, ...(replications === undefined ? {} : { replications }), ...(seed === undefined ? {} : { seed }) };
      let stands = await told(api.POST("/api/what-if/runs", { body }));
      while (own === nth && stands.status === "running") {
        run = stands;
        await new Promise((later) => setTimeout(later, EVERY_MS));
        if (own !== nth) return;
        stands = await told(api.GET("/api/what-if/runs/{id}", { params: { path: { id: stands.id } } }));
      }
      if (own !== nth) return;
      run = stands;
      if (stands.answer != null) answer = { to: asked, told: stands.answer };
      end(stands.status === "failed" ? new Refusal({ status: 0, kind: "failed", message: stands.problem ?? "It was stopped." }) : undefined);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      if (own === nth) end(cause);
    }
  }

  async function stop(): Promise<void> {
    const id = run?.id;
    nth += 1;
    end(undefined);
    run = undefined;
    if (id === undefined) return;
    // It may have ended by itself meanwhile.
    await told(api.DELETE("/api/what-if/runs/{id}", { params: { path: { id } } })).catch((cause: unknown) => {
      if (!(cause instanceof Refusal)) throw cause;
    });
  }

  $effect(() => () => void (waiting ? stop() : undefined));

  return {
    get run() {
      return run;
    },
    get answer() {
      return answer;
    },
    get refusal() {
      return refusal;
    },
    get waiting() {
      return waiting;
    },
    begin,
    stop,
  };
}
