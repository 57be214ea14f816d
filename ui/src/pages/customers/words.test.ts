import { expect, test } from "vitest";

import type { CustomerRequest } from "../../api/customers";
import { allOf, headline, rowsOf, standingOf } from "./words";

test("rows are called what they are", () => {
  expect(rowsOf({ table: "contact", rows: 1 })).toBe("1 contact");
  expect(rowsOf({ table: "survey", rows: 1_204 })).toBe("1,204 survey answers");
  expect(rowsOf({ table: "set_aside", rows: 2 })).toBe("2 rows set aside");
  expect(rowsOf({ table: "warranty", rows: 1 })).toBe("1 row of warranty");
  expect(allOf([])).toBeUndefined();
  expect(allOf([{ table: "contact", rows: 14 }, { table: "survey", rows: 3 }])).toBe("14 contacts and 3 survey answers");
});

test("a request says how it stands", () => {
  expect(standingOf({ done: false, held: true })).toMatch(/^not done yet/);
  expect(standingOf({ done: true, held: true })).toMatch(/still hold/);
  expect(standingOf({ done: true, held: false })).toMatch(/no version/);
});

test("the first line says what was done, and what was not", () => {
  const one = (did: "forgotten" | "merged", done = true) => ({ did, done }) as CustomerRequest;
  expect(headline([])).toBe("No customer has asked for anything");
  expect(headline([one("forgotten")])).toBe("1 customer forgotten");
  expect(headline([one("forgotten"), one("forgotten"), one("merged")])).toBe("2 customers forgotten and 1 merge made");
  expect(headline([one("merged", false)])).toBe("1 merge made; 1 request is not done yet");
});
