// What the made-up partnership answers. Shapes are the generated ones, so that a change of the API breaks the compile.
import type {
  Answer, BoardAnswer, BoardRow, Cell, DimensionValue, Facts, Finding, KpiSummary, KpiPage, Mark, PeriodHead,
  Reading, Session, TargetHead, Value,
} from "../src/api/types";
import { dayAfter } from "../src/question/question";
import { choicesOf } from "../src/question/where";
import { counted, known, targeted, written } from "../src/words/numbers";
import { chance, noise } from "./chance";
import { DIMENSIONS, KPIS, type MockKpi, PARTIES, ROWS } from "./partnership";
import { FACTS_TO, LAST_DAY, periods, startOf, ZONE } from "./periods";

export const BASIS = "1842·331";
const NOTHING: Value = { n: 0, sample: "nothing", why: "no_facts", open_share: 0 };
/** The facts begin here: there is nothing before. */
const BEGIN = Date.parse("2025-10-01T00:00:00Z");
const END = Date.parse(FACTS_TO);

type Rows = Record<string, string[]>;

export interface Asked {
  from: string;
  to: string;
  grain: string;
  where: string;
}

/** Days that a board's levels look back, and periods that trends and readings show, unless asked otherwise. */
const WINDOW_DAYS = 28;
const TREND_PERIODS = 16;

export function askedOf(parameters: URLSearchParams, back = WINDOW_DAYS): Asked {
  const grain = parameters.get("grain") ?? "week";
  const to = parameters.get("to") ?? LAST_DAY;
  return { from: parameters.get("from") ?? dayAfter(to, 1 - back), to, grain, where: parameters.get("where") ?? "" };
}

/** The days of so many periods: what a reading shows when nobody says from when. */
export const READING_DAYS = 7 * TREND_PERIODS;

/** The periods of a trend: those of the window, and more before them when they are few. */
function trendPeriods(asked: Asked): PeriodHead[] {
  const days = { day: 1, week: 7, month: 30, quarter: 91 }[asked.grain] ?? 7;
  const reach = dayAfter(asked.to, 1 - days * TREND_PERIODS);
  return periods(reach < asked.from ? reach : asked.from, asked.to, asked.grain);
}

/** A predicate that the filter menu can write; anything else is refused as the real server refuses what it cannot read. */
export function rowsOf(where: string): Rows | undefined {
  const choices = choicesOf(where);
  return choices === undefined ? undefined : Object.fromEntries(choices.map((one) => [one.column, one.values]));
}

/** The parties that a person may see. */
export function partiesFor(session: Session): typeof PARTIES {
  return session.sees === "everything" ? PARTIES : PARTIES.filter((one) => one.party === session.party);
}

function share(rows: Rows): number {
  return Object.entries(rows).reduce((left, [column, values]) => {
    const known = DIMENSIONS[column];
    if (known === undefined) return left;
    return left * known.filter(([value]) => values.includes(value)).reduce((sum, [, , part]) => sum + part, 0);
  }, 1);
}

function shift(kpi: MockKpi, rows: Rows, progress: number): number {
  let moved = 0;
  for (const [column, values] of Object.entries(rows)) {
    if (column === "party" || column === "site") {
      const parties = values.map((value) => ({ rotterdam: "inhouse", lisbon: "alder", manila: "birch" })[value] ?? value);
      const part = (of: Record<string, number> | undefined) =>
        parties.reduce((sum, party) => sum + (of?.[party] ?? 0), 0) / Math.max(1, parties.length);
      moved += part(kpi.offset) + part(kpi.drift) * Math.max(0, (progress - 0.45) / 0.55);
    } else {
      moved += values.reduce((sum, value) => sum + noise(`${kpi.head.kpi}/${column}/${value}`), 0) * kpi.spread * 2;
    }
  }
  return moved;
}

