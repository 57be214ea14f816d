import { describe, expect, test } from "vitest";

import { addressOf, dayAfter, isDay, misreadOf, parametersOf, questionOf, windowShown } from "./question";
import { grouped } from "./dimensions";
import { choicesOf, choose, chosen, whereOf } from "./where";

describe("the address holds the whole question", () => {
  const whole = {
    from: "2026-01-01",
    to: "2026-03-29",
    grain: "week",
    where: "party = 'alder' and contact_type in ('a, b', 'it''s')",
    basis: "1842·331",
  };

  test.each([
    ["whole", whole],
    ["empty", { from: "", to: "", grain: "", where: "", basis: "" }],
    ["odd characters", { ...whole, where: "title = 'a&b=c#d +%' and x > 3" }],
  ])("%s: out and back", (_, question) => {
    const address = addressOf("/boards/care", question);
    expect(questionOf(new URL(address, "http://x").searchParams)).toEqual(question);
  });

  test("an impossible day or grain is left to the server", () => {
    const asked = questionOf(new URLSearchParams("from=2026-02-30&to=yesterday&grain=fortnight"));
    expect(parametersOf(asked)).toEqual({});
  });

  test.each([
    ["from=2026-02-31&grain=week", ["“2026-02-31” is not a day of the calendar."]],
    ["to=yesterday&grain=fortnight", ["“yesterday” is not a day of the calendar.", "“fortnight” is not a length of period."]],
    ["from=2026-02-28", []],
    ["", []],
  ])("what is not understood in %s is said", (text, said) => expect(misreadOf(new URLSearchParams(text))).toEqual(said));

  test("a plain page has a plain address", () => expect(addressOf("/kpis", {})).toBe("/kpis"));

  test.each([
    ["2026-02-28", true],
    ["2028-02-29", true],
    ["2026-02-29", false],
    ["2026-13-01", false],
    ["26-01-01", false],
  ])("%s is a day: %s", (text, is) => expect(isDay(text)).toBe(is));

  test("days are counted over daylight saving and leap days", () => {
    expect(dayAfter("2026-03-28", 2)).toBe("2026-03-30");
    expect(dayAfter("2028-03-01", -1)).toBe("2028-02-29");
  });
});

describe("a filter is a predicate", () => {
  test.each([
    ["", []],
    ["party = 'alder'", [{ column: "party", values: ["alder"] }]],
    [
      "channel in ('voice', 'chat') and site = 'o''hare'",
      [
        { column: "channel", values: ["voice", "chat"] },
        { column: "site", values: ["o'hare"] },
      ],
    ],
    ["CHANNEL IN('a')  AND  b='c and d'", [
      { column: "CHANNEL", values: ["a"] },
      { column: "b", values: ["c and d"] },
    ]],
  ])("%s is read as choices", (where, choices) => expect(choicesOf(where)).toEqual(choices));

  test.each(["handle_seconds > 60", "a = 'b' or c = 'd'", "a = 'b' and a = 'c'", "a = 'b", "a in ()", "a = 'b' c"])(
    "%s is left as it is",
    (where) => expect(choicesOf(where)).toBeUndefined(),
  );

  test("choices survive the way out and back", () => {
    const choices = [
      { column: "channel", values: ["voice"] },
      { column: "contact_type", values: ["it's", "', or 1=1 --"] },
    ];
    expect(choicesOf(whereOf(choices))).toEqual(choices);
  });

  test("choosing adds, replaces and takes out", () => {
    const one = choose("", "party", ["alder"]);
    expect(one).toBe("party = 'alder'");
    const two = choose(one, "channel", ["voice", "chat"]);
    expect(two).toBe("party = 'alder' and channel in ('voice', 'chat')");
    expect(choose(two, "party", ["birch"])).toBe("party = 'birch' and channel in ('voice', 'chat')");
    expect(choose(two, "party", [])).toBe("channel in ('voice', 'chat')");
    expect(choose("a > 1 or b > 2", "party", ["alder"])).toBe("(a > 1 or b > 2) and party = 'alder'");
    expect(chosen(two, "channel")).toEqual(["voice", "chat"]);
    expect(chosen(two, "site")).toEqual([]);
  });
});

test("columns that the partnership names come first, in the order one asks by them", () => {
  expect(grouped(["reopened", "channel", "automated", "party"], (one) => one)).toEqual([
    { label: "The partnership's", members: ["party", "channel"] },
    { label: "Other columns", members: ["automated", "reopened"] },
  ]);
  expect(grouped(["speed"], (one) => one).map((group) => group.label)).toEqual(["Other columns"]);
});

test("an answer without facts has a window only where one was asked for", () => {
  const window = { from: "2026-03-02", to: "2026-03-29" };
  const usual = questionOf(new URLSearchParams());
  const asked = questionOf(new URLSearchParams({ from: "2026-03-02" }));
  expect(windowShown({ window, facts_to: "2026-03-29T20:00:00Z" }, usual)).toBe(window);
  expect(windowShown({ window, facts_to: null }, usual)).toBeUndefined();
  expect(windowShown({ window, facts_to: null }, asked)).toBe(window);
  expect(windowShown(undefined, asked)).toBeUndefined();
});
