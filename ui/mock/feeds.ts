// The feeds of the made-up partnership: how they stand, what they brought hour by hour, and what was set aside.
import type { FileReceipt } from "../src/api/files";
import type { CheckStands, Fate, FeedChecks, FeedHour, FeedHours, FeedRefusals, FeedStatus, Mended, Quarantine, RefusalOf, SetAsideRow, Standing, VolumeHour, Waived, WayInStatus } from "../src/api/types";
import { dayOf } from "../src/words/dates";
import { chance } from "./chance";
import { MockRefusal } from "./drafts";
import { FACTS_TO, ZONE } from "./periods";

const HOUR_MS = 3_600_000;
const END = Date.parse(FACTS_TO);

type Line = [
  feed: string, title: string, table: string, received: number, accepted: number, superseded: number, duplicates: number, set_aside: number,
  newest: string | null, fresh: boolean | null, agreedHours: number | null, batches: number,
];

const LINES: Line[] = [
  ["contacts", "Helpdesk tickets", "contact", 412_880, 301_442, 98_120, 13_114, 204, FACTS_TO, true, 2, 4_102],
  ["surveys", "Survey answers", "survey", 44_020, 43_871, 0, 149, 0, "2026-03-27T11:02:00Z", true, 26, 812],
  ["evaluations", "Quality evaluations", "evaluation", 9_310, 9_214, 61, 0, 35, "2026-03-24T16:40:00Z", false, 36, 96],
  ["shifts", "Shifts", "shift", 22_470, 22_470, 0, 0, 0, "2026-03-27T06:00:00Z", true, 48, 13],
  ["agent_states", "Agent states", "agent_state", 1_204_551, 1_204_551, 0, 0, 0, "2026-03-27T13:10:00Z", true, 1, 9_877],
  ["cost_lines", "Cost lines", "cost_line", 0, 0, 0, 0, 0, null, null, null, 0],
];

/** Rows that one hour brings, by feed: how many a year's average, and in which hours of the day (UTC). */
const PACE: Record<string, { rows: number; at: (hour: number, weekday: number) => boolean; until: string }> = {
  contacts: { rows: 240, at: (hour, weekday) => hour >= 6 && hour <= 20 && (weekday < 5 || hour >= 9), until: FACTS_TO },
  surveys: { rows: 22, at: (hour) => hour >= 7 && hour <= 21 && hour % 2 === 0, until: "2026-03-27T11:02:00Z" },
  evaluations: { rows: 96, at: (hour, weekday) => hour === 17 && weekday < 5, until: "2026-03-24T18:40:00Z" },
  shifts: { rows: 1_720, at: (hour, weekday) => hour === 6 && weekday === 4, until: FACTS_TO },
  agent_states: { rows: 310, at: () => true, until: FACTS_TO },
};

/** What is wrong with the rows that were set aside: check, text, reason, hint, and how many wait. */
interface Fault {
  feed: string;
  check: string;
  waiting: number;
  format: string;
  raw: (nth: number) => string;
  reason: (nth: number) => string;
  hint: string;
}

const CSV = JSON.stringify({ type: "csv", delimiter: ";", quote: '"', header: ["ticket", "opened", "status", "customer", "subject"] });
const NAMES = ["J. de Wit", "Aylin Kaya", "Tom Harders", "M. Okafor", "Lena Brandt"];
const two = (number: number) => String(number).padStart(2, "0");
const opened = (nth: number) => (nth % 5 === 4 ? "31/02/2026 09:10" : `${two((nth % 27) + 1)}/03/2026 ${two(8 + (nth % 10))}:${two((nth * 7) % 60)}`);

const FAULTS: Fault[] = [
  {
    feed: "contacts", check: "cannot_read.opened_at", waiting: 24, format: CSV,
    raw: (nth) => `T-${771_200 + nth};${opened(nth)};solved;${NAMES[nth % 5]};"Plotter dead after update; second call"`,
    reason: (nth) => `cannot read \`opened_at\`: “${opened(nth)}” is not a time`,
    hint: "Correct the value in the source, or `opened_at` in the feed.",
  },
  {
    feed: "contacts", check: "missing.key", waiting: 4, format: CSV,
    raw: (nth) => `;2026-03-${two(20 + nth)} 10:12;solved;${NAMES[nth % 5]};Where is my order`,
    reason: () => "ticket is empty, and it is part of the key",
    hint: "Without its key a record cannot be told from others.",
  },
  {
    feed: "contacts", check: "unreadable", waiting: 3, format: CSV,
    raw: (nth) => `T-${771_900 + nth};2026-03-2${nth} 11:40;sol`,
    reason: () => "the row has 3 cells where 5 belong",
    hint: "The file may have been cut off while it was written. Send it again whole.",
  },
  {
    feed: "evaluations", check: "score_in_range", waiting: 7, format: JSON.stringify({ type: "ndjson" }),
    raw: (nth) => JSON.stringify({ evaluation: `E-${4_410 + nth}`, contact: `T-${770_020 + nth * 3}`, score: 104 + nth, form: "voice-2026", evaluator: "C. Santos", at: `2026-03-${two(18 + (nth % 6))}T14:02:11+08:00` }),
    reason: () => "`score_in_range` does not hold",
    hint: "A score lies between 0 and 100. See whether the form was scored out of another number.",
  },
];

