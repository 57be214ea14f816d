// The lines as a table: a row a queue, a column a party.
import type { NowAnswer, NowLine } from "../../api/types";

export interface QueueRow {
  queue: string;
  title: string;
  /** One cell a party, in the order of the parties; nothing where the line is closed, or not the party's. */
  cells: (NowLine | undefined)[];
  /** To what all bars of the row are drawn: waits of a call and of a letter have nothing in common. */
  most: number;
}

export function rowsOf(answer: Pick<NowAnswer, "lines" | "parties">): QueueRow[] {
  const rows: QueueRow[] = [];
  for (const line of answer.lines) {
    let row = rows.find((one) => one.queue === line.queue);
    if (row === undefined) {
      row = { queue: line.queue, title: line.queue_title, cells: answer.parties.map(() => undefined), most: 0 };
      rows.push(row);
    }
    const place = answer.parties.findIndex((party) => party.party === line.party);
    if (place < 0) continue;
    row.cells[place] = line;
    row.most = Math.max(row.most, line.longest_wait_seconds ?? 0, line.usual_longest_wait_seconds?.high ?? 0);
  }
  return rows;
}

/** Those that fit on a wall: what is out of the usual first, then where most wait; in the order of the table. */
export function pressing(rows: readonly QueueRow[], most: number): QueueRow[] {
  if (rows.length <= most) return [...rows];
  const waiting = (row: QueueRow) => row.cells.reduce((sum, cell) => sum + (cell?.waiting ?? 0), 0);
  const unusual = (row: QueueRow) => Number(row.cells.some((cell) => cell?.unusual));
  const chosen = new Set([...rows].sort((one, other) => unusual(other) - unusual(one) || waiting(other) - waiting(one)).slice(0, most));
  return rows.filter((row) => chosen.has(row));
}

/** The lines as a file. */
export function lineFields(answer: NowAnswer): (string | number | null)[][] {
  const head = ["party", "queue", "taken_at", "waiting", "longest_wait_seconds", "agents_available", "usual_waiting_low", "usual_waiting_high", "usual_longest_low_seconds", "usual_longest_high_seconds", "usual_days", "unusual"];
  return [
    head,
    ...answer.lines.map((line) => [
      line.party, line.queue, line.taken_at, line.waiting ?? null, line.longest_wait_seconds ?? null, line.agents_available ?? null,
      line.usual_waiting?.low ?? null, line.usual_waiting?.high ?? null, line.usual_longest_wait_seconds?.low ?? null, line.usual_longest_wait_seconds?.high ?? null,
      line.usual_days, line.unusual ? "yes" : "no",
    ]),
  ];
}
