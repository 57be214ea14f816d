// What is tried and what came of it, in words.
import type { Difference, Horizon, Lever, Measure, Measured, Price, Tried } from "../../api/types";
import { bare, counted, halves, known, type Unit, written } from "../../words/numbers";
import { listed } from "../../words/lists";

/** What people call a value of a column. */
export type Titled = (column: "party" | "team" | "queue" | "channel" | "contact_type", value: string) => string;

export const HORIZON_WORDS: Record<Horizon, string> = { today: "the rest of today", tomorrow: "tomorrow", week: "the next seven days" };

interface MeasureWords {
  title: string;
  means: string;
  unit: "percent" | "seconds" | "number" | "money" | "count";
  decimals: number;
  /** What a difference of it is counted in, where that is not its unit. */
  points?: string;
  better: "higher" | "lower" | "neither";
}

export const MEASURES: Record<Measure, MeasureWords> = {
  service_level: { title: "Service level", means: "answered within the promised time, of those who waited or gave up", unit: "percent", decimals: 1, points: "points", better: "higher" },
  abandonment: { title: "Abandonment", means: "gave up waiting", unit: "percent", decimals: 1, points: "points", better: "lower" },
  mean_wait: { title: "Wait", means: "mean, of those who were answered", unit: "seconds", decimals: 0, better: "lower" },
  satisfaction: { title: "Satisfaction", means: "stars of everybody handled, asked or not", unit: "number", decimals: 2, points: "stars", better: "higher" },
  occupancy: { title: "Occupancy", means: "time with contacts, of the time there for them", unit: "percent", decimals: 1, points: "points", better: "neither" },
  cost: { title: "Cost", means: "hours paid, fees for contacts, the sites", unit: "money", decimals: 0, better: "lower" },
  cost_per_contact: { title: "Cost per contact", means: "of those handled", unit: "money", decimals: 2, better: "lower" },
  offered: { title: "Contacts offered", means: "reached a line", unit: "count", decimals: 0, better: "neither" },
  handled: { title: "Contacts handled", means: "by a person", unit: "count", decimals: 0, better: "neither" },
  waiting: { title: "Waiting at the end", means: "in every channel, letters included", unit: "count", decimals: 0, better: "lower" },
};

/** How a measure is written. */
export function unitOf(measure: Measure, currency: string): Unit {
  const { unit, decimals } = MEASURES[measure];
  return { unit, decimals, currency: unit === "money" ? currency : null };
}

/** A mean: `78.2 %`. */
export function valued(of: Measured, currency: string): string {
  return known(of.mean) ? written(of.mean, unitOf(of.measure, currency)) : "–";
}

/** How sure a mean is: `± 0.6`. */
export function sure(of: Measured, currency: string): string {
  if (!known(of.mean) || !known(of.high)) return "";
  return `±\u00a0${bare(of.high - of.mean, { ...unitOf(of.measure, currency), currency: null })}`;
}

/** Whether a difference is surely one: its interval does not hold zero. */
export function isSure({ low, high }: Difference): boolean {
  return known(low) && known(high) && (low > 0 || high < 0);
}

/** What a difference means: better, worse, or neither of the two. */
export function verdict(measure: Measure, difference: Difference): "better" | "worse" | "other" | "same" {
  if (!known(difference.mean) || !isSure(difference)) return "same";
  const { better } = MEASURES[measure];
  if (better === "neither") return "other";
  return difference.mean > 0 === (better === "higher") ? "better" : "worse";
}

/** How much more or less: `+7.9 points, 6.4 to 9.4`. */
export function differs({ measure, difference }: Tried, currency: string): string {
  if (!known(difference.mean)) return "";
  if (difference.mean === 0 && difference.low === 0 && difference.high === 0) return "no difference";
  const unit = unitOf(measure, currency);
  const { points } = MEASURES[measure];
  const number = (value: number) => (points === undefined ? written(value, unit) : bare(value, unit));
  const size = `${difference.mean > 0 ? "+" : ""}${number(difference.mean)}${points === undefined ? "" : ` ${points}`}`;
  return known(difference.low) && known(difference.high) ? `${size}, ${bare(difference.low, { ...unit, currency: null })} to ${bare(difference.high, { ...unit, currency: null })}` : size;
}

/** What a point of service level costs, or why that cannot be said. */
export function priced(price: Price | null | undefined, level: Difference | undefined, currency: string): { words: string; soft: string } {
  if (price == null) return { words: "–", soft: "cost is not told apart by channel" };
  if (!known(price.per_point)) {
    const falls = level !== undefined && known(level.high) && level.high < 0;
    return { words: "–", soft: falls ? "service level falls" : "no gain that is surely one" };
  }
  const money = (value: number, decimals = Math.abs(value) < 100 ? 2 : 0) => written(Math.abs(value), { unit: "money", decimals, currency });
  const between = known(price.low) && known(price.high) ? `${written(price.low, { unit: "money", decimals: Math.abs(price.per_point) < 100 ? 2 : 0, currency })} to ${written(price.high, { unit: "money", decimals: Math.abs(price.per_point) < 100 ? 2 : 0, currency })}` : "";
  return { words: price.per_point < 0 ? `saves ${money(price.per_point)}` : money(price.per_point), soft: between };
}

const percent = (factor: number) => `${counted(Math.abs(Math.round((factor - 1) * 1000) / 10))}\u202f%`;
const clock = (time: string) => time.slice(0, 5);

/** What a lever does, short: `6 more at Manila · Live, 11:00 to 15:00`. */
export function leverWords(lever: Lever, titled: Titled): string {
  const during = lever.during == null ? "" : `, ${clock(lever.during.from)} to ${clock(lever.during.until)}`;
  return whatWords(lever, titled) + during;
}