function valueOf(kpi: MockKpi, rows: Rows, start: number, end: number, key: string): Value {
  const until = Math.min(end, END);
  const weeks = (until - Math.max(start, BEGIN)) / 604_800_000;
  if (weeks <= 0) return NOTHING;
  const counting = kpi.head.kind === "backlog";
  const n = counting ? 0 : Math.round(kpi.weekly * weeks * share(rows) * (1 + 0.08 * noise(`n/${key}`)));
  if (!counting && n <= 0) return NOTHING;
  const progress = Math.max(0, ((start + until) / 2 - (END - 84 * 86_400_000)) / (84 * 86_400_000));
  const wobble = kpi.spread * noise(key) * Math.min(1.6, Math.max(0.35, 1 / Math.sqrt(weeks)));
  let value = kpi.base + shift(kpi, rows, progress) + wobble;
  if (counting) value *= share({ ...rows, party: [], site: [] }) || 1;
  if (kpi.head.unit === "percent") value = Math.min(99.6, Math.max(0.2, value));
  const half =
    kpi.head.unit === "percent"
      ? 196 * Math.sqrt(((value / 100) * (1 - value / 100)) / n)
      : counting ? 1.96 * Math.sqrt(Math.max(0, value)) : (kpi.spread * 14) / Math.sqrt(n);
  const open = kpi.followUp === true ? Math.min(1, Math.max(0, (end - (END - 7 * 86_400_000)) / (end - start))) : 0;
  const round = (number: number) => Number(number.toFixed(6));
  return {
    value: counting ? Math.max(0, Math.round(value)) : round(value),
    exact: kpi.head.unit === "money" ? value.toFixed(4) : null,
    n: counting ? Math.max(0, Math.round(value)) : n,
    low: round(Math.max(0, value - half * (value < 8 ? 0.9 : 1))),
    high: round(value + half),
    sample: counting || n >= 30 ? "enough" : "too_few",
    open_share: round(open),
  };
}

const at = (period: PeriodHead): [number, number] => [Date.parse(period.start), Date.parse(period.end)];

/** One gap, where the feed of Birch's surveys was down. */
function lost(kpi: MockKpi, rows: Rows, period: PeriodHead): boolean {
  return kpi.table === "survey" && rows.party?.[0] === "birch" && period.label === "2026-W06";
}

function trendOf(kpi: MockKpi, rows: Rows, over: PeriodHead[]): Value[] {
  return over.map((period) =>
    lost(kpi, rows, period) ? NOTHING : valueOf(kpi, rows, ...at(period), `${kpi.head.kpi}/${JSON.stringify(rows)}/${period.label}`),
  );
}

function targetOf(kpi: MockKpi): TargetHead | null {
  return kpi.target === undefined ? null : { from: "2026-01-01", scope: {}, ...kpi.target };
}

function variationOf(kpi: MockKpi, rows: Rows, trend: Value[]): Mark {
  if (trend.filter((one) => one.sample === "enough").length < 8) {
    return { mark: "too_few_points", words: "Too few points to say: 6 of 8 needed" };
  }
  const party = rows.party?.length === 1 ? rows.party[0] : undefined;
  const drift = party === undefined ? 0 : (kpi.drift?.[party] ?? 0);
  if (drift === 0) return { mark: "steady", words: "Steady: it varies as it usually does" };
  const better = kpi.head.direction === "higher" ? drift > 0 : kpi.head.direction === "lower" ? drift < 0 : false;
  if (kpi.head.direction === "within") {
    return { mark: "unusual", words: "Unusual since the week of 16 February: eight points in a row on one side of what is usual", since: "2026-W08" };
  }
  return {
    mark: better ? "improving" : "worsening",
    words: `${better ? "Improving" : "Worsening"} since the week of 16 February: eight points in a row on one side of what is usual`,
    since: "2026-W08",
  };
}

function assuranceOf(kpi: MockKpi, trend: Value[]): Mark {
  const { target, head } = kpi;
  const values = trend.slice(-5).flatMap((one) => one.value ?? []);
  const level = { value: values.reduce((sum, one) => sum + one, 0) / values.length };
  if (target === undefined || values.length === 0) return { mark: "no_target", words: "No target is set" };
  const margin = Math.min(
    target.at_least == null ? Infinity : level.value - target.at_least,
    target.at_most == null ? Infinity : target.at_most - level.value,
  );
  const usual = kpi.spread * 1.8;
  const said = targeted({ from: "", scope: {}, ...target }, head);
  if (margin > usual) return { mark: "will_meet", words: `Will meet its target (${said}) if nothing changes` };
  if (margin < -usual) return { mark: "will_miss", words: `Will miss its target (${said}) unless something changes` };
  return { mark: "may_miss", words: `May miss its target (${said}): usual variation reaches across it` };
}

