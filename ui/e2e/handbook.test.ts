import { expect, test } from "vitest";

import { atBoard, axe, LAPTOP, PHONE, serving, visit, withBrowser } from "./browser";

// It lies in the binary; the made-up partnership has none.
const onReal = test.runIf(!serving.mock);

withBrowser();

onReal("the handbook is a click away, and leads back", async () => {
  await visit("/", { as: serving.client }, async (page) => {
    await atBoard(page);
    await page.getByRole("link", { name: "Handbook" }).click();
    await page.waitForURL(/\/docs\/$/);
    await page.getByRole("navigation", { name: "Contents" }).getByRole("link", { name: "CSAT", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "CSAT" }).waitFor();
    await page.getByRole("banner").getByRole("link", { name: "Tandem" }).click();
    await atBoard(page);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("misleads");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/docs\/$/);
  });
});

for (const theme of ["light", "dark"] as const)
  for (const size of [LAPTOP, PHONE])
    onReal(`the handbook, ${theme}, ${size.width} wide: everyone can read it, and nothing sticks out`, async () => {
      for (const path of ["/docs/", "/docs/kpis/csat.html", "/docs/performance.html"]) {
        await visit(path, { theme, size }, async (page) => {
          expect(await axe(page), path).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(size.width);
        });
      }
    });
