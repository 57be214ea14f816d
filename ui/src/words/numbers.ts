// How numbers are written: percent with one decimal at most, seconds with none, money with two, as each KPI says.
import type { KpiHead, TargetHead, Value } from "../api/types";
import { absence } from "./absence";

/** What the writing of a number depends on. */
export type Unit = Pick<KpiHead, "unit" | "currency" | "decimals">;

/** What the words for a value depend on. */
export type Measure = Unit & Pick<KpiHead, "kind">;

/** A number in two halves that meet at the decimal point, so that a column can align on it. */
export interface Halves {
  whole: string;
  fraction: string;
  unit: string;
}

/** A narrow space that does not break, between a number and what follows it. */
const THIN = "\u202f";
/** The sign of a negative number, as wide as a digit. */
const MINUS = "\u2212";

const SUFFIXES: Record<string, string> = { percent: "%", seconds: "s", hours: "h", days: "d" };

/** A number in halves. */
export function halves(number: number, unit: Unit): Halves {
  const rounded = Number(number.toFixed(unit.decimals));
  const text = new Intl.NumberFormat("en-GB", {
    minimumFractionDigits: unit.decimals,
    maximumFractionDigits: unit.decimals,
  }).format(Math.abs(rounded));
  const [whole = "", fraction] = text.split(".");
  const sign = rounded < 0 ? MINUS : "";
  return {
    whole: sign + prefix(unit) + whole,
    fraction: fraction === undefined ? "" : `.${fraction}`,
    unit: SUFFIXES[unit.unit] ?? "",
  };
}

/** A number with its unit. */
export function written(number: number, unit: Unit): string {
  const { whole, fraction, unit: suffix } = halves(number, unit);
  return whole + fraction + (suffix === "" ? "" : THIN + suffix);
}

/** A number without its unit, for a place where the unit stands beside. */
export function bare(number: number, unit: Unit): string {
  const { whole, fraction } = halves(number, unit);
  return whole + fraction;
}

/** A number of things. */
export function counted(n: number): string {
  return new Intl.NumberFormat("en-GB").format(n);
}

/** A number of things with the word for them. */
export function things(n: number, one: string, many = `${one}s`): string {
  return `${counted(n)} ${n === 1 ? one : many}`;
}

/**
 * The 95 % interval, short: `± 2.5` where both ends are that far away in the decimals shown, otherwise the two ends, since
 * a half width would name ends that are not there. Empty when there is none, or when it is too small to be seen in the
 * decimals shown. A currency stands with the value.
 */
export function interval(value: Value, unit: Unit): string {
  const { value: middle, low, high } = value;
  if (!known(middle) || !known(low) || !known(high)) return "";
  const plain = { ...unit, currency: null };
  const shown = (number: number) => bare(Number(number.toPrecision(12)), plain);
  if (shown((high - low) / 2) === shown(0)) return "";
  const [below, above] = [shown(middle - low), shown(high - middle)];
  return below === above ? `±\u00a0${above}` : `${shown(low)}${THIN}–${THIN}${shown(high)}`;
}

/** How sure a value is: its interval, else why it has none. Never empty, so that every number says it. */
export function certainty(value: Value, measure: Measure): string {
  const sure = interval(value, measure);
  if (sure !== "") return sure;
  if (known(value.low) && known(value.high)) {
    if (value.low === value.high) return measure.kind === "distinct" ? "all counted" : "all alike";
    return `±\u00a0under ${bare(10 ** -measure.decimals, { ...measure, currency: null })}`;
  }
  if (measure.kind === "sum" && measure.unit === "money") return "all booked";
  return "no interval";
}

/** The same where there is room for the reason. */
function certaintyAndWhy(value: Value, measure: Measure): string {
  const sure = certainty(value, measure);
  if (sure !== "no interval") return sure;
  return `no interval, ${measure.kind === "derived" ? "as a part of it has none" : "as there are too few rows"}`;
}

