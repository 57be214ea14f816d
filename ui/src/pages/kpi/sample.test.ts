import { expect, test } from "vitest";

import { askedOf, reading, READING_DAYS } from "../../../mock/answers";
import { KPIS, type MockKpi } from "../../../mock/partnership";
import type { Reading } from "../../api/types";
import { sampleWords } from "./sample";

const of = (kpi: string, grain = "week") => reading(KPIS.find((one) => one.head.kpi === kpi) as MockKpi, askedOf(new URLSearchParams({ grain }), READING_DAYS), {});
const sized = (whole: Reading, ns: number[], level = 9000): Reading => ({
  ...whole,
  level: { ...whole.level, n: level },
  points: whole.points.slice(-ns.length).map((point, nth) => ({ ...point, period: { ...point.period, complete: true }, value: { ...point.value, n: ns[nth] ?? 0 } })),
});

test("n is said, and how it varies", () => {
  expect(sampleWords(sized(of("csat"), [1204, 812, 900]))).toBe("n 9,000, 812 to 1,204 a week");
  expect(sampleWords(sized(of("csat", "hour"), [12, 12]))).toBe("n 9,000, 12 an hour");
  expect(sampleWords(sized(of("csat"), [12]))).toBe("n 9,000");
});

test("a period that has only begun makes n no smaller", () => {
  const whole = sized(of("csat"), [1204, 812, 3]);
  const points = whole.points.map((point, nth) => (nth === 2 ? { ...point, period: { ...point.period, complete: false } } : point));
  expect(sampleWords({ ...whole, points })).toBe("n 9,000, 812 to 1,204 a week");
});

test("a count is out of nothing but itself", () => expect(sampleWords(of("backlog_over_3_days"))).toBe(""));
