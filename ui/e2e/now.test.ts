import { expect, test } from "vitest";

import { axe, LAPTOP, PHONE, serving, settled, visit, withBrowser } from "./browser";

withBrowser();

const as = serving.client;

test("who waits, who works, what is open and today stand under a sentence", async () => {
  await visit("/now", { as }, async (page) => {
    for (const heading of ["Who waits", "Who works", "What is open", /^Today beside a usual /]) await page.getByRole("heading", { name: heading }).waitFor();
    expect((await page.getByRole("heading", { level: 1 }).innerText()).length).toBeGreaterThan(10);
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    expect(new URL(page.url()).pathname).toBe("/now");
  });
});

test.runIf(serving.mock)("a line out of the usual is said, marked and not by colour alone", async () => {
  await visit("/now", { as }, async (page) => {
    await page.getByRole("heading", { level: 1, name: /^Voice · Orders at Birch: one waits longer/ }).waitFor();
    const row = page.getByRole("row").filter({ hasText: "Voice · Orders" });
    await row.getByText("◆").waitFor();
    expect(await row.innerText()).toContain("longest 12 min");
    expect(await page.locator(".lines .unusual").count()).toBe(1 + 1);
  });
});

test("a wall display has no frame, does not scroll, comes back with its address, and is left by a key and by a button", async () => {
  for (const size of [{ width: 1920, height: 1080 }, { width: 3840, height: 2160 }]) {
    await visit("/now?wall=1", { as, size }, async (page) => {
      await page.getByRole("heading", { name: "Who waits" }).waitFor();
      await settled(page);
      expect(await page.getByRole("navigation").count()).toBe(0);
      const fits = () => page.evaluate(() => {
        const inner = document.querySelector(".now")?.getBoundingClientRect();
        return { down: (inner?.bottom ?? 0) - innerHeight, sideways: document.documentElement.scrollWidth - innerWidth, letters: parseFloat(getComputedStyle(document.documentElement).fontSize) };
      });
      await expect.poll(async () => (await fits()).down).toBeLessThanOrEqual(0);
      const { sideways, letters } = await fits();
      expect(sideways).toBeLessThanOrEqual(0);
      expect(letters).toBeGreaterThan(size.width / 110);
      await page.keyboard.press("Escape");
      await page.waitForURL(/\/now$/);
      await page.getByRole("navigation", { name: "Pages" }).waitFor();
      expect(await page.evaluate(() => document.documentElement.style.fontSize)).toBe("");
      await page.getByRole("button", { name: "Wall display" }).click();
      await page.waitForURL(/wall=1/);
      await page.getByRole("button", { name: "Leave the wall display" }).click();
      await page.waitForURL(/\/now$/);
    });
  }
});

const STATES: [which: string, words: string | RegExp][] = [
  ["empty", "No facts have arrived yet."],
  ["bare", "How many wait now is not known: no feed tells it."],
  ["stale", /nothing newer has come/],
];

test.runIf(serving.mock).each(STATES)("the present says what it lacks: %s", async (which, words) => {
  for (const size of [LAPTOP, PHONE]) {
    await visit(`/now?basis=${which}`, { as, size }, async (page) => {
      await page.getByText(words).first().waitFor();
      await settled(page);
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "sideways scroll").toBeLessThanOrEqual(0);
    });
  }
});

test.runIf(serving.mock)("forty lines with long names fit a phone, a laptop and a wall", async () => {
  for (const size of [LAPTOP, PHONE]) {
    await visit("/now?basis=huge", { as, size }, async (page) => {
      await page.getByRole("heading", { name: "Who waits" }).waitFor();
      await settled(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "sideways scroll").toBeLessThanOrEqual(0);
    });
  }
  await visit("/now?basis=huge&wall=1", { as, size: { width: 1920, height: 1080 } }, async (page) => {
    await page.getByText(/^And 31 more lines, in which /).waitFor();
    await expect.poll(() => page.evaluate(() => (document.querySelector(".now")?.getBoundingClientRect().bottom ?? 0) - innerHeight)).toBeLessThanOrEqual(0);
  });
});

test.runIf(serving.mock)("what the server cannot compute is said, and asked again", async () => {
  await visit("/now?basis=failing", { as, refused: [500] }, async (page) => {
    await page.getByRole("alert").getByText("How it stands could not be computed.").waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();
  });
});

test.runIf(serving.mock)("the numbers are taken away", async () => {
  await visit("/now", { as }, async (page) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV of who waits" }).click()]);
    expect(download.suggestedFilename()).toBe("now_lines.csv");
  });
});
