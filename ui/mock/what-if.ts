// What if, in the made-up partnership: a double that answers after three looks, with hills that differ as they should.
import type { Lever, Measure, Measured, SavedWhatIf, Session, Tried, WhatIfAnswer, WhatIfMenu, WhatIfOutcome, WhatIfRun } from "../src/api/types";
import { partiesFor } from "./answers";
import { noise } from "./chance";
import { FACTS_TO, ZONE } from "./periods";

const QUEUES = ["voice_orders", "chat_orders", "email_orders"];
/** Mean and spread as it goes on, and how much an agent more moves it. */
const USUAL: [measure: Measure, mean: number, spread: number, moved: number][] = [
  ["service_level", 78, 2.4, 1.4], ["abandonment", 6.2, 0.9, -0.5], ["mean_wait", 41, 6, -4], ["satisfaction", 4.12, 0.02, 0.006], ["occupancy", 81, 1.6, -1.9],
  ["cost", 10_400, 80, 62], ["cost_per_contact", 5.6, 0.06, 0.03], ["offered", 1_890, 40, 0], ["handled", 1_720, 35, 4], ["waiting", 88, 12, -6],
];
const T = 1.984;

function over(measure: Measure, values: number[]): Measured {
  const { mean, half } = meanOf(values);
  return { measure, n: values.length, mean, low: mean - half, high: mean + half, values };
}

function meanOf(values: number[]): { mean: number; half: number } {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1));
  return { mean, half: (T * deviation) / Math.sqrt(values.length) };
}

export class MockWhatIf {
  private readonly saved: SavedWhatIf[] = [
    { id: 1, title: "Two more over lunch", author_name: "Femke Dekker", own: false, saved_at: "2026-03-20T09:12:00Z", levers: { format: 1, levers: [{ lever: "agents", team: "birch_live", more: 2, during: { from: "12:00:00", until: "14:00:00" } }] } },
  ];
  private asked: { scenarios: { levers: Lever[] }[]; replications: number } | undefined;
  private looks = 0;

  menu(session: Session): WhatIfMenu {
    const parties = partiesFor(session).map(({ party }) => party);
    const all = session.sees === "everything";
    return {
      now: FACTS_TO, parties, contact_types: ["delivery_status", "warranty_claim"], may_move_work: all, sees_cost: true, replications_max: 500, levers_max: 20, scenarios_max: 4,
      channels: [{ channel: "voice", impatient: true }, { channel: "chat", impatient: true }, { channel: "email", impatient: false }],
      teams: parties.map((party) => ({ team: `${party}_live`, party, there: 9, queues: QUEUES.map((queue, urgency) => ({ queue, takes: { urgency, spare: 0 } })) })),
      saved: all ? this.saved : [],
    };
  }

  begin(body: Record<string, unknown>): WhatIfRun {
    this.asked = { scenarios: body.scenarios as { levers: Lever[] }[], replications: Number(body.replications ?? 100) };
    this.looks = 0;
    return this.stands([]);
  }

  stands(parties: readonly string[]): WhatIfRun {
    const of = this.asked?.replications ?? 100;
    this.looks += 1;
    if (this.looks <= 3 || this.asked === undefined) return { id: "run-1", status: "running", done: Math.round((of * this.looks) / 5), of, problem: null, answer: null };
    return { id: "run-1", status: "done", done: of, of, problem: null, answer: this.answer(parties) };
  }

  keep(body: Record<string, unknown>, session: Session): SavedWhatIf {
    const kept: SavedWhatIf = { id: this.saved.length + 1, title: String(body.title), author_name: session.name, own: true, saved_at: FACTS_TO, levers: body.levers as SavedWhatIf["levers"] };
    this.saved.unshift(kept);
    return kept;
  }

  letGo(id: number): void {
    this.saved.splice(this.saved.findIndex((one) => one.id === id), 1);
  }

  private answer(parties: readonly string[]): WhatIfAnswer {
    const { scenarios = [], replications = 100 } = this.asked ?? {};
    const day = FACTS_TO.slice(0, 10);
    const outcomes = [null, ...parties].map((party): WhatIfOutcome => {
      const usual = USUAL.map(([measure, mean, spread]) => ({ measure, values: Array.from({ length: replications }, (_, nth) => mean + 1.7 * spread * noise(`${party}/${measure}/${nth}`)) }));
      const ways = scenarios.map(({ levers }) => {
        const more = levers.reduce((sum, lever) => sum + (lever.lever === "agents" ? lever.more : lever.lever === "volume" ? (1 - lever.factor) * 40 : 1), 0);
        return usual.map(({ measure, values }, at): Tried => {
          const [, , spread, moved] = USUAL[at]!;
          const differences = values.map((_, nth) => more * moved * (party === null ? 1 : 2) + 0.35 * spread * noise(`${party}/${measure}/${nth}/tried`));
          const { mean, half } = meanOf(differences);
          return { ...over(measure, values.map((value, nth) => Math.max(0, value + (differences[nth] ?? 0)))), difference: { n: replications, mean, low: mean - half, high: mean + half } };
        });
      });
      const prices = ways.map((way) => {
        const [level, cost] = ["service_level", "cost"].map((measure) => way.find((one) => one.measure === measure)?.difference);
        const gained = (level?.low ?? 0) > 0;
        const point = (cost?.mean ?? 0) / (level?.mean ?? 1);
        return { per_point: gained ? point : null, low: gained ? point * 0.88 : null, high: gained ? point * 1.15 : null };
      });
      return { party, channel: null, baseline: usual.map(({ measure, values }) => over(measure, values)), scenarios: ways, prices };
    });
    return { now: FACTS_TO, from: FACTS_TO, until: `${day}T23:00:00Z`, zone: ZONE, currency: "EUR", replications, outcomes };
  }
}
