// A made-up server's way from a file to a feed: enough of it to walk the page over any small file of separated values.
import type { ColumnOfTable, FeedDraft, FeedPreview, FeedTrial, SourceColumn, TableOfFeed } from "../src/api/drafts";
import type { FileReceipt } from "../src/api/files";
import { mapped, valueAt } from "../src/pages/add-data/yaml";

const column = (column: string, type: string, use: string, means: string, unit: string | null = null): ColumnOfTable => ({ column, type, use, means, unit });

const TABLE: TableOfFeed = {
  table: "contact", row: "One contact of a customer.", at: "opened_at",
  columns: [
    column("contact_id", "text", "detail", "Identifier in the source."),
    column("party", "text", "dimension", "Who answered it."),
    column("channel", "text", "dimension", "How it came in."),
    column("contact_type", "text", "dimension", "What it was about."),
    column("agent", "text", "agent", "Who answered."),
    column("customer", "text", "customer", "Who asked; hashed at the door."),
    column("opened_at", "instant", "detail", "When it came in."),
    column("answered_at", "instant", "detail", "When it was answered."),
    column("resolved", "boolean", "dimension", "Whether it was solved."),
    column("queue_seconds", "number", "detail", "How long it waited.", "seconds"),
  ],
};
const TABLES = ["contact", "survey", "evaluation", "shift"];
/** Tables that are made up well enough to be drafted for. */
const DRAFTED = ["contact", "survey"];
const tableOf = (name: string | undefined): TableOfFeed | null => (name !== undefined && DRAFTED.includes(name) ? { ...TABLE, table: name } : null);
/** What names of columns are taken for. */
const MEANT: [RegExp, string][] = [
  [/^(ticket|id|case)$/i, "contact_id"], [/^(vendor|party)$/i, "party"], [/^(reason|topic)$/i, "contact_type"],
  [/^opened$/i, "opened_at"], [/^answered$/i, "answered_at"], [/^(customer|requester|email)$/i, "customer"], [/^agent$/i, "agent"],
];
const DAY = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{2}):(\d{2})$/;

interface Read {
  delimiter: string;
  names: string[];
  rows: { line: number; raw: string; cells: string[] }[];
}

/** What a refusal says. */
export class MockRefusal {
  constructor(readonly status: number, readonly kind: string, readonly message: string, readonly hint: string) {}
}

function read(name: string, text: string): Read {
  if (text.trim() === "") throw new MockRefusal(422, "invalid", `${name}: the file is empty`, "Export it again; a draft needs at least a header and one row.");
  if (text.includes("\0")) throw new MockRefusal(422, "invalid", `${name}: the file is no text: it has bytes that no text has`, "Export it as CSV, or as Parquet with its ending.");
  const lines = text.replace(/\n$/, "").split("\n");
  const delimiter = (lines[0] ?? "").includes(";") ? ";" : ",";
  const names = (lines[0] ?? "").split(delimiter);
  return { delimiter, names, rows: lines.slice(1).map((raw, nth) => ({ line: nth + 2, raw, cells: raw.split(delimiter) })) };
}

