import { expect, test } from "vitest";

import type { Difference, Lever, Price, Tried } from "../../api/types";
import { differs, type Effect, headline, leverWords, priced, scenarioWords, verdict } from "./words";

const titled = (_: string, value: string) => ({ manila_live: "Manila · Live", birch: "Birch", voice: "Voice", voice_orders: "Voice · Orders", warranty_claim: "Warranty claim", chat: "Chat" })[value] ?? value;
const during = { from: "11:00:00", until: "15:00:00" };

test.each<[Lever, string]>([
  [{ lever: "agents", team: "manila_live", more: 6, during }, "6 more at Manila · Live, 11:00 to 15:00"],
  [{ lever: "agents", team: "manila_live", more: -1 }, "1 fewer at Manila · Live"],
  [{ lever: "volume", channel: "voice", factor: 1.125 }, "12.5\u202f% more contacts by Voice"],
  [{ lever: "handle_time", party: "birch", channel: "voice", contact_type: "warranty_claim", factor: 0.9 }, "10\u202f% shorter work at Birch by Voice about “Warranty claim”"],
  [{ lever: "bot_share", channel: "chat", share: 0.05 }, "the bot solves 5 points more by Chat"],
  [{ lever: "proficiency", party: "birch", channel: "voice", during }, "the best of those who are free takes each contact at Birch by Voice, 11:00 to 15:00"],
  [{ lever: "predicted_intent", channel: null }, "queues are found by predicting what it is about"],
  [{ lever: "allocation", party: "birch", factor: 1.5 }, "50\u202f% more weight for Birch"],
  [{ lever: "routing", team: "manila_live", queue: "voice_orders", takes: { urgency: 1, spare: 2 } }, "Manila · Live takes Voice · Orders, urgency 1 while 2 stay free"],
  [{ lever: "routing", team: "manila_live", queue: "voice_orders", takes: null }, "Manila · Live no longer takes Voice · Orders"],
])("a lever in words: %o", (lever, words) => expect(leverWords(lever, titled)).toBe(words));

const difference = (mean: number, half: number): Difference => ({ n: 100, mean, low: mean - half, high: mean + half });
const tried = (measure: Tried["measure"], mean: number, by: Difference): Tried => ({ measure, n: 100, mean, low: mean - 1, high: mean + 1, values: [], difference: by });
const price: Price = { per_point: 41.2, low: 35, high: 52.25 };
const of = (mean: number, half: number, of: Price | null = null): Effect => ({
  what: scenarioWords([{ lever: "agents", team: "manila_live", more: 6, during }], titled),
  level: tried("service_level", 86, difference(mean, half)), cost: tried("cost", 9000, difference(mean * 41.2, 1)), price: of,
});

test("the first line is no stronger than its numbers", () => {
  expect(headline([of(8, 2, price)], " at Birch", "EUR")).toBe("Six more at Manila · Live, 11:00 to 15:00 would lift service level at Birch by 8.0 points, at €41.20 a point.");
  expect(headline([of(0.4, 0.6)], "", "EUR")).toBe("Six more at Manila · Live, 11:00 to 15:00 would change service level by no more than chance does.");
  expect(headline([of(0, 0)], "", "EUR")).toBe("Six more at Manila · Live, 11:00 to 15:00 would change nothing: see whether its time is still to come.");
  expect(headline([of(-5, 1)], "", "EUR")).toBe("Six more at Manila · Live, 11:00 to 15:00 would cost 5.0 points of service level and save €206.");
  expect(headline([of(2, 1), of(8, 2, price)], "", "EUR")).toBe("B lifts service level most: by 8.0 points, at €41.20 a point.");
  expect(headline([of(0.1, 1), of(-2, 1)], "", "EUR")).toBe("None of the 2 scenarios lifts service level beyond chance.");
});

test("a difference is written with its interval, and judged by it", () => {
  expect(differs(tried("service_level", 86, difference(7.94, 1.5)), "EUR")).toBe("+7.9 points, 6.4 to 9.4");
  expect(differs(tried("cost", 9000, difference(-250, 20)), "EUR")).toBe("−€250, −270 to −230");
  expect(differs(tried("waiting", 9, { n: 100, mean: 0, low: 0, high: 0 }), "EUR")).toBe("no difference");
  expect(verdict("abandonment", difference(-1, 0.5))).toBe("better");
  expect(verdict("cost", difference(100, 5))).toBe("worse");
  expect(verdict("occupancy", difference(-3, 1))).toBe("other");
  expect(verdict("service_level", difference(1, 2))).toBe("same");
});

test("a point has a price where it surely is gained, and a reason where not", () => {
  expect(priced(price, difference(8, 2), "EUR")).toEqual({ words: "€41.20", soft: "€35.00 to €52.25" });
  expect(priced({ ...price, per_point: -12 }, difference(8, 2), "EUR").words).toBe("saves €12.00");
  expect(priced({ per_point: null, low: null, high: null }, difference(1, 2), "EUR")).toEqual({ words: "–", soft: "no gain that is surely one" });
  expect(priced({ per_point: null, low: null, high: null }, difference(-3, 2), "EUR").soft).toBe("service level falls");
  expect(priced(null, difference(1, 2), "EUR").soft).toBe("cost is not told apart by channel");
});
