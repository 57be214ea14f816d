// How the present is written: waits in the one unit that matters, and what is usual beside it.
import type { NowAgents, Usual } from "../../api/types";
import { counted } from "../../words/numbers";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A wait, short: `45 s`, `11 min`, `9 h`, `3 d`. A minute that has begun counts, as in the sentence above. */
export function wait(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${Math.floor(seconds)} s`;
  if (Math.ceil(seconds / MINUTE) < 90) return `${Math.ceil(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}

/** A range of ages as one would say it. */
export function age(from: number, to: number | null | undefined): string {
  const end = (seconds: number) => (seconds % DAY === 0 && seconds > DAY ? `${seconds / DAY} days` : seconds % HOUR === 0 ? `${seconds / HOUR} hours` : `${Math.round(seconds / MINUTE)} minutes`);
  if (to == null) return `over ${end(from)}`;
  if (from === 0) return `under ${end(to)}`;
  const [low, high] = [end(from), end(to)];
  const unit = high.split(" ")[1];
  return low.endsWith(` ${unit}`) ? `${low.split(" ")[0]} to ${high}` : `${low} to ${high}`;
}

/** What agents do, in the order of the bar. */
export const DOING = [
  { key: "busy", words: "with a customer" },
  { key: "wrap_up", words: "finishing up" },
  { key: "available", words: "free" },
  { key: "on_break", words: "on a break" },
  { key: "elsewhere", words: "in training or a meeting" },
] as const satisfies readonly { key: keyof NowAgents; words: string }[];

/** Everybody who is there. */
export function there(agents: NowAgents): number {
  return DOING.reduce((sum, { key }) => sum + agents[key], 0);
}

/** What agents do, in words. */
export function doing(agents: NowAgents): string {
  const parts = DOING.filter(({ key }) => agents[key] > 0).map(({ key, words }) => `${counted(agents[key])} ${words}`);
  return parts.length === 0 ? "nobody is signed in" : parts.join(", ");
}

/** What is usual, as a range: `usually 4 to 12`; `usually 4` where the ends are the same as written. */
export function usually(usual: Usual | null | undefined, write: (number: number) => string): string {
  if (usual == null) return "";
  const [low, high] = [write(usual.low), write(usual.high)];
  return low === high ? `usually ${low}` : `usually ${low} to ${high}`;
}
