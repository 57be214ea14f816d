import { expect, test } from "vitest";

import { askedColumns, filterSlug } from "./file";

test.each([
  ["", ""],
  ["party = 'birch'", "_party_birch"],
  ["party in ('alder', 'birch') and channel = 'voice'", "_party_alder-birch_channel_voice"],
  ["contact_type = 'Late, or damaged'", "_filtered"],
  ["contact_type in ('delivery_status', 'delivery_problem', 'order_change')", "_filtered"],
  ["handle_seconds > 600", "_filtered"],
])("a file of the rows with %s ends with %s", (where, slug) => expect(filterSlug(where)).toBe(slug));

test("the last columns say what was asked, and of what", () => {
  const window = { from: "2026-03-02", to: "2026-03-29" };
  const of = { zone: "Europe/Amsterdam", basis: "1842·331" };
  expect(askedColumns({ ...of, window: { ...window, grain: "week" } }, { where: "party = 'birch'" })).toEqual({
    heads: ["grain", "from", "to", "where", "zone", "basis"],
    fields: ["week", "2026-03-02", "2026-03-29", "party = 'birch'", "Europe/Amsterdam", "1842·331"],
  });
  expect(askedColumns({ ...of, window }, { where: "" }).heads).toEqual(["from", "to", "where", "zone", "basis"]);
});