const RESOLVED: { feed: string; check: string; standing: Standing; by: string; what: string; count: number }[] = [
  { feed: "contacts", check: "cannot_read.opened_at", standing: "mended", by: "daan_vos", what: "opened = replace(opened, '.', ':')", count: 61 },
  { feed: "contacts", check: "missing.key", standing: "waived", by: "daan_vos", what: "Test tickets of the go-live; Birch confirmed that no customer was behind them.", count: 12 },
];

export class MockFeeds {
  readonly rows: SetAsideRow[] = [];
  private readonly refused: Record<string, RefusalOf[]> = {
    evaluations: [{
      at: "2026-03-24T06:15:00Z", first_at: "2026-03-24T06:05:00Z", times: 3, way: "drop", who: null, name: "evaluations-24.csv", digest: null, kind: "bad_file", check: null,
      says: "the feed reads the column `score`, which the file does not have", hint: "The nearest name in the file is `scores`. Correct the feed or the export.", settled: false,
    }],
  };
  private readonly lines: Line[] = LINES.map((line) => [...line]);

  constructor() {
    for (const fault of FAULTS) for (let nth = 0; nth < fault.waiting; nth += 1) this.rows.push(rowOf(fault, nth, "waiting"));
    for (const one of RESOLVED) {
      const fault = FAULTS.find(({ feed, check }) => feed === one.feed && check === one.check);
      if (fault === undefined) continue;
      for (let nth = 0; nth < one.count; nth += 1) {
        const row = rowOf(fault, 200 + nth, one.standing);
        this.rows.push({ ...row, at: "2026-03-09T09:14:00Z", resolved_at: "2026-03-10T08:31:00Z", resolved_by: one.by, resolution: one.what });
      }
    }
  }

  feeds(): FeedStatus[] {
    return this.lines.map(([feed, title, table, received, accepted, superseded, duplicates, set_aside, newest_fact, fresh, agreedHours, batches]) => {
      const stand = (standing: Standing) => this.rows.filter((row) => row.feed === feed && row.standing === standing).length;
      return {
        feed, title, table, received, accepted, superseded, duplicates, set_aside, passed_over: 0, newest_fact, fresh, batches,
        last_taken_at: PACE[feed] === undefined ? (received === 0 ? null : FACTS_TO) : new Date(Math.min(END, Date.parse(PACE[feed].until) + 60_000)).toISOString(),
        waiting: stand("waiting"), mended: stand("mended"), waived: stand("waived"),
        agreed_seconds: agreedHours === null ? null : agreedHours * 3600,
        refused: (this.refused[feed] ?? []).filter((one) => !one.settled).length,
        failing: received === 0 ? [] : this.standings(feed, fresh).filter((one) => one.verdict === "failed"),
        judged: received === 0 ? 0 : this.standings(feed, fresh).filter((one) => one.verdict !== "not_judged").length,
      };
    });
  }

