import { expect, test } from "vitest";

import { atBoard, serving, visit, withBrowser } from "./browser";

// Measured on a machine with nothing else to do, so only when asked: TANDEM_SPEED=1.
const FIRST_MS = 1000;
const FILTER_MS = 300;

withBrowser();

const middle = (times: number[]): number => [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;

test.runIf(process.env.TANDEM_SPEED)("the board is there within a second, a change of filter within 300 ms", async () => {
  await visit("/", { as: serving.client }, async (page) => {
    await atBoard(page);
    const first: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await page.reload({ waitUntil: "commit" });
      await atBoard(page);
      first.push(await page.evaluate(() => performance.now()));
    }
    const path = new URL(page.url()).pathname;
    const filter: number[] = [];
    for (const where of ["channel = 'voice'", "channel = 'chat'", "channel in ('voice', 'email')", "channel = 'email'", "language = 'nl'"]) {
      const began = performance.now();
      const answered = page.waitForResponse((response) => response.url().includes("/api/boards/"));
      await page.evaluate((to) => {
        history.pushState(null, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
      }, `${path}?where=${encodeURIComponent(where)}`);
      await answered;
      await page.locator("[role=grid][aria-busy=false]").waitFor();
      filter.push(performance.now() - began);
    }
    console.log(`first paint of the board ${middle(first).toFixed(0)} ms (median of 5), change of filter ${middle(filter).toFixed(0)} ms (median of 5)`);
    expect(middle(first)).toBeLessThan(FIRST_MS);
    expect(middle(filter)).toBeLessThan(FILTER_MS);
  });
});
