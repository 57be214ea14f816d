import { expect, test } from "vitest";

import { boardPath, decoded, feedPath, kpiPath, lineagePath, routeOf, setAsidePath } from "./routes";

test.each([
  ["/", { page: "home" }],
  ["/sign-in", { page: "sign-in" }],
  ["/boards/care", { page: "board", board: "care" }],
  [boardPath("a/b ç"), { page: "board", board: "a/b ç" }],
  ["/now", { page: "now" }],
  ["/what-if", { page: "what-if" }],
  ["/kpis", { page: "kpis" }],
  ["/kpis/", { page: "kpis" }],
  [kpiPath("first_contact_resolution"), { page: "kpi", kpi: "first_contact_resolution" }],
  ["/data", { page: "data" }],
  [feedPath("a/b ç"), { page: "feed", feed: "a/b ç" }],
  [setAsidePath("a/b ç"), { page: "set-aside", feed: "a/b ç" }],
  ["/data/tickets/elsewhere", { page: "missing", path: "/data/tickets/elsewhere" }],
  ["/lineage", { page: "lineage" }],
  ["/glossary", { page: "glossary" }],
  ["/customers", { page: "customers" }],
  ["/account", { page: "account" }],
  ["/boards", { page: "missing", path: "/boards" }],
  ["/kpis/a/b", { page: "missing", path: "/kpis/a/b" }],
  ["/kpis/%E0%A4%A", { page: "missing", path: "/kpis/%E0%A4%A" }],
  ["/nowhere", { page: "missing", path: "/nowhere" }],
])("%s", (path, route) => expect(routeOf(path)).toEqual(route));

test("the address of rows set aside holds what is asked, and leaves out what is usual", () => {
  expect(setAsidePath("tickets", { check: null, standing: "waiting", page: 1 })).toBe("/data/tickets/set-aside");
  expect(setAsidePath("tickets", { check: "cannot_read.opened_at", standing: "waived", page: 3 })).toBe(
    "/data/tickets/set-aside?check=cannot_read.opened_at&standing=waived&page=3",
  );
});

test("what cannot be decoded is nothing, rather than an end of the page", () => {
  expect(decoded("table-contact%20x")).toBe("table-contact x");
  expect(decoded("%")).toBeNull();
});

test("the address of a lineage holds what is followed", () => {
  expect(lineagePath({ kpi: "offered" })).toBe("/lineage?kpi=offered");
  expect(lineagePath({ kpi: "offered" }, "12·3")).toBe("/lineage?kpi=offered&basis=12%C2%B73");
  expect(lineagePath({ feed: "calls", column: "wait (s)&" })).toBe("/lineage?feed=calls&column=wait+%28s%29%26");
});