/** Whether a number adds up rows, or counts different values in them: such a number is from its rows, and no part of them. */
function isFromRows({ kind, unit }: Measure): boolean {
  return kind === "sum" || kind === "distinct" || (kind === "derived" && unit === "count");
}

/** What a number is out of, short: `of 1,204`, or `from 84` rows. A count is out of nothing but itself. */
export function outOf(value: Value, measure: Measure): string {
  if (measure.kind === "count" || (measure.kind === "backlog" && measure.unit === "count")) return "";
  return `${isFromRows(measure) ? "from" : "of"} ${counted(value.n)}`;
}

/** A value as one would say it: `71.2 % of 1,204, ± 2.5`, or why it cannot be said. */
export function said(value: Value, measure: Measure): string {
  if (!known(value.value)) return `no value: ${absence(value)}`;
  const rows = isFromRows(measure) ? (value.n === 1 ? " row" : " rows") : "";
  const parts = [`${written(value.value, measure)} ${outOf(value, measure)}${rows}`.trimEnd(), certaintyAndWhy(value, measure)];
  if (value.sample === "too_few") parts.push("too few to say");
  if (value.open_share > 0) parts.push(provisional(value.open_share));
  return parts.join(", ");
}

/** How sure and how final a value is, for a place where the value itself stands before. */
export function sureness(value: Value, unit: Unit): string {
  const parts: string[] = [];
  if (known(value.low) && known(value.high)) {
    parts.push(`95${THIN}% interval ${bare(value.low, unit)} to ${written(value.high, unit)}`);
  }
  if (value.sample === "too_few") parts.push("too few to say");
  if (value.open_share > 0) parts.push(provisional(value.open_share));
  return parts.join("; ");
}

/** How provisional a value is. */
export function provisional(openShare: number): string {
  const share = openShare * 100;
  return `provisional, ${share < 1 ? "under 1" : share.toFixed(0)}${THIN}% still open`;
}

/** What a target asks for. */
export function targeted(target: TargetHead, unit: Unit): string {
  const { at_least: least, at_most: most } = target;
  if (known(least) && known(most)) return `${bare(least, unit)} to ${written(most, unit)}`;
  if (known(least)) return `at least ${written(least, unit)}`;
  if (known(most)) return `at most ${written(most, unit)}`;
  return "no bound";
}

/** The unit in words, for an axis or a heading. */
export function unitWords(unit: Unit): string {
  if (unit.unit === "money") return unit.currency ?? "money";
  if (unit.unit === "count" || unit.unit === "number") return "";
  return unit.unit;
}

/** A sentence whose numbers do not part from their signs at the end of a line. */
export function unbroken(sentence: string): string {
  return oneMoney(sentence).replace(/(\d) (%|s\b|h\b|d\b)/g, "$1\u00a0$2").replace(/ ± /g, "\u00a0±\u00a0");
}

/** Amounts that the server writes as `6.57 EUR`, as this screen writes them: `€6.57`. */
export function oneMoney(sentence: string): string {
  return sentence.replace(/([\d,]+(?:\.\d+)?) ([A-Z]{3})\b/g, (whole, amount: string, currency: string) =>
    Intl.supportedValuesOf("currency").includes(currency) ? prefix({ unit: "money", currency, decimals: 2 }) + amount : whole,
  );
}

/** Whether a number is there. */
export function known(number: number | null | undefined): number is number {
  return number !== null && number !== undefined && Number.isFinite(number);
}

function prefix(unit: Unit): string {
  if (unit.unit !== "money" || !unit.currency) return "";
  const parts = new Intl.NumberFormat("en-GB", { style: "currency", currency: unit.currency }).formatToParts(0);
  const symbol = parts.find((part) => part.type === "currency")?.value ?? unit.currency;
  return symbol.length > 1 ? symbol + THIN : symbol;
}