function attainmentOf({ target, head }: MockKpi, level: Value): Mark {
  if (target === undefined || level.value == null) return { mark: "no_target", words: "No target is set" };
  const said = targeted({ from: "", scope: {}, ...target }, head);
  const [low, high] = [level.low ?? level.value, level.high ?? level.value];
  const under = target.at_least != null && high < target.at_least;
  const over = target.at_most != null && low > target.at_most;
  if (under || over) return { mark: "missed", words: `Is ${under ? "below" : "above"} its target: ${written(level.value, head)}, ${said} agreed` };
  const within = (target.at_least == null || low >= target.at_least) && (target.at_most == null || high <= target.at_most);
  return within ? { mark: "met", words: `Meets its target: ${written(level.value, head)}, ${said} agreed` } : { mark: "too_close", words: `Too close to its target to say: ${written(level.value, head)}, ${said} agreed` };
}

function cellOf(kpi: MockKpi, rows: Rows, over: PeriodHead[], asked: Asked): Cell {
  const party = rows.party?.[0] ?? "";
  const missing = kpi.missing?.[party];
  if (missing !== undefined) {
    return {
      level: NOTHING, trend: over.map(() => NOTHING), target: targetOf(kpi), missing,
      variation: { mark: "too_few_points", words: missing }, assurance: { mark: "no_target", words: missing },
      attainment: { mark: "no_value", words: missing }, judged: over.map(() => false),
    };
  }
  const trend = trendOf(kpi, rows, over);
  const within = over.filter((period) => period.end > startOf(asked.from));
  const [first, last] = [within[0], within[within.length - 1]];
  const level =
    kpi.head.kind === "backlog" ? (trend[trend.length - 1] ?? NOTHING)
    : first === undefined || last === undefined ? NOTHING
    : valueOf(kpi, rows, Date.parse(first.start), Date.parse(last.end), `${kpi.head.kpi}/${JSON.stringify(rows)}/level`);
  return { level, trend, target: targetOf(kpi), missing: null, attainment: attainmentOf(kpi, level), judged: trend.map((one, nth) => one.value != null && one.open_share === 0 && over[nth]?.complete === true), variation: variationOf(kpi, rows, trend), assurance: assuranceOf(kpi, trend) };
}

/** A KPI in a row, with the one it hangs from; it stands in that one's half of the board. */
interface Line {
  kpi: MockKpi;
  of: MockKpi | undefined;
}

function lines(): Line[] {
  const named = (name: string) => KPIS.find((one) => one.head.kpi === name) as MockKpi;
  return ROWS.flatMap(([name, ...companions]) => {
    const kpi = named(name);
    return [{ kpi, of: undefined }, ...companions.map((companion) => ({ kpi: named(companion), of: kpi }))];
  });
}