function whatWords(lever: Lever, titled: Titled): string {
  const narrowed = (parts: (string | undefined)[]) => {
    const found = parts.filter((part) => part !== undefined);
    return found.length === 0 ? "" : ` ${found.join(" ")}`;
  };
  const by = (channel: string | null | undefined) => (channel == null ? undefined : `by ${titled("channel", channel)}`);
  const about = (type: string | null | undefined) => (type == null ? undefined : `about “${titled("contact_type", type)}”`);
  switch (lever.lever) {
    case "agents":
      return `${counted(Math.abs(lever.more))} ${lever.more < 0 ? "fewer" : "more"} at ${titled("team", lever.team)}`;
    case "allocation":
      return `${percent(lever.factor)} ${lever.factor < 1 ? "less" : "more"} weight for ${titled("party", lever.party)}`;
    case "routing": {
      const does = lever.takes == null ? "no longer takes" : "takes";
      const how = lever.takes == null ? "" : `, urgency ${lever.takes.urgency}${lever.takes.spare ? ` while ${lever.takes.spare} stay free` : ""}`;
      return `${titled("team", lever.team)} ${does} ${titled("queue", lever.queue)}${how}`;
    }
    case "bot_share":
      return `the bot solves ${bare(Math.abs(lever.share * 100), { unit: "percent", decimals: Number.isInteger(Math.round(lever.share * 1000) / 10) ? 0 : 1, currency: null })} points ${lever.share < 0 ? "less" : "more"}${narrowed([by(lever.channel), about(lever.contact_type)])}`;
    case "proficiency":
      return `the best of those who are free takes each contact${narrowed([lever.party == null ? undefined : `at ${titled("party", lever.party)}`, by(lever.channel)])}`;
    case "predicted_intent":
      return `queues are found by predicting what it is about${narrowed([by(lever.channel)])}`;
    case "handle_time":
      return `${percent(lever.factor)} ${lever.factor < 1 ? "shorter" : "longer"} work${narrowed([lever.party == null ? undefined : `at ${titled("party", lever.party)}`, by(lever.channel), about(lever.contact_type)])}`;
    case "volume":
      return `${percent(lever.factor)} ${lever.factor < 1 ? "fewer" : "more"} contacts${narrowed([by(lever.channel)])}`;
  }
}

/** All that a scenario does. */
export function scenarioWords(levers: readonly Lever[], titled: Titled): string {
  return listed(levers.map((lever) => leverWords(lever, titled)));
}

/** A scenario's letter. */
export const letter = (nth: number) => String.fromCharCode(65 + nth);

export interface Effect {
  what: string;
  level: Tried | undefined;
  cost: Tried | undefined;
  price: Price | null | undefined;
}

/** The first line: what the scenario, or the best of several, would do to service level, and at what price. */
export function headline(effects: readonly Effect[], place: string, currency: string): string {
  if (effects.length === 1) {
    const [only] = effects;
    return only === undefined ? "" : `${sentenceStart(only.what)} ${effect(only, place, currency)}`;
  }
  const gain = ({ level }: Effect) => (level !== undefined && isSure(level.difference) ? (level.difference.mean ?? 0) : 0);
  const best = effects.reduce((found, one, nth) => (gain(one) > gain(effects[found]!) ? nth : found), 0);
  const of = effects[best];
  if (of === undefined || gain(of) <= 0) return `None of the ${counted(effects.length)} scenarios lifts service level${place} beyond chance.`;
  return `${letter(best)} lifts service level${place} most: by ${gained(of, currency)}.`;
}

function effect({ level, cost, price }: Effect, place: string, currency: string): string {
  if (level === undefined || !known(level.difference.mean)) return `would leave nobody${place} to wait, so service level says nothing.`;
  if (level.difference.low === 0 && level.difference.high === 0) return `would change nothing${place}: see whether its time is still to come.`;
  if (!isSure(level.difference)) return `would change service level${place} by no more than chance does.`;
  const points = bare(Math.abs(level.difference.mean), unitOf("service_level", currency));
  if (level.difference.mean < 0) {
    const saved = cost !== undefined && isSure(cost.difference) && (cost.difference.mean ?? 0) < 0 ? ` and save ${short(cost.difference.mean ?? 0, currency)}` : "";
    return `would cost ${points} points of service level${place}${saved}.`;
  }
  return `would lift service level${place} by ${gained({ level, price }, currency)}.`;
}

/** Points that are gained, and their price where it is known. */
function gained({ level, price }: Pick<Effect, "level" | "price">, currency: string): string {
  const points = `${bare(Math.abs(level?.difference.mean ?? 0), unitOf("service_level", currency))} points`;
  if (price == null || !known(price.per_point)) return points;
  return price.per_point < 0 ? `${points}, and save ${short(price.per_point, currency)} for each` : `${points}, at ${short(price.per_point, currency)} a point`;
}

/** An amount in as many digits as matter. */
const short = (value: number, currency: string) => written(Math.abs(value), { unit: "money", decimals: Math.abs(value) < 100 ? 2 : 0, currency });

function sentenceStart(words: string): string {
  const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];
  const spelt = words.replace(/^(\d+)(?= (?:more|fewer))/, (digits) => NUMBERS[Number(digits)] ?? digits);
  return spelt.charAt(0).toUpperCase() + spelt.slice(1);
}

/** Numbers for the ends of an axis. */
export const tick = (value: number, measure: Measure, currency: string) => {
  const { whole, fraction } = halves(value, unitOf(measure, currency));
  return whole + fraction;
};
