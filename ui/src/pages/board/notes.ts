import type { BoardAnswer, Note } from "../../api/types";
import { periodWith } from "../../words/dates";

/** A note with the number that its pins carry, and the period it is pinned to. */
export interface Pinned {
  note: Note;
  number: number;
  period: number;
}

/** The notes that lie on this board's points, numbered from the oldest. */
export function pinned(notes: readonly Note[], board: Pick<BoardAnswer, "periods" | "zone" | "leading" | "lagging">): Pinned[] {
  const there = new Set([...board.leading, ...board.lagging].map((row) => row.kpi.kpi));
  return notes
    .filter((note) => there.has(note.kpi))
    .map((note) => ({ note, period: periodWith(note.at, board.periods, board.zone) }))
    .filter(({ period }) => period >= 0)
    .sort((one, other) => one.note.at.localeCompare(other.note.at) || one.note.position - other.note.position)
    .map((one, nth) => ({ ...one, number: nth + 1 }));
}

/** The pins of one cell. A note about all parties stands at each of them. */
export function pinsOf(all: readonly Pinned[], kpi: string, party: string): Pinned[] {
  return all.filter(({ note }) => note.kpi === kpi && (note.party == null || note.party === party));
}
