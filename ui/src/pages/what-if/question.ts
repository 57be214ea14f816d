// The whole question as it stands in the address: what is tried, over which time, in how many futures.
import type { During, Horizon, Lever } from "../../api/types";

export interface Question {
  horizon: Horizon;
  /** What is tried, each beside what goes on as it is. */
  scenarios: Lever[][];
  /** How many futures; the usual number when absent. */
  replications: number | undefined;
  seed: number | undefined;
  /** The part of the operation that is looked at: a party, a channel, or what fits the levers. */
  of: string | undefined;
}

export const REPLICATIONS = 100;
const HORIZONS: readonly Horizon[] = ["today", "tomorrow", "week"];

// What an address may hold as it is: letters, digits, `_`, `-`, `.` and `*`. Names have the first three.
const PART = ".";
const LEVER = "*";

/** Reads a question; what cannot be read is left out. */
export function questionOf(parameters: URLSearchParams): Question {
  const horizon = HORIZONS.find((one) => one === parameters.get("for")) ?? "today";
  const scenarios = parameters.getAll("with").map(leversOf).filter((levers) => levers.length > 0);
  return { horizon, scenarios, replications: whole(parameters.get("futures")), seed: whole(parameters.get("seed")), of: parameters.get("of") ?? undefined };
}

/** The parameters of a question, without what is usual. */
export function parametersOf(question: Question): string {
  const parameters = new URLSearchParams();
  if (question.horizon !== "today") parameters.set("for", question.horizon);
  for (const levers of question.scenarios) if (levers.length > 0) parameters.append("with", levers.map(written).join(LEVER));
  if (question.replications !== undefined && question.replications !== REPLICATIONS) parameters.set("futures", String(question.replications));
  if (question.seed !== undefined && question.seed !== 1) parameters.set("seed", String(question.seed));
  if (question.of !== undefined) parameters.set("of", question.of);
  return parameters.toString();
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** `agents.manila_live.more6.1100-1500`, `volume..x110`: a word a part, empty where it is not narrowed. */
function written(lever: Lever): string {
  const percent = (factor: number) => `x${Math.round(factor * 1000) / 10}`.replace(PART, "_");
  const signed = (number: number) => (number < 0 ? `less${-number}` : `more${number}`);
  const parts = ((): (string | null | undefined)[] => {
    switch (lever.lever) {
      case "agents":
        return [lever.team, signed(lever.more)];
      case "allocation":
        return [lever.party, percent(lever.factor)];
      case "routing":
        return [lever.team, lever.queue, lever.takes == null ? "never" : `at${lever.takes.urgency}`, lever.takes?.spare ? `spare${lever.takes.spare}` : ""];
      case "bot_share":
        return [lever.channel, lever.contact_type, signed(Math.round(lever.share * 1000) / 10).replace(PART, "_")];
      case "proficiency":
        return [lever.party, lever.channel];
      case "predicted_intent":
        return [lever.channel];
      case "handle_time":
        return [lever.party, lever.channel, lever.contact_type, percent(lever.factor)];
      case "volume":
        return [lever.channel, percent(lever.factor)];
    }
  })();
  const during = lever.during == null ? [] : [`${clock(lever.during.from)}-${clock(lever.during.until)}`];
  return [lever.lever, ...parts.map((part) => part ?? ""), ...during].join(PART);
}

const clock = (time: string) => time.slice(0, 5).replace(":", "");

function leversOf(text: string): Lever[] {
  return text.split(LEVER).flatMap((part) => {
    const lever = leverOf(part.split(PART));
    return lever === undefined ? [] : [lever];
  });
}

function leverOf([kind, ...parts]: string[]): Lever | undefined {
  const during = duringOf(parts.at(-1));
  const timed = during === undefined ? {} : { during };
  const [first = "", second = "", third = "", fourth = ""] = during === undefined ? parts : parts.slice(0, -1);
  const narrowed = (name: string) => (name === "" ? null : name);
  switch (kind) {
    case "agents": {
      const more = signedOf(second);
      return more === undefined || first === "" ? undefined : { lever: "agents", team: first, more: Math.round(more), ...timed };
    }
    case "allocation": {
      const factor = factorOf(second);
      return factor === undefined || first === "" ? undefined : { lever: "allocation", party: first, factor, ...timed };
    }
    case "routing": {
      const urgency = /^at(\d)$/.exec(third)?.[1];
      const spare = /^spare(\d{1,3})$/.exec(fourth)?.[1];
      if (first === "" || second === "" || (urgency === undefined && third !== "never")) return undefined;
      return { lever: "routing", team: first, queue: second, takes: urgency === undefined ? null : { urgency: Number(urgency), spare: Number(spare ?? 0) }, ...timed };
    }
    case "bot_share": {
      const points = signedOf(third);
      return points === undefined ? undefined : { lever: "bot_share", channel: narrowed(first), contact_type: narrowed(second), share: points / 100, ...timed };
    }
    case "proficiency":
      return { lever: "proficiency", party: narrowed(first), channel: narrowed(second), ...timed };
    case "predicted_intent":
      return { lever: "predicted_intent", channel: narrowed(first), ...timed };
    case "handle_time": {
      const factor = factorOf(fourth);
      return factor === undefined ? undefined : { lever: "handle_time", party: narrowed(first), channel: narrowed(second), contact_type: narrowed(third), factor, ...timed };
    }
    case "volume": {
      const factor = factorOf(second);
      return factor === undefined ? undefined : { lever: "volume", channel: narrowed(first), factor, ...timed };
    }
    default:
      return undefined;
  }
}

function signedOf(text: string): number | undefined {
  const found = /^(more|less)(\d{1,4}(?:_\d)?)$/.exec(text);
  if (found === null) return undefined;
  return (found[1] === "less" ? -1 : 1) * Number(found[2]?.replace("_", "."));
}

function factorOf(text: string): number | undefined {
  const found = /^x(\d{1,4}(?:_\d)?)$/.exec(text);
  return found === null ? undefined : Math.round(Number(found[1]?.replace("_", ".")) * 10) / 1000;
}

function duringOf(text: string | undefined): During | undefined {
  const found = /^([01]\d|2[0-3])([0-5]\d)-([01]\d|2[0-3])([0-5]\d)$/.exec(text ?? "");
  return found === null ? undefined : { from: `${found[1]}:${found[2]}`, until: `${found[3]}:${found[4]}` };
}
