import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { axe, demo, LAPTOP, serving, visit, withBrowser } from "./browser";

// Over the demo: from a file with bad rows to a balance that adds up, as a data steward would walk it.
withBrowser();

const as = serving.steward;
/** Once in a demo: a second run finds other rows. */
const run = Date.now().toString(36);
const number = (text: string) => Number(text.replaceAll(",", ""));

const answer = (nth: number, stars: number) =>
  JSON.stringify({
    response: `walk-${run}-${nth}`, ticket: `walk-${run}-${nth}`, vendor: "alder", centre: "lisbon", via: "phone", reason: "delivery_status", requester: `c${nth}@walk.example`,
    second_line: "no", sent: "2026-09-15T10:00:00Z", answered: "2026-09-15T11:00:00Z", stars, recommend: 9, effort: 2,
  });

/** The whole life of the feed as its page writes it: what came, and what became of it. */
async function balance(page: Page): Promise<{ received: number; fates: Record<string, number> }> {
  const parts = await page.getByRole("region", { name: "Since the beginning" }).locator(".sum .part").allInnerTexts();
  const [received = 0, ...rest] = parts.map((part) => number(/[\d,]+/.exec(part)?.[0] ?? ""));
  const words = parts.slice(1).map((part) => part.replace(/^.*?[\d,]+\s*/, "").trim());
  return { received, fates: Object.fromEntries(words.map((word, nth) => [word, rest[nth] ?? 0])) };
}

test.runIf(demo && as !== undefined)("a file with bad rows is sent; one is mended, one waived with a reason, and the balance adds up", async () => {
  await visit("/data/surveys", { as, size: LAPTOP }, async (page) => {
    await page.getByRole("heading", { name: "Since the beginning" }).waitFor();
    const before = await balance(page);
    const file = [answer(1, 5), answer(2, 9), answer(3, 7), ""].join("\n");
    await page.getByLabel("The file").setInputFiles({ name: `walk-${run}.ndjson`, mimeType: "application/x-ndjson", buffer: Buffer.from(file) });
    await page.getByRole("button", { name: "Take it in" }).click();
    await page.getByRole("heading", { name: `walk-${run}.ndjson is in: 1 record in survey` }).waitFor();
    await page.getByText("2 rows wait for somebody, under stars_on_the_scale (2):").waitFor();
    expect(await axe(page)).toEqual([]);

    await page.getByRole("link", { name: "see and mend them" }).click();
    await page.waitForURL("**/data/surveys/set-aside");
    await page.getByRole("link", { name: /^stars_on_the_scale \d+$/ }).click();
    const row = (nth: number) => page.getByRole("listitem").filter({ hasText: `walk-${run}-${nth}` }).filter({ has: page.getByRole("checkbox") });
    await row(2).getByText("The survey asks for one to five stars.").waitFor();

    // The first is mended by an expression over its column.
    await row(2).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Mend a column" }).click();
    await page.getByLabel("Column of the source").selectOption("stars");
    await page.getByLabel("Becomes").fill("'4'");
    await page.getByRole("button", { name: "Mend the row" }).click();
    await page.getByRole("status").filter({ hasText: "The row passed: added." }).waitFor();

    // The second does not matter, and somebody says why.
    await row(3).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Waive", exact: true }).click();
    await page.getByLabel(/^Why this row does not matter/).fill("Filled in on the test form.");
    await page.getByRole("button", { name: "Waive the row" }).click();
    await page.getByRole("status").filter({ hasText: "The row is waived. Your reason stays with it." }).waitFor();
    // Rows that are being read again are paler until they are there.
    await page.locator("ol.waiting").waitFor({ state: "detached" });
    expect(await axe(page)).toEqual([]);
    await page.getByRole("navigation", { name: "Standing" }).getByRole("link", { name: /^Mended/ }).click();
    await page.getByText(/by daan_vos: stars = '4'/).first().waitFor();
    await page.getByRole("navigation", { name: "Standing" }).getByRole("link", { name: /^Waived/ }).click();
    await page.getByText("Filled in on the test form.").first().waitFor();

    await page.goto("/data/surveys");
    await page.getByRole("heading", { name: "Since the beginning" }).waitFor();
    const after = await balance(page);
    expect(after.received, "each row is received once, however often it is tried").toBe(before.received + 3);
    expect(Object.values(after.fates).reduce((sum, one) => sum + one, 0)).toBe(after.received);
    expect(after.fates["added or replaced"]).toBe((before.fates["added or replaced"] ?? 0) + 2);
    expect(after.fates["set aside"]).toBe((before.fates["set aside"] ?? 0) + 1);
    await page.getByRole("link", { name: "0 wait" }).waitFor();
    // Hour by hour the sum is right as well.
    const hours = await page.getByRole("region", { name: "Hours" }).locator("tbody tr, tfoot tr").evaluateAll((rows) => rows.map((one) => [...one.querySelectorAll("td")].map((cell) => cell.textContent.trim())));
    for (const cells of hours) {
      const [received = "", ...rest] = cells;
      expect(rest.slice(0, 6).map(number).reduce((sum, one) => sum + one, 0), cells.join(" ")).toBe(number(received));
      expect(rest[6]).toMatch(/adds up/);
    }
  });
});
