import { expect, test } from "vitest";

import { askedOf, reading, READING_DAYS } from "../../mock/answers";
import { KPIS, type MockKpi } from "../../mock/partnership";
import type { Reading } from "../api/types";
import { axisFor, limitsOf } from "./series";

const of = (kpi: string): Reading =>
  reading(KPIS.find((one) => one.head.kpi === kpi) as MockKpi, askedOf(new URLSearchParams("where=party+%3D+'birch'"), READING_DAYS), { party: ["birch"] });
const backlog = of("backlog_over_3_days");

test("a count has no limit below nothing, and its axis begins there", () => {
  const low = { ...backlog, points: backlog.points.map((point) => ({ ...point, lower_limit: -84, upper_limit: 220 })) };
  const limits = limitsOf(low);
  expect(limits[0]).toEqual({ lower: null, upper: 220 });
  expect(axisFor(low, limits, []).min).toBe(0);
});

test("money may have a limit below nothing", () => {
  const cost = of("cost_per_resolution");
  const low = { ...cost, points: cost.points.map((point) => ({ ...point, lower_limit: -2, upper_limit: 9 })) };
  expect(limitsOf(low)[0]?.lower).toBe(-2);
});

test("a period that is not over stretches no axis", () => {
  const points = backlog.points.map((point, nth) => ({
    ...point, lower_limit: null, upper_limit: null,
    period: { ...point.period, complete: nth < backlog.points.length - 1 },
    value: { ...point.value, value: nth < backlog.points.length - 1 ? 900 + nth : 3, low: null, high: null },
  }));
  const begun = { ...backlog, points };
  expect(axisFor(begun, limitsOf(begun), []).min).toBeGreaterThan(800);
  const near = { ...begun, points: points.map((point) => ({ ...point, value: { ...point.value, value: point.period.complete ? point.value.value ?? 0 : 899 } })) };
  expect(axisFor(near, limitsOf(near), []).min).toBeLessThanOrEqual(899);
});

test("nothing at all has an axis too", () => {
  const none = { ...backlog, points: [] };
  expect(axisFor(none, limitsOf(none), [])).toEqual({ min: 0, max: 1, step: 0.2 });
});