  /** How the checks of a feed stand: those that the made-up rows failed, one of volume, and those that every feed has. */
  private standings(feed: string, fresh: boolean | null): CheckStands[] {
    const stands = (check: string, kind: string, of: Partial<CheckStands>): CheckStands => ({
      check, kind, severity: "set_aside", verdict: "passed", n: 5_120, failed: 0, since: "2026-02-02T05:00:00Z",
      says: "None of 5,120 rows in the last 7 days failed.", hint: null, ...of,
    });
    const wait = (check: string) => this.rows.filter((row) => row.feed === feed && row.standing === "waiting" && row.check.startsWith(check));
    const kept = (check: string, kind: string, hint: string | null = null) => {
      const rows = wait(check);
      return stands(kind === "range" ? check : kind, kind, rows.length === 0 ? { hint } : {
        verdict: "failed", failed: rows.length, since: rows.at(-1)?.at ?? null, hint,
        says: `${rows.length} rows wait for somebody; ${rows.length} of 5,120 rows in the last 7 days failed.`,
      });
    };
    const all: CheckStands[] = [];
    if (feed === "contacts") {
      all.push(
        stands("type_given", "completeness", { severity: "warn", failed: 31, says: "99.3 % of 5,016 rows in the last 7 days have `contact_type`; at least 98 % must." }),
        stands("usual_volume", "volume", {
          severity: "warn", verdict: "failed", n: 24, failed: 2, since: "2026-03-27T10:00:00Z",
          says: "2 of the 24 hours until 14:00 on Fri 27 Mar are unusual; the latest had 81 facts in the hour from 13:00 on Fri 27 Mar, usually 127 to 249.",
          hint: "Ask the helpdesk whether the export is whole, then the sites.",
        }),
      );
    }
    if (feed === "evaluations") all.push(kept("score_in_range", "range", "A score lies between 0 and 100. See whether the form was scored out of another number."));
    if (fresh !== null) {
      all.push(stands("freshness", "freshness", fresh
        ? { severity: "warn", n: 1, says: "The newest fact is 2 minutes old; at most 2 hours is agreed." }
        : { severity: "warn", n: 1, failed: 1, verdict: "failed", since: "2026-03-26T04:40:00Z", says: "The newest fact is 3 days old; at most 36 hours is agreed." }));
    }
    all.push(kept("cannot_read.", "type"), kept("missing.", "identity"), kept("unreadable", "unreadable"), stands("in_the_future", "in_the_future", {}));
    return all;
  }

  checks(feed: string): FeedChecks {
    const line = this.lines.find(([one]) => one === feed);
    const pace = PACE[feed];
    const end = Math.floor(Date.parse(line?.[8] ?? FACTS_TO) / HOUR_MS) * HOUR_MS;
    const volume: VolumeHour[] = [];
    if (pace !== undefined && feed !== "shifts") {
      const rows = feed === "evaluations" ? 8 : pace.rows;
      for (let back = 7 * 24 - 1; back >= 0; back -= 1) {
        const at = new Date(end - back * HOUR_MS);
        const usual = pace.at(at.getUTCHours(), (at.getUTCDay() + 6) % 7) ? rows * (0.75 + 0.25 * Math.sin(at.getUTCHours() / 4)) : rows * 0.02;
        const spread = 3.3 * Math.sqrt(usual + 0.004 * usual * usual) + 1;
        const [low, high] = [Math.max(0, Math.round(usual - spread)), Math.round(usual + spread)];
        const dip = feed === "contacts" && (back === 1 || back === 3) ? 0.5 : 1;
        const facts = Math.max(0, Math.round((usual + (chance(`${feed} ${back}`) - 0.5) * spread) * dip));
        const open = back === 0;
        volume.push({ hour: at.toISOString(), facts: open ? Math.round(facts / 4) : facts, usual, low, high, unusual: !open && (facts < low || facts > high), not_judged: open ? "not_over" : null });
      }
    }
    return { feed, zone: ZONE, checks: line === undefined || line[3] === 0 ? [] : this.standings(feed, line[9]), volume };
  }

  /** Tickets come by themselves and evaluations should. */
  waysIn(): WayInStatus[] {
    const last = new Date(END).toISOString();
    const nothing = { lag: 0, position: null, last_trouble: null, taken: 0, repeated: 0, refused: 0 };
    return [
      { ...nothing, feed: "contacts", way: "stream", place: "tandem.contacts of nats://nats.internal:4222", works: true, last_success: last, position: "184223", taken: 184_223, repeated: 12 },
      {
        ...nothing, feed: "evaluations", way: "drop", place: "/srv/drop/evaluations", works: false, last_success: "2026-03-24T06:00:00Z", lag: 2, position: "evaluations-23.csv", taken: 23, refused: 1,
        last_trouble: { at: "2026-03-24T06:15:00Z", since: "2026-03-24T06:05:00Z", cause: "evaluations-24.csv has no column `score`", hint: "The file is in refused/: put the column back, or map it anew in feeds/evaluations.yaml." },
      },
    ];
  }

  refusals(feed: string): FeedRefusals {
    return { feed, refusals: this.refused[feed] ?? [], damaged: null };
  }

  private refuse(feed: string, name: string, says: string, person: string): void {
    const at = new Date(END).toISOString();
    const one: RefusalOf = { at, first_at: at, times: 1, way: "http", who: person, name, digest: null, kind: "stopped_by_check", check: "whole_day", says, hint: "export the day again when it is over", settled: false };
    this.refused[feed] = [one, ...(this.refused[feed] ?? [])];
  }