export function board(name: string, asked: Asked, rows: Rows, session: Session): BoardAnswer {
  const over = trendPeriods(asked);
  let columns = partiesFor(session).filter((one) => rows.party?.includes(one.party) ?? true);
  let shown = lines();
  if (name === "huge") {
    columns = Array.from({ length: 8 }, (_, nth) => ({
      party: nth < 3 ? (PARTIES[nth]?.party ?? "") : `provider_${nth}`,
      title: nth < 3 ? (PARTIES[nth]?.title ?? "") : `Consolidated Customer Operations ${nth} (Philippines) Incorporated`,
      kind: nth === 0 ? "in_house" : "provider",
    }));
    shown = Array.from({ length: 60 }, (_, nth) => {
      const like = KPIS[nth % KPIS.length] as MockKpi;
      const title = nth < 16 ? like.head.title : `${like.head.title} of contacts about late or damaged deliveries, part ${nth}`;
      const kpi = { ...like, head: { ...like.head, kpi: `${like.head.kpi}_${nth}`, title, unit: nth === 20 ? "count" : like.head.unit },
        base: nth === 20 ? 123_456_789 : like.base };
      return { kpi, of: undefined };
    });
  }
  if (name === "experience") shown = KPIS.filter((kpi) => kpi.framework === "experience").map((kpi) => ({ kpi, of: undefined }));
  if (name === "empty") shown = lines().map(({ kpi, of }) => ({ kpi: { ...kpi, weekly: 0, head: { ...kpi.head, kind: "ratio" } }, of }));
  const row = ({ kpi, of }: Line): BoardRow => ({
    kpi: kpi.head,
    asks: kpi.asks,
    companion_of: of?.head.kpi ?? null,
    cells: columns.map((column) => {
      const cell = cellOf(kpi, { ...rows, party: [column.party] }, over, asked);
      if (name === "partial" && column.party === "birch") {
        const trend = cell.trend.map((value, nth) => (nth >= over.length - 4 ? NOTHING : value));
        return { ...cell, trend, variation: { mark: "too_few_points", words: "Nothing has arrived for four weeks." } };
      }
      return cell;
    }),
  });
  const half = (nature: string) => shown.filter(({ kpi, of }) => (of ?? kpi).nature === nature).map(row);
  const [leading, lagging] = [half("leading"), half("lagging")];
  const sees = new Set(columns.map((one) => one.party));
  const names = new Set(shown.map(({ kpi }) => kpi.head.kpi));
  const findings: Finding[] = (
    name === "empty" ? [] : [
      { kpi: "first_contact_resolution", party: "birch", kind: "worsening" as const, words: "First contact resolution at Birch has drifted down since the week of 16 February (71.8 %, usually 75.3 ± 1.9)." },
      { kpi: "backlog_over_3_days", party: "alder", kind: "worsening" as const, words: "Alder's backlog older than three days has grown six weeks in a row, while volume is flat." },
      { kpi: "escalation_rate", party: "birch", kind: "missed" as const, words: "Escalation rate at Birch is above its target (7.9 %, at most 6.0 % agreed)." },
    ]
  ).filter((one) => sees.has(one.party) && (name === "huge" || names.has(one.kpi)));
  const count = ["Nothing needs you: every KPI moves within its usual range.", "One thing needs you.", "Two things need you.", "Three things need you."];
  return {
    board: name,
    title: { care: "Customer care", experience: "What customers live through", huge: "Everything at once", empty: "Empty", partial: "Partial" }[name] ?? name,
    headline: name === "empty" ? "No facts have arrived yet." : [count[findings.length] ?? "", ...findings.slice(0, 2).map((one) => one.words)].join(" "),
    findings, basis: BASIS, facts_to: name === "empty" ? null : FACTS_TO, zone: ZONE,
    window: { from: asked.from, to: asked.to, grain: asked.grain }, periods: over, columns: columns.map((column) => ({ ...column, scope: "party" })), leading, lagging,
  };
}

export function kpiList(): KpiSummary[] {
  return KPIS.map(({ head, asks, nature, framework, aspect, table, beside }) => ({ head, asks, nature, framework, aspect, table, beside }));
}

export function kpiPage(kpi: MockKpi, session: Session): KpiPage {
  return {
    head: kpi.head, asks: kpi.asks, means: kpi.means, framework: kpi.framework, nature: kpi.nature, aspect: kpi.aspect,
    formula: kpi.formula, table: kpi.table,
    owner: { role: "client.cx_lead", title: "Customer experience lead", people: ["Ilse Bakker"] },
    stewards: [
      { role: "client.data_steward", title: "Data steward", people: ["Daan Vos"] },
      { role: "provider.data_steward", title: "Data steward", people: ["André Reis", "Tess Navarro"] },
    ],
    beside: kpi.beside.flatMap((name) => KPIS.find((one) => one.head.kpi === name)?.head ?? []),
    made_of: [], minimum_sample: 30,
    targets: kpi.target === undefined ? [] : [
      { from: "2026-01-01", scope: {}, ...kpi.target },
      { from: "2025-07-01", scope: { party: "alder" }, ...kpi.target },
    ],
    dimensions: Object.keys(DIMENSIONS).map((dimension) => ({ dimension, means: `The contact's ${dimension.replace("_", " ")}.` })),
    may_drill: session.rights.includes("drill_to_contacts") && kpi.table !== null,
  };
}

