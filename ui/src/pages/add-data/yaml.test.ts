import { expect, test } from "vitest";

import { mapped, valueAt, withValue } from "./yaml";

const FEED = `# Drafted from tickets.csv.
feed: tickets
title: Tickets
table: contact
format: { type: csv, delimiter: ";" }
# Times without an offset are of this zone.
zone: Europe/Amsterdam
key: ['"Ticket"']

# 24 rows have a value.
columns:
  # \`Ticket\`, named so
  contact_id: '"Ticket"'
  # ? columns.opened_at: month first
  # ? opened_at: local_time("Opened", '%m/%d/%Y')
  opened_at: local_time("Opened", '%d/%m/%Y') # by its values
  outcome: >-
    case when "State" = 'done'
    then 'handled' end

# What rows must satisfy.
checks:
  - check: late
    holds: closed_at >= opened_at
    hint: "See: the source."
freshness: 2 days
`;

test("what is written at a place is read without its quotes and comments", () => {
  expect(valueAt(FEED, "feed")).toBe("tickets");
  expect(valueAt(FEED, "key")).toBe(`['"Ticket"']`);
  expect(valueAt(FEED, "columns.contact_id")).toBe('"Ticket"');
  expect(valueAt(FEED, "columns.opened_at")).toBe(`local_time("Opened", '%d/%m/%Y')`);
  expect(valueAt(FEED, "columns.nothing")).toBeUndefined();
  expect(valueAt(FEED, "version")).toBeUndefined();
  expect([...mapped(FEED)]).toEqual([
    ["contact_id", '"Ticket"'],
    ["opened_at", `local_time("Opened", '%d/%m/%Y')`],
    ["outcome", `case when "State" = 'done' then 'handled' end`],
  ]);
});

test("one place changes, all else stays, comments too", () => {
  const check = (path: string, value: string | null, gone: string, come: string) => {
    const after = withValue(FEED, path, value);
    const left = (text: string, than: string) => text.split("\n").filter((line) => !than.split("\n").includes(line));
    expect(left(FEED, after), path).toEqual(gone === "" ? [] : gone.split("\n"));
    expect(left(after, FEED), path).toEqual(come === "" ? [] : come.split("\n"));
    expect(valueAt(after, path)).toBe(value ?? undefined);
  };
  check("zone", "America/New_York", "zone: Europe/Amsterdam", "zone: America/New_York");
  check("columns.opened_at", `local_time("Opened", '%m/%d/%Y')`, `  opened_at: local_time("Opened", '%d/%m/%Y') # by its values`, `  opened_at: local_time("Opened", '%m/%d/%Y')`);
  check("columns.contact_id", null, `  contact_id: '"Ticket"'`, "");
  check("columns.outcome", `'handled'`, `  outcome: >-\n    case when "State" = 'done'\n    then 'handled' end`, `  outcome: '''handled'''`);
  check("columns.party", `"Vendor"`, "", `  party: '"Vendor"'`);
  check("version", `['"Changed"']`, "", `version: ['"Changed"']`);
  check("title", "Tickets: all of them", "title: Tickets", "title: 'Tickets: all of them'");
  check("title", "2026", "title: Tickets", "title: '2026'");
});

test("a feed without columns gets them", () => {
  expect(withValue("feed: x\n", "columns.party", "alder")).toBe("feed: x\ncolumns:\n  party: alder\n");
  expect(mapped("columns:\n").size).toBe(0);
  expect(mapped("not: [a feed").size).toBe(0);
});