  /** A feed that was accepted is one like the others. */
  add(feed: string, title: string, table: string): void {
    this.lines.push([feed, title, table, 0, 0, 0, 0, 0, null, null, null, 0]);
  }

  /** Counts what a file brought. */
  count(of: FileReceipt): FileReceipt {
    const line = this.lines.find(([one]) => one === of.feed);
    if (line !== undefined) {
      line[3] += of.received;
      line[4] += of.added;
      line[6] += of.duplicates;
      line[7] += of.set_aside;
      line[11] += 1;
    }
    return of;
  }

  /** A file for a feed that is there: a line each row, set aside where it says `odd`; `stop` stops it all. */
  take(feed: string, name: string, text: string, person: string): FileReceipt {
    const rows = text.trim().split("\n").slice(1);
    const stop = rows.findIndex((row) => row.includes("stop"));
    if (stop >= 0) this.refuse(feed, name, `line ${stop + 2}: check \`whole_day\` failed and its severity is \`stop\`; nothing was taken in`, person);
    if (stop >= 0) throw new MockRefusal(422, "stopped_by_check", `${name}, line ${stop + 2}: check \`whole_day\` failed and its severity is \`stop\`; nothing was taken in`, "export the day again when it is over");
    for (const one of this.refused[feed] ?? []) one.settled ||= one.name === name;
    const odd = rows.filter((row) => row.includes("odd")).length;
    const by_check: Record<string, number> = odd === 0 ? {} : { "cannot_read.opened_at": odd };
    return this.count({
      feed, table: this.lines.find(([one]) => one === feed)?.[2] ?? "", source: name, batch: 1_844, received: rows.length, passed_over: 0, set_aside: odd,
      added: rows.length - odd, replaced: 0, superseded: 0, duplicates: 0, by_check, warned: 0, newest_fact: null,
    });
  }

  knows(feed: string): boolean {
    return this.lines.some(([one]) => one === feed);
  }

  hours(feed: string, from: string, to: string): FeedHours {
    const pace = PACE[feed];
    const hours: FeedHour[] = [];
    for (let at = Date.parse(`${from}T00:00:00Z`) - 3 * HOUR_MS; pace !== undefined && at <= Math.min(END, Date.parse(pace.until)); at += HOUR_MS) {
      const hour = new Date(at).toISOString();
      const day = dayOf(hour, ZONE);
      const date = new Date(at);
      if (day < from || day > to || !pace.at(date.getUTCHours(), (date.getUTCDay() + 6) % 7)) continue;
      hours.push(hourOf(feed, hour, pace.rows));
    }
    return { feed, from, to, zone: ZONE, completeness: feed === "contacts" ? [{ check: "type_given", column: "contact_type", least: 0.98 }] : [], hours };
  }

  quarantine(parameters: URLSearchParams): Quarantine {
    const [feed, check, standing] = ["feed", "check", "standing"].map((name) => parameters.get(name));
    const offset = Number(parameters.get("offset") ?? 0);
    const limit = Math.min(500, Number(parameters.get("limit") ?? 50));
    const of = this.rows.filter((row) => feed == null || row.feed === feed);
    const found = of.filter((row) => (check == null || row.check === check) && (standing == null || row.standing === standing));
    const checks = new Map<string, Quarantine["checks"][number]>();
    for (const row of of.filter((one) => one.standing === "waiting")) {
      const key = `${row.feed}/${row.check}`;
      checks.set(key, { feed: row.feed, check: row.check, waiting: (checks.get(key)?.waiting ?? 0) + 1 });
    }
    return { total: found.length, rows: found.slice(offset, offset + limit), checks: [...checks.values()] };
  }

  /** The rows meant, those of them that wait. */
  private waiting(feed: string, ids: unknown, check: unknown): SetAsideRow[] {
    return this.rows.filter((row) =>
      row.feed === feed && row.standing === "waiting" && (Array.isArray(ids) ? ids.includes(row.id) : typeof check === "string" ? row.check === check : true));
  }

  mend(body: Record<string, unknown>, person: string): Mended {
    const expressions = (body.expressions ?? null) as Record<string, string> | null;
    const text = typeof body.text === "string" ? body.text : null;
    const { rows, left, next } = this.step(body);
    const fates = rows.map((row): Fate => {
      const was = this.rows.indexOf(row);
      if (!passes(row, text, expressions)) return { id: row.id, fate: "set_aside", check: row.check, reason: row.reason, hint: row.hint };
      const resolution = text !== null ? `text written anew: ${text}` : expressions === null ? "tried again as it was" : Object.entries(expressions).map(([column, value]) => `${column} = ${value}`).join("; ");
      this.rows[was] = { ...row, standing: "mended", resolved_at: FACTS_TO, resolved_by: person, resolution };
      return { id: row.id, fate: row.line % 9 === 0 ? "duplicate" : "added" };
    });
    const waits = rows.filter((row) => fates.some((one) => one.id === row.id && one.fate === "set_aside"));
    const kept = [...new Set(waits.map((row) => row.check))].map((check) => {
      const of = waits.filter((row) => row.check === check);
      return { check, reason: of[0]?.reason ?? "", rows: of.length };
    });
    return { tried: fates.length, passed: fates.length - waits.length, kept, fates, gone: [], left, next };
  }