export function reading(kpi: MockKpi, asked: Asked, rows: Rows): Reading {
  const over = trendPeriods(asked);
  const cell = cellOf(kpi, rows, over, asked);
  const values = cell.trend.flatMap((one) => (one.sample === "enough" && one.value != null ? [one.value] : []));
  const centre = values.length < 8 ? null : values.slice(0, 6).reduce((sum, one) => sum + one, 0) / 6;
  const usual = kpi.spread * 2.7;
  const { value, n } = cell.level;
  const is = known(value) ? `${kpi.head.title} is ${written(value, kpi.head)}${kpi.head.unit === "count" ? "" : ` of ${counted(n)}`}` : kpi.head.title;
  return {
    kpi: kpi.head, headline: `${is}. ${cell.variation.words}. ${cell.assurance.words}.`, basis: BASIS, facts_to: FACTS_TO, zone: ZONE,
    window: { from: asked.from, to: asked.to, grain: asked.grain }, level: cell.level,
    points: over.map((period, nth) => ({
      period, value: cell.trend[nth] ?? NOTHING,
      lower_limit: centre === null ? null : centre - usual, upper_limit: centre === null ? null : centre + usual,
    })),
    variation: cell.variation, assurance: cell.assurance, attainment: cell.attainment, centre, target: cell.target ?? null,
  };
}

export function query(kpis: MockKpi[], by: string[], asked: Asked, rows: Rows, grain: boolean, session: Session): Answer {
  const over = grain ? periods(asked.from, asked.to, asked.grain) : [null];
  const values = (column: string) => {
    const visible = new Set(partiesFor(session).map((one) => one.party));
    return (DIMENSIONS[column] ?? []).map(([value]) => value).filter((value) => (column !== "party" || visible.has(value)) && (rows[column]?.includes(value) ?? true));
  };
  const combinations = by.reduce<string[][]>((left, column) => left.flatMap((done) => values(column).map((value) => [...done, value])), [[]]);
  const whole: PeriodHead = periods(asked.from, asked.to, "day").reduce((first, last) => ({ ...first, end: last.end }));
  return {
    basis: BASIS, facts_to: FACTS_TO, from: whole.start, to: whole.end, zone: ZONE, kpis: kpis.map((one) => one.head), by,
    rows: combinations.flatMap((dimensions) => over.map((period) => {
      const narrowed = { ...rows, ...Object.fromEntries(by.map((column, nth) => [column, [dimensions[nth] ?? ""]])) };
      return { dimensions, period, values: kpis.map((kpi) => valueOf(kpi, narrowed, ...at(period ?? whole), `${kpi.head.kpi}/${dimensions.join()}/${period?.label ?? ""}`)) };
    })),
  };
}

export function facts(offset: number, limit: number, rows: Rows): Omit<Facts, "rows"> & { rows: (string | null)[][] } {
  const total = Math.round(41_204 * share(rows));
  const pick = (column: string, key: string) => {
    const among = (DIMENSIONS[column] ?? []).filter(([value]) => rows[column]?.includes(value) ?? true);
    return among[Math.floor(chance(key) * among.length)]?.[0] ?? null;
  };
  return {
    basis: BASIS, total,
    columns: [
      ["contact_id", "text"], ["opened_at", "instant"], ["party", "text"], ["channel", "text"], ["contact_type", "text"],
      ["queue_seconds", "number"], ["handle_seconds", "number"], ["resolved", "boolean"], ["customer", "text"],
    ].map(([column = "", column_type = ""]) => ({ column, column_type, means: "" })),
    rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, nth) => {
      const key = `fact/${offset + nth}`;
      return [
        `T-${880_000 + offset + nth}`, new Date(END - (offset + nth) * 71_000).toISOString(), pick("party", key), pick("channel", `${key}c`),
        pick("contact_type", `${key}t`), String(Math.round(chance(`${key}q`) * 90)), nth % 17 === 5 ? null : String(Math.round(200 + chance(`${key}h`) * 500)), String(chance(`${key}r`) > 0.26),
        chance(`${key}u`).toString(16).slice(2, 14),
      ];
    }),
  };
}

export function dimensionValues(dimension: string, session: Session): DimensionValue[] | undefined {
  const visible = new Set(partiesFor(session).map((one) => one.party));
  return DIMENSIONS[dimension]
    ?.filter(([value]) => dimension !== "party" || visible.has(value))
    .map(([value, title, part]) => ({ value, title, n: Math.round(131_000 * part) }));
}
