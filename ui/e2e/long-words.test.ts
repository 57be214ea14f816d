import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { LAPTOP, serving, settled, visit, withBrowser } from "./browser";

// What people wrote may hold an address of four hundred letters, and a partnership a title of two lines.
withBrowser();

const ADDRESS = `https://notes.example/${"abcdefghij".repeat(38)}`;
const TITLE = "The customer operations of the Harbor group of companies and its subsidiaries in the Netherlands, Belgium and Luxembourg, with all of its outsourced providers";
const WRITTEN = new Set(["title", "queue_title", "text", "reason", "means", "asks", "words", "author_name", "author_party_title", "hint", "raw"]);

/** An answer whose every text that somebody wrote goes on with one long word. */
function stretched(answer: unknown, key = ""): unknown {
  if (Array.isArray(answer)) return answer.map((one) => stretched(one, key));
  if (typeof answer === "object" && answer !== null) return Object.fromEntries(Object.entries(answer).map(([name, one]) => [name, stretched(one, name)]));
  return typeof answer === "string" && WRITTEN.has(key) ? `${answer} ${ADDRESS}` : answer;
}

const changed = (page: Page, path: RegExp, change: (answer: unknown) => unknown) =>
  page.route(path, async (route) => {
    // The line on which news come has no end to wait for.
    if (route.request().resourceType() === "eventsource") return route.continue();
    if (route.request().method() !== "GET") return route.continue();
    const response = await route.fetch();
    return response.ok() ? route.fulfill({ response, json: change(await response.json()) }) : route.fulfill({ response });
  });

const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

const KPI = process.env.TANDEM_KPI ?? "first_contact_resolution";
const PAGES: [path: string, ready: string][] = [
  ["/", "table[role=grid]"],
  ["/now", "h2"],
  ["/what-if", "h2"],
  [`/kpis/${KPI}`, "[role=slider] canvas"],
  ["/kpis", "h2"],
  ["/data", "table"],
  ["/glossary", "article"],
  [`/lineage?kpi=${KPI}`, "h1:not(.hidden-words)"],
  ["/account", "form"],
  ...(serving.mock ? [["/data/contacts", "h2#hours"], ["/data/contacts/set-aside", "h1"]] satisfies [string, string][] : []),
];

for (const size of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
  test.each(PAGES)(`one word of four hundred letters pushes nothing off %s, ${size.width} wide`, async (path, ready) => {
    await visit("/account", { as: serving.steward ?? serving.client, size }, async (page) => {
      await changed(page, /\/api\//, stretched);
      await page.goto(path);
      await page.locator(ready).first().waitFor();
      await settled(page);
      expect(await sideways(page)).toBeLessThanOrEqual(0);
    });
  });
}

test.each([LAPTOP.width, 1024, 390, 320])("a long title of the partnership leaves navigation and account where they are, %i wide", async (width) => {
  await visit("/glossary", { as: serving.client, size: { width, height: 844 } }, async (page) => {
    await changed(page, /\/api\/partnership/, (answer) => ({ ...(answer as object), title: TITLE }));
    await page.reload();
    const title = page.getByTitle(TITLE);
    await title.waitFor();
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    const boxes = await page.locator("header .home, header .tools > *:visible").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()));
    const middles = boxes.map((box) => box.top + box.height / 2);
    expect(Math.max(...middles) - Math.min(...middles), "on one line").toBeLessThan(2);
    expect(Math.max(...boxes.map((box) => box.right))).toBeLessThanOrEqual(width);
    expect(await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Glossary" }).isVisible()).toBe(true);
  });
});