  waive(body: Record<string, unknown>, person: string): Waived {
    const { rows, left, next } = this.step(body);
    for (const row of rows) {
      this.rows[this.rows.indexOf(row)] = { ...row, standing: "waived", resolved_at: FACTS_TO, resolved_by: person, resolution: String(body.why) };
    }
    return { waived: rows.length, left, next };
  }

  /** The rows of one step: ten, so that a deed over more is a course here too. */
  private step(body: Record<string, unknown>): { rows: SetAsideRow[]; left: number; next: string | null } {
    const place = (row: SetAsideRow) => `${String(row.line).padStart(9, "0")}.${row.id}`;
    const waiting = this.waiting(String(body.feed), body.ids, body.check).sort((one, other) => (place(one) < place(other) ? -1 : 1));
    const behind = typeof body.after === "string" ? waiting.filter((row) => place(row) > String(body.after)) : waiting;
    const rows = behind.slice(0, 10);
    const last = rows.at(-1);
    const left = behind.length - rows.length;
    return { rows, left, next: left === 0 || last === undefined ? null : place(last) };
  }
}

/** What this made-up server takes in: a time that is one, a key, a whole row, a score up to 100. */
function passes(row: SetAsideRow, text: string | null, expressions: Record<string, string> | null): boolean {
  if (text !== null) return text !== row.raw && !text.includes("31/02");
  if (expressions === null) return row.check === "unreadable" && row.line % 2 === 0;
  if (row.check === "cannot_read.opened_at") return "opened" in expressions && !row.raw.includes("31/02");
  return row.check === "score_in_range" && "score" in expressions;
}

function rowOf(fault: Fault, nth: number, standing: Standing): SetAsideRow {
  const key = `${fault.feed}/${fault.check}/${nth}`;
  return {
    id: Math.round(chance(key) * 2 ** 48).toString(16).padStart(12, "0") + Math.round(chance(`${key}~`) * 2 ** 48).toString(16).padStart(12, "0"),
    feed: fault.feed, batch: 1_842 - (nth % 7),
    source: fault.feed === "contacts" ? `birch_tickets_2026-03-${two(27 - (nth % 3))}.csv` : "evaluations-2026-03-24.ndjson",
    line: 118 + nth * 41, format: fault.format, raw: fault.raw(nth), check: fault.check, reason: fault.reason(nth), hint: fault.hint,
    at: new Date(END - (nth + 1) * 1_900_000).toISOString(), standing, resolved_at: null, resolved_by: null, resolution: null,
  };
}

function hourOf(feed: string, hour: string, rows: number): FeedHour {
  const key = `hour/${feed}/${hour}`;
  const received = Math.round(rows * (0.55 + 0.9 * chance(key)));
  const again = feed === "contacts" ? 0.24 : 0;
  const superseded = Math.round(received * again * 0.5 * chance(`${key}s`));
  const replaced = Math.round(received * again * chance(`${key}r`));
  const duplicates = feed === "contacts" || feed === "surveys" ? Math.round(received * 0.06 * chance(`${key}d`)) : 0;
  const set_aside = feed === "contacts" && chance(`${key}a`) > 0.88 ? Math.round(1 + 8 * chance(`${key}n`)) : feed === "evaluations" && chance(key) > 0.5 ? 3 : 0;
  const kept = received - set_aside;
  // On two days the site forgot the reason more often.
  const lacks = /-03-(19|20)T/.test(hour) ? 0.05 : 0.007;
  return {
    hour, received, passed_over: 0, set_aside, superseded, replaced, duplicates, mended: 0,
    filled: feed === "contacts" ? [{ check: "type_given", rows: kept, filled: kept - Math.round(kept * lacks * 2 * chance(`${key}c`)) }] : [],
    added: received - superseded - replaced - duplicates - set_aside,
    newest_fact: new Date(Math.min(END, Date.parse(hour) + HOUR_MS * (feed === "evaluations" ? -2 : 0.9 - 0.6 * chance(`${key}f`)))).toISOString(),
  };
}
