import { expect, test } from "vitest";

import type { Lever } from "../../api/types";
import { parametersOf, questionOf, type Question } from "./question";

const during = { from: "11:00", until: "15:30" };
const LEVERS: Lever[] = [
  { lever: "agents", team: "manila_live", more: 6, during },
  { lever: "agents", team: "manila_live", more: -2 },
  { lever: "allocation", party: "birch", factor: 1.5, during },
  { lever: "routing", team: "lisbon_written", queue: "voice_orders", takes: { urgency: 0, spare: 2 } },
  { lever: "routing", team: "lisbon_live", queue: "email_orders", takes: null, during },
  { lever: "bot_share", channel: "chat", contact_type: null, share: 0.125 },
  { lever: "handle_time", party: null, channel: "voice", contact_type: "warranty_claim", factor: 0.9 },
  { lever: "proficiency", party: "birch", channel: null, during },
  { lever: "predicted_intent", channel: "voice" },
  { lever: "volume", channel: null, factor: 1.105, during },
];

test("the whole question goes into the address and comes back", () => {
  const question: Question = { horizon: "tomorrow", scenarios: [LEVERS, LEVERS.slice(0, 1)], replications: 200, seed: 7, of: "birch" };
  const address = parametersOf(question);
  expect(address).toContain("with=agents.manila_live.more6.1100-1530*agents.manila_live.less2*allocation.birch.x150.1100-1530");
  expect(address).not.toContain("%");
  expect(questionOf(new URLSearchParams(address))).toEqual(question);
});

test("what is usual is left out of the address", () => {
  expect(parametersOf({ horizon: "today", scenarios: [], replications: 100, seed: 1, of: undefined })).toBe("");
});

test.each(["agents..more6", "agents.x.six", "volume..x", "routing.a.b.first", "nothing.a.b", ""])("what cannot be read is left out: %s", (text) => {
  expect(questionOf(new URLSearchParams({ with: text, for: "ever", futures: "many" }))).toEqual({
    horizon: "today", scenarios: [], replications: undefined, seed: undefined, of: undefined,
  });
});
