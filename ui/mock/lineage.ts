// Where the made-up partnership's numbers come from: one feed, a few columns, every KPI made of them.
import type { LineageAnswer } from "../src/api/types";
import { KPIS } from "./partnership";
import { FACTS_TO } from "./periods";

type Mapping = LineageAnswer["mappings"][number];
type Column = LineageAnswer["columns"][number];

const COLUMNS: [name: string, type: string, means: string, expression: string, sources: string[]][] = [
  ["opened_at", "instant", "When the customer asked.", "cast(opened as timestamp)", ["opened"]],
  ["outcome", "text", "`handled`, `abandoned` or, for self-service, `contained`.", "case status when 'hung_up' then 'abandoned' when 'bot' then 'contained' when 'waiting' then null else 'handled' end", ["status"]],
  ["resolved", "boolean", "Whether it was solved in this contact, as the agent or the customer says.", "case solved_first when 'yes' then true when 'no' then false end", ["solved_first"]],
  ["reassignments", "integer", "How often it changed hands.", "coalesce(cast(handovers as bigint), 0) + case second_line when 'yes' then 1 else 0 end", ["handovers", "second_line"]],
  ["automated", "boolean", "Whether no person took part.", "status = 'bot'", ["status"]],
];
const FEED = { feed: "contacts", title: "Helpdesk tickets", table: "contact", newest_fact: FACTS_TO, agreed_seconds: 172_800, fresh: true };

const columnOf = ([column, column_type, means]: (typeof COLUMNS)[number]): Column => ({ table: "contact", column, column_type, unit: column_type === "instant" ? "UTC" : null, means });
const mappingOf = ([column, , , expression, source_columns]: (typeof COLUMNS)[number]): Mapping => ({ feed: "contacts", table: "contact", column, expression, source_columns });

const rule = (decides: string, check: string | null, expression: string, source_columns: string[], columns: string[] = []): LineageAnswer["rules"][number] =>
  ({ feed: "contacts", table: "contact", decides, check, expression, source_columns, columns });
const RULES = [
  rule("key", null, "ticket", ["ticket"]),
  rule("version", null, "cast(updated as timestamp)", ["updated"]),
  rule("set_aside", "outcome_known", "outcome is not null", ["status"], ["outcome"]),
];

/** Undefined where nothing of that name is known. */
export function lineage(asked: URLSearchParams, seesEverything: boolean): LineageAnswer | undefined {
  const kpi = asked.get("kpi");
  const column = asked.get("column");
  const feeds = [seesEverything ? FEED : { ...FEED, newest_fact: null, fresh: null }];
  const reading = (of: string, lines: typeof COLUMNS) =>
    lines.map(([name]) => ({ kpi: of, table: "contact", column: name, part: name === "opened_at" ? "at" : "numerator", expression: null }));
  if (kpi !== null) {
    const found = KPIS.find((one) => one.head.kpi === kpi);
    if (found === undefined) return undefined;
    const lines = found.table === null ? [] : COLUMNS;
    return {
      of: { kind: "kpi", name: kpi, column: null, title: found.head.title }, feeds: lines.length === 0 ? [] : feeds,
      columns: lines.map(columnOf), kpis: [{ head: found.head, effect: null, through: [] }], mappings: lines.map(mappingOf),
      rules: lines.length === 0 ? [] : RULES, readings: reading(kpi, lines), derivations: [],
    };
  }
  const table = asked.get("table");
  if (table !== "contact" && asked.get("feed") !== "contacts") return undefined;
  const lines = COLUMNS.filter(([name, , , , sources]) => column === null || (table === null ? sources.includes(column) : name === column));
  const rules = RULES.filter((one) => column === null || (table === null ? one.source_columns : one.columns).includes(column));
  if (lines.length + rules.length === 0) return undefined;
  const kpis = KPIS.filter((one) => one.table !== null).map(({ head }) => ({ head, effect: lines.length > 0 ? "value" : "rows", through: lines.map(([name]) => `contact.${name}`) }));
  return {
    of: { kind: table === null ? "feed" : "table", name: table ?? "contacts", column, title: table === null ? FEED.title : (lines[0]?.[2] ?? "") },
    feeds, columns: lines.map(columnOf), kpis, mappings: lines.map(mappingOf), rules,
    readings: KPIS.flatMap(({ head }) => reading(head.kpi, lines)), derivations: [],
  };
}

/** Of a feed that fills nothing a KPI reads. */
export function unread(feed: string): LineageAnswer {
  return { of: { kind: "feed", name: feed, column: null, title: feed }, feeds: [], columns: [], kpis: [], mappings: [], rules: [], readings: [], derivations: [] };
}
