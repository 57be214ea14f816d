// A deed over however many rows, step by step: what came of it so far, and where it goes on.
import type { Mended, Waived } from "../../api/types";
import { fateWord } from "./outcome";

/** What came of the steps so far. */
export interface Came {
  tried: number;
  passed: number;
  /** What became of those that passed, in words, with how many. */
  became: Record<string, number>;
  /** Why the others go on waiting: check, with how many. */
  kept: Record<string, number>;
  /** What is wrong with one of them. */
  reason: string | null;
  /** Rows that were named and did not wait. */
  gone: number;
  /** Rows that are meant and were not looked at. */
  left: number;
}

export const NOTHING_CAME: Came = { tried: 0, passed: 0, became: {}, kept: {}, reason: null, gone: 0, left: 0 };

/** The same after one more step of trying again. */
export function afterMending(came: Came, step: Mended): Came {
  const [became, kept] = [{ ...came.became }, { ...came.kept }];
  for (const one of step.fates) if (one.fate !== "set_aside") became[fateWord(one.fate)] = (became[fateWord(one.fate)] ?? 0) + 1;
  for (const one of step.kept) kept[one.check] = (kept[one.check] ?? 0) + one.rows;
  return {
    tried: came.tried + step.tried, passed: came.passed + step.passed, became, kept, reason: came.reason ?? step.kept[0]?.reason ?? null,
    gone: came.gone + step.gone.length, left: step.left,
  };
}

/** The same after one more step of waiving. */
export function afterWaiving(came: Came, step: Waived): Came {
  return { ...came, tried: came.tried + step.waived, passed: came.passed + step.waived, left: step.left };
}

/** Takes step after step until none is left or `heard`, which is told what came so far, says that it is enough. */
export async function course<Step extends { next?: string | null }>(
  step: (after: string | null) => Promise<Step>,
  add: (came: Came, step: Step) => Came,
  heard: (came: Came) => boolean,
): Promise<void> {
  let came = NOTHING_CAME;
  let after: string | null = null;
  do {
    const one: Step = await step(after);
    came = add(came, one);
    after = one.next ?? null;
  } while (heard(came) && after !== null);
}
