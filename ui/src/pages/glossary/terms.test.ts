import { expect, test } from "vitest";

import { found, type Term, usesOf } from "./terms";

const term = (kind: Term["kind"], name: string, title: string, means: string): Term => ({ id: `${kind}-${name}`, kind, name, title, means, notes: [], used: [] });
const TERMS = [
  term("column", "contact.resolved", "resolved", "Whether it was solved."),
  term("kpi", "csat", "Customer satisfaction", "Share of answers of 4 or 5."),
  term("kpi", "resolution_rate", "Resolution", "Share resolved."),
];

test("words are looked for everywhere; a name that begins with them stands first", () => {
  expect(found(TERMS, "resol", "").map((one) => one.id)).toEqual(["column-contact.resolved", "kpi-resolution_rate"]);
  expect(found(TERMS, "share answers", "").map((one) => one.id)).toEqual(["kpi-csat"]);
  expect(found(TERMS, "solved", "").map((one) => one.id)).toEqual(["column-contact.resolved", "kpi-resolution_rate"]);
  expect(found(TERMS, "csat", "column")).toEqual([]);
});

test("uses stand together by how", () => {
  const used = [
    { how: "read by", term: "kpi-a", title: "A" },
    { how: "filled by", term: "feed-b", title: "B" },
    { how: "read by", term: "kpi-c", title: "C" },
  ];
  expect(usesOf({ ...term("column", "x", "x", ""), used }).map(({ how, uses }) => [how, uses.length])).toEqual([["read by", 2], ["filled by", 1]]);
});