const sqlOf = (name: string) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`);

export class MockDrafts {
  private readonly accepted = new Map<string, string>();

  draft(name: string, text: string, whole: boolean, table = "contact"): FeedDraft {
    if (!DRAFTED.includes(table)) throw new MockRefusal(422, "invalid", `no draft for the table \`${table}\`: a draft knows what sources call the columns of Tandem's own tables alone`, `Ask for one of ${DRAFTED.join(", ")}; a feed for another is written by hand.`);
    const file = read(name, text);
    const feed = name.replace(/\.\w+$/, "").toLowerCase().replace(/\W+/g, "_").replace(/^_+|_+$/g, "") || "feed";
    const columns = file.names.map((one, nth): SourceColumn => {
      const cells = file.rows.map((row) => row.cells[nth] ?? "").filter((cell) => cell !== "");
      const sql = sqlOf(one);
      const times = cells.length > 0 && cells.filter((cell) => DAY.test(cell)).length * 2 > cells.length;
      const numbers = cells.length > 0 && cells.every((cell) => /^\d+$/.test(cell));
      const personal = /customer|requester|email/i.test(one);
      const target = MEANT.find(([pattern]) => pattern.test(one))?.[1];
      const time = `local_time(${sql}, '%d/%m/%Y %H:%M')`;
      return {
        name: one, sql, kind: times ? "instant" : numbers ? "integer" : personal ? "text" : "choice", pattern: times ? "%d/%m/%Y %H:%M" : null,
        nulls: file.rows.length - cells.length, null_spellings: [], distinct: new Set(cells).size, min: null, max: null,
        examples: personal ? [] : [...new Set(cells)].slice(0, 5), personal: personal ? "e-mail addresses" : null,
        misfits: times ? cells.filter((cell) => !DAY.test(cell)).slice(0, 2) : [], mapped_to: target === undefined ? [] : [target],
        reads: { text: sql, ...(times ? { instant: time } : {}), ...(numbers ? { number: `cast(${sql} as double)`, integer: `cast(${sql} as bigint)`, seconds: `cast(${sql} as double)` } : {}) },
      };
    });
    const key = columns.find((one) => one.mapped_to.includes("contact_id")) ?? columns[0];
    const times = columns.filter((one) => one.kind === "instant");
    const yaml = [
      `# Drafted from ${name}. What begins with \`?\` is a doubt: settle it and take the line away.`,
      `feed: ${feed}`, `title: ${feed.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase())}`, `table: ${table}`,
      `format: { type: csv, delimiter: "${file.delimiter}" }`, "# ? Times without an offset are taken to be of Europe/Amsterdam.", "zone: Europe/Amsterdam",
      `key: ['${key?.sql ?? ""}']`, "", "columns:",
      ...columns.flatMap((one) => one.mapped_to.map((to) => `  # \`${one.name}\`, named so\n  ${to}: '${(one.reads[to.endsWith("_at") ? "instant" : "text"] ?? one.sql ?? "").replaceAll("'", "''")}'`)), "",
    ].join("\n");
    return {
      feed, yaml, tables: TABLES, table: tableOf(table), drafts_into: [...DRAFTED, "shift"],
      fits: this.accepted.has(feed) ? { feed, title: valueAt(this.accepted.get(feed) ?? "", "title") ?? feed, party: "alder" } : null,
      doubts: [
        ...times.filter((one) => one.mapped_to.length > 0).slice(0, 1).map((one) => ({
          about: `columns.${one.mapped_to[0] ?? ""}`, says: `\`${one.name}\` is read with the day first`, why: "its values read both ways; the partnership's country writes the day first",
          alternatives: [{ path: `columns.${one.mapped_to[0] ?? ""}`, says: "if the month stands first", value: `local_time(${one.sql ?? ""}, '%m/%d/%Y %H:%M')`, also: times.slice(1).map((other) => ({ path: `columns.${other.mapped_to[0] ?? ""}`, value: `local_time(${other.sql ?? ""}, '%m/%d/%Y %H:%M')` })) }],
        })),
        { about: "zone", says: "times without an offset are taken to be of Europe/Amsterdam", why: "the file does not say whose clock it shows; this is the partnership's", alternatives: [{ path: "zone", says: "if the source writes UTC", value: "UTC", also: [] }] },
        { about: "version", says: "there is no version", why: "no column counts changes or says when a row last changed", alternatives: [] },
      ],
      profile: { format: "separated", delimiter: file.delimiter, header: true, encoding: null, rows: file.rows.length, complete: whole, columns },
      trial: tried(yaml, file, whole),
    };
  }

  preview(yaml: string, name: string, head: string, whole: boolean): FeedPreview {
    return { feed: valueAt(yaml, "feed") ?? null, table: tableOf(valueAt(yaml, "table")), trial: tried(yaml, read(name, Buffer.from(head, "base64").toString()), whole) };
  }

  accept(yaml: string, known: (feed: string) => boolean): { feed: string; title: string; table: string; path: string; warnings: never[] } {
    const feed = valueAt(yaml, "feed") ?? "";
    if (!/^[a-z][a-z0-9_]*$/.test(feed)) throw new MockRefusal(422, "invalid", `\`${feed}\` cannot be the name of a feed`, "a lower-case letter, then lower-case letters, digits and `_`, at most 63");
    if (known(feed) || this.accepted.has(feed)) throw new MockRefusal(409, "conflict", `there is a feed named \`${feed}\` already`, "give this one another name, in its line `feed:`");
    this.accepted.set(feed, yaml);
    return { feed, title: valueAt(yaml, "title") ?? feed, table: valueAt(yaml, "table") ?? "", path: `feeds/${feed}.yaml`, warnings: [] };
  }

  /** Undefined where the feed was not drafted here. A row that says `stop` stops the file. */
  take(feed: string, name: string, text: string): FileReceipt | undefined {
    const yaml = this.accepted.get(feed);
    if (yaml === undefined) return undefined;
    const stop = text.split("\n").findIndex((row) => row.includes("stop"));
    if (stop >= 0) throw new MockRefusal(422, "stopped_by_check", `${name}, line ${stop + 1}: check \`whole_day\` failed and its severity is \`stop\`; nothing was taken in`, "export the day again when it is over");
    const rows = tried(yaml, read(name, text), true).rows;
    const counts = rows ?? { received: 0, passed_over: 0, set_aside: 0, added: 0, superseded: 0, duplicates: 0, by_check: {}, warned: 0 };
    const { received, passed_over, set_aside, added, superseded, duplicates, by_check, warned } = counts;
    return { feed, table: valueAt(yaml, "table") ?? "contact", source: name, batch: 1_843, received, passed_over, set_aside, added, replaced: 0, superseded, duplicates, by_check, warned, newest_fact: null };
  }
}

