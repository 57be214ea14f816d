// What a way in is called, how it stands, and what it brought.
import type { WayInStatus } from "../../api/types";
import { moment } from "../../words/dates";
import { counted, things } from "../../words/numbers";

const WORDS: Record<WayInStatus["way"], string> = { drop: "Drop folder", stream: "Stream", pull: "Asked by Tandem" };
const PARCELS: Record<WayInStatus["way"], string> = { drop: "file", stream: "message", pull: "page" };

export function wayWords(way: WayInStatus["way"]): string {
  return WORDS[way];
}

export function standingOf({ works }: WayInStatus): "works" | "broken" | "untried" {
  if (works == null) return "untried";
  return works ? "works" : "broken";
}

/** What went wrong; `since` is the first failure since it last worked, and `at` the latest. */
type Trouble = NonNullable<WayInStatus["last_trouble"]>;

/** When that was: `Since Tue 24 Mar 2026, 07:05, last tried Fri 27 Mar 2026, 14:10`. */
export function troubleWords({ at, since }: Trouble, standing: ReturnType<typeof standingOf>, zone: string): string {
  const last = moment(at, zone);
  if (standing !== "broken") return `It last failed ${last}`;
  const first = moment(since, zone);
  return first === last ? `Since ${first}` : `Since ${first}, last tried ${last}`;
}

/** `12 files taken in, 3 that had come before and 1 refused`. */
export function parcels({ way, taken, repeated, refused }: WayInStatus): string {
  const said = [`${things(taken, PARCELS[way])} taken in`];
  if (repeated > 0) said.push(`${counted(repeated)} that had come before`);
  if (refused > 0) said.push(`${counted(refused)} refused`);
  return said.length === 1 ? said.join("") : `${said.slice(0, -1).join(", ")} and ${said.at(-1)}`;
}
