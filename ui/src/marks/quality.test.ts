import { expect, test } from "vitest";

import { badgeWords, placeOf } from "./quality";

const reason = (kind: "late" | "waiting" | "warned") => ({ kind, feed: "contacts", words: "" });

test("the badge says the gravest reason, and is not there when all is well", () => {
  expect(badgeWords([])).toBeUndefined();
  expect(badgeWords([reason("late"), reason("waiting")])).toBe("data late");
  expect(badgeWords([reason("warned")])).toBe("rows doubtful");
});

test("a reason leads to where one may do something about it", () => {
  const lead = { seesEverything: true, mayMend: true };
  expect(placeOf(reason("waiting"), "csat", lead)).toBe("/data/contacts/set-aside");
  expect(placeOf(reason("waiting"), "csat", { ...lead, mayMend: false })).toBe("/data/contacts");
  expect(placeOf(reason("late"), "csat", lead)).toBe("/data/contacts");
  expect(placeOf(reason("late"), "csat", { seesEverything: false, mayMend: false })).toBe("/lineage?kpi=csat");
});