function tried(yaml: string, file: Read, whole: boolean): FeedTrial {
  const columns = [...mapped(yaml)];
  const wrong = columns.find(([name]) => !TABLE.columns.some((one) => one.column === name));
  const problem = (line: number, message: string, nearest: string | null, hint: string) => ({ problems: [{ severity: "error", line, column: 3, message, expected: null, nearest, hint }], refused: null, rows: null });
  if (wrong !== undefined) return problem(yaml.split("\n").findIndex((line) => line.trim().startsWith(`${wrong[0]}:`)) + 1, `table \`contact\` has no column \`${wrong[0]}\``, "party", "Add it in tables.yaml, or leave it out.");
  if (tableOf(valueAt(yaml, "table")) === null) return problem(yaml.split("\n").findIndex((line) => line.startsWith("table:")) + 1, "the table has no such columns", null, "Take `contact`.");
  const shown = columns.map(([name]) => name).filter((name) => name !== "customer");
  const key = /"?([^"'[\]]+)"?/.exec((valueAt(yaml, "key") ?? "").replaceAll("'", ""))?.[1] ?? "";
  const seen = new Set<string>();
  const trial = { whole, received: file.rows.length, passed_over: 0, set_aside: 0, added: 0, superseded: 0, duplicates: 0, warned: 0, by_check: {} as Record<string, number>, columns: shown, kept: [] as never[], aside: [] as never[] };
  const rows: NonNullable<FeedTrial["rows"]> = trial;
  for (const row of file.rows) {
    const cell = (name: string) => row.cells[file.names.indexOf(name)] ?? null;
    let bad: { column: string; value: string } | undefined;
    const values = columns.map(([name, expression]) => {
      const time = /^local_time\("?([^",]+)"?, '(.*)'\)$/.exec(expression);
      if (time === null) return cell(expression.replaceAll('"', ""));
      const written = cell(time[1] ?? "");
      const parts = DAY.exec(written ?? "");
      const [day, month] = time[2]?.startsWith("%m") ? [parts?.[2], parts?.[1]] : [parts?.[1], parts?.[2]];
      if (parts === null || Number(month) > 12 || Number(day) > 31) {
        bad ??= { column: name, value: written ?? "" };
        return null;
      }
      return `${parts[3]}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}T${parts[4]}:${parts[5]}:00Z`;
    });
    if (bad !== undefined) {
      const check = `cannot_read.${bad.column}`;
      rows.set_aside += 1;
      rows.by_check[check] = (rows.by_check[check] ?? 0) + 1;
      if (rows.aside.length < 10) rows.aside.push({ line: row.line, check, column: bad.column, reason: `“${bad.value}” is not a time of this form`, hint: "Correct the value in the source, or the column in the feed.", raw: row.raw });
      continue;
    }
    const id = cell(key) ?? "";
    const fate = seen.has(id) ? "duplicate" : "added";
    seen.add(id);
    if (fate === "added") rows.added += 1;
    else rows.duplicates += 1;
    if (rows.kept.length < 10) rows.kept.push({ line: row.line, fate, values: values.filter((_, nth) => columns[nth]?.[0] !== "customer") });
  }
  return { problems: [], refused: null, rows };
}
