// How it stands in the made-up partnership: a morning on which one line of Birch's waits too long.
import type { CoursePoint, NowAnswer, NowLine, Session, Usual } from "../src/api/types";
import { BASIS, partiesFor } from "./answers";
import { noise } from "./chance";
import { KPIS } from "./partnership";
import { FACTS_TO, ZONE } from "./periods";

const QUEUES: [queue: string, title: string, channel: string, channelTitle: string, waiting: number, longest: number][] = [
  ["voice_orders", "Voice · Orders", "voice", "Voice", 2, 40],
  ["voice_technical", "Voice · Technical", "voice", "Voice", 1, 65],
  ["chat_orders", "Chat · Orders", "chat", "Chat", 1, 30],
  ["chat_technical", "Chat · Technical", "chat", "Chat", 0, 0],
  ["email_orders", "E-mail · Orders", "email", "E-mail", 74, 31_000],
  ["email_technical", "E-mail · Technical", "email", "E-mail", 51, 40_200],
  ["social_care", "Social", "social", "Social", 3, 2_400],
];

const usual = (n: number, middle: number, spread: number): Usual => ({
  n, low: Math.max(0, middle - spread), median: middle, high: middle + spread, most: middle + 1.6 * spread,
});

function lineOf(party: string, of: (typeof QUEUES)[number]): NowLine {
  const [queue, title, channel, channelTitle, waiting, longest] = of;
  const late = party === "birch" && queue === "voice_orders";
  const wobble = 1 + 0.4 * noise(`${party}/${queue}`);
  const long = late ? 662 : Math.max(0, Math.round(longest * wobble));
  return {
    party, queue, queue_title: title, channel, channel_title: channelTitle, taken_at: FACTS_TO,
    waiting: late ? 9 : Math.round(waiting * wobble), longest_wait_seconds: long === 0 ? null : long, agents_available: late ? 0 : Math.max(0, Math.round(2 + 2 * noise(`free/${party}/${queue}`))),
    usual_waiting: usual(40, waiting, waiting / 2 + 1), usual_longest_wait_seconds: usual(40, longest, longest * 0.5 + 20), usual_days: 8, unusual: late, stale: false,
  };
}

function pointsOf(party: string | null, share: number): CoursePoint[] {
  const day = FACTS_TO.slice(0, 10);
  return Array.from({ length: 30 }, (_, nth): CoursePoint => {
    const start = Date.parse(`${day}T06:00:00Z`) + nth * 1_800_000;
    const end = start + 1_800_000;
    const shape = 58 * Math.exp(-(((nth - 8) / 9) ** 2)) + 14;
    const came = Math.round(share * shape * (1 + 0.12 * noise(`came/${party}/${nth}`)));
    const until = Date.parse(FACTS_TO);
    return {
      start: new Date(start).toISOString(), end: new Date(end).toISOString(), over: end <= until,
      value: start < until ? came : null, usual: usual(8, Math.round(share * shape), Math.round(share * shape * 0.15) + 1),
    };
  });
}

/** `huge` has forty lines with long names; `empty` nothing at all; `bare` facts but no looks; `stale` looks of yesterday. */
export function now(which: string, session: Session): NowAnswer {
  const parties = partiesFor(session).map((party) => ({ ...party, scope: "party" }));
  const queues = which === "huge"
    ? Array.from({ length: 40 }, (_, nth): (typeof QUEUES)[number] => {
        const [queue, title, ...rest] = QUEUES[nth % QUEUES.length] ?? QUEUES[0]!;
        return [`${queue}_${nth}`, `${title}, spare parts for engines and electronics ${nth + 1}`, ...rest];
      })
    : QUEUES;
  const empty = which === "empty";
  const looked = !empty && which !== "bare";
  const lines = looked ? queues.flatMap((of) => parties.map(({ party }) => lineOf(party, of))) : [];
  const unusual = lines.filter((line) => line.unusual);
  const offered = { ...(KPIS.find((kpi) => kpi.head.kind === "count") ?? KPIS[0]!).head, kpi: "contacts_offered", title: "Contacts offered", kind: "count", unit: "count", decimals: 0, direction: "within" };
  const level = (KPIS.find((kpi) => kpi.head.kpi === "service_level") ?? KPIS[0]!).head;
  const several = parties.length > 1 ? parties : [];
  const shares: [string | null, number][] = [[null, 1], ...several.map(({ party }): [string, number] => [party, 1 / several.length])];
  const titleOf = (party: string) => parties.find((one) => one.party === party)?.title ?? party;
  return {
    headline: empty
      ? "No facts have arrived yet."
      : !looked
        ? "How many wait now is not known: no feed tells it."
        : which === "stale"
          ? "How it stands now is not known: the lines were last looked at on Friday 27 March, 14:14."
          : unusual.length > 0
            ? `Voice · Orders at ${titleOf("birch")}: one waits longer than at this time on any of the last eight Fridays (9 wait, the longest for 12 minutes).`
            : "Nothing is out of the usual. Voice: 3 wait, the longest for 2 minutes; Chat: 1 waits, for 30 seconds.",
    findings: unusual.map(({ party, queue }) => ({ party, queue, words: "It waits longer than usual." })),
    basis: BASIS, as_of: empty ? null : FACTS_TO, stale: which === "stale", zone: ZONE, parties,
    compared: { day: empty ? null : FACTS_TO.slice(0, 10), days: empty ? [] : ["2026-03-20", "2026-03-13", "2026-03-06", "2026-02-27", "2026-02-20", "2026-02-13", "2026-02-06", "2026-01-30"], holidays: 0, holiday: null },
    lines,
    agents: looked ? parties.map(({ party }, nth) => ({ party, taken_at: FACTS_TO, available: 4 - nth, busy: 14 + 3 * nth, wrap_up: 3, on_break: 2 + nth, elsewhere: nth })) : [],
    backlog: empty ? null : {
      kpi: { ...offered, kpi: "backlog_over_3_days", title: "Backlog older than three days", kind: "backlog" },
      ages: [[0, 14_400], [14_400, 86_400], [86_400, 259_200], [259_200, 604_800], [604_800, null]].map(([from, to]) => ({ from_seconds: from ?? 0, to_seconds: to ?? null })),
      parties: parties.map(({ party }, nth) => ({ party, open: [132 - 20 * nth, 88 + 30 * nth, 61, 14 + 40 * nth, 3 + 12 * nth] })),
    },
    today: empty ? [] : [
      { kpi: offered, of: shares.map(([party, share]) => ({ party, so_far: { value: Math.round(740 * share), n: Math.round(740 * share), low: null, high: null, sample: "enough", open_share: 0 }, usual_so_far: usual(8, Math.round(702 * share), Math.round(60 * share)), points: pointsOf(party, share) })) },
      { kpi: level, of: shares.map(([party, share]) => ({ party, so_far: { value: 78.4, n: Math.round(310 * share), low: 73.5, high: 82.6, sample: "enough", open_share: 0 }, usual_so_far: usual(8, 81.2, 3.1), points: [] })) },
    ],
  };
}
