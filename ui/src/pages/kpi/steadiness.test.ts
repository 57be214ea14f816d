import { expect, test } from "vitest";

import { askedOf, reading } from "../../../mock/answers";
import { KPIS, type MockKpi } from "../../../mock/partnership";
import type { Reading } from "../../api/types";
import { variationWords } from "./steadiness";

const csat = KPIS.find((one) => one.head.kpi === "csat") as MockKpi;
const STEADY = { mark: "steady", words: "Steady: it varies as it usually does" };

/** CSAT of these values, within 64.57 to 95; null was not judged. */
function of(values: (number | null)[], grain: string, from = "2026-03-02"): Reading {
  const whole = reading(csat, askedOf(new URLSearchParams({ grain, from })), {});
  // The mock reaches further back than the window.
  const first = whole.points.findIndex(({ period }) => Date.parse(period.end) > Date.parse(from));
  const points = values.map((value, nth) => {
    const point = whole.points[first + nth] as Reading["points"][number];
    const limits = value === null ? { lower_limit: null, upper_limit: null } : { lower_limit: 64.57, upper_limit: 95 };
    return { ...point, ...limits, value: { ...point.value, value: value ?? 20 } };
  });
  return { ...whole, points, variation: STEADY };
}

test.each([
  [[80, 81, 79], "day", "Steady: it varies as it usually does"],
  [[80, 63.79, 79], "day", "Steady now; on Tue 3 March it was outside its usual limits"],
  [[80, 63.79, 79], "week", "Steady now; in the week of 9 March it was outside its usual limits"],
  [[63, 80, 96, 79], "day", "Steady now; on 2 of 4 days it was outside its usual limits, last on Wed 4 March"],
  [[63, 80, 96, 79], "week", "Steady now; in 2 of 4 weeks it was outside its usual limits, last in the week of 16 March"],
  [[80, 79, 63], "day", "Steady otherwise; on Wed 4 March it was outside its usual limits"],
  [[80, 79, null], "day", "Steady: it varies as it usually does"],
  [[80, 64.57 - 1e-12, 80], "day", "Steady: it varies as it usually does"],
])("%o by %s: %s", (values, grain, words) => expect(variationWords(of(values, grain))).toBe(words));

test("what is not steady keeps the words of the server", () => {
  const worsening = { mark: "worsening", words: "Worsening since the week of 9 March: two of three" };
  expect(variationWords({ ...of([80, 63, 80], "week"), variation: worsening })).toBe(worsening.words);
});
