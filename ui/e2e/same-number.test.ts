import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { atBoard, serving, visit, withBrowser } from "./browser";

withBrowser();

/** A board's cells: where each leads, and the number it shows with what it is out of. */
async function cellsOf(page: Page): Promise<{ row: string; column: string; number: string }[]> {
  return page.locator("td a").evaluateAll((cells) =>
    cells.flatMap((cell) => {
      const { row = "", column = "" } = (cell as HTMLElement).dataset;
      const said = cell.querySelector(".said")?.textContent ?? "";
      const number = /: ([^:]*?)(, provisional.*?)?\. (Steady|Improving|Worsening|Unusual|Too few|[A-Z])/.exec(said)?.[1] ?? "";
      return /\d/.test(number) && cell.querySelector(".missing") === null ? [{ row, column, number }] : [];
    }),
  );
}

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

/** Clicks each cell and reads the sentence of the page it leads to. */
async function walked(page: Page, every = 1): Promise<void> {
  await atBoard(page);
  const cells = await cellsOf(page);
  expect(cells.length).toBeGreaterThan(8);
  for (const { row, column, number } of cells.filter((_, nth) => nth % every === 0)) {
    const cell = page.locator(`td a[data-row="${row}"][data-column="${column}"]`);
    await cell.click();
    await page.getByRole("slider").waitFor();
    const headline = plain(await page.locator("h1").innerText());
    expect(headline, `row ${row}, column ${column}`).toContain(` is ${plain(number)}.`);
    await page.goBack();
    await atBoard(page);
  }
}

test("one click does not change the number: every cell of the board", { timeout: 240_000 }, async () => {
  await visit("/", { as: serving.client }, (page) => walked(page));
});

test("nor does it under another window", async () => {
  await visit("/", { as: serving.client }, async (page) => {
    await atBoard(page);
    await page.getByRole("group", { name: "Question" }).getByRole("button").first().click();
    await page.getByRole("button", { name: "Last 12 weeks" }).click();
    await page.waitForURL(/from=/);
    await page.locator("[role=grid][aria-busy=false]").waitFor();
    await walked(page, 8);
  });
});
