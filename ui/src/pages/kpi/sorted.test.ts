import { expect, test } from "vitest";

import { sorted } from "./sorted";

const part = (name: string, value: number | null, n: number) => ({ name, value: { value, n, sample: "enough" as const, open_share: 0 } });
const parts = [part("small and far", 20, 10), part("large and near", 70, 5000), part("large and far", 60, 3000), part("none", null, 0)];
const names = (order: typeof parts) => order.map((one) => one.name);

test("by weight, what pulls the whole most stands first", () =>
  expect(names(sorted(parts, "weight", { value: 72, adds: false }))).toEqual(["large and far", "large and near", "small and far", "none"]));
test("by weight, parts of a total stand by their number", () =>
  expect(names(sorted(parts, "weight", { value: 72, adds: true }))).toEqual(["large and near", "large and far", "small and far", "none"]));
test("by value", () => expect(names(sorted(parts, "value"))[0]).toBe("large and near"));
test("by n", () => expect(names(sorted(parts, "n"))).toEqual(["large and near", "large and far", "small and far", "none"]));
