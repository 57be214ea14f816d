import { expect, test } from "vitest";

import { axe, LAPTOP, PHONE, serving, settled, visit, withBrowser } from "./browser";

// Over a demo that goes on: what is let happen there shows on the page Now within a minute.
const live = process.env.TANDEM_LIVE === "1";

withBrowser();

test.runIf(live)("an outage is let happen from the screen, shows on the page Now within a minute, is named on every page, and is stopped", { timeout: 150_000 }, async () => {
  await visit("/now", { as: serving.client }, async (page) => {
    await page.getByRole("heading", { name: "Who waits" }).waitFor();
    await page.getByRole("button", { name: "60 ×", exact: true }).click();
    await page.getByRole("button", { name: "Let something happen" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Let something happen" });
    const outage = dialog.getByRole("listitem").filter({ hasText: "Birch's systems are down" });
    await outage.getByText("For three hours nobody at Birch can take a contact.").waitFor();
    expect(await axe(page)).toEqual([]);
    await outage.getByRole("button", { name: "Let it happen" }).click();
    await outage.getByText(/It happens since/).waitFor();
    await outage.getByRole("link", { name: /Lines at Birch grow/ }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText(/Let happen here: Birch's systems are down, since/).waitFor();

    const waiting = async () => {
      const counts = await page.locator("td[data-label^=Birch] .count").allInnerTexts();
      return counts.reduce((sum, words) => sum + (Number(/\d+/.exec(words)?.[0]) || 0), 0);
    };
    const free = async () => (await page.locator("td[data-label^=Birch]").allInnerTexts()).filter((words) => /[1-9]\d* free/.test(words)).length;
    await expect.poll(async () => (await free()) === 0 && (await waiting()) >= 5, { timeout: 60_000, interval: 1_000 }).toBe(true);

    await page.goto("/kpis");
    await page.getByText(/Let happen here: Birch's systems are down, since/).waitFor();
    await page.goto("/now?wall=1");
    await page.getByText(/Simulated\. Let happen here: Birch's systems are down/).waitFor();
    await page.goto("/now");
    await page.getByRole("button", { name: "Let something happen" }).click();
    await outage.getByRole("button", { name: "Stop it" }).click();
    await outage.getByRole("button", { name: "Let it happen" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => page.getByText("Let happen here").count()).toBe(0);
    await expect.poll(free, { timeout: 60_000, interval: 1_000 }).toBeGreaterThan(0);
  });
});

test.runIf(live && serving.provider !== undefined)("a provider is offered only what names nobody else", async () => {
  await visit("/now", { as: serving.provider }, async (page) => {
    await page.getByRole("button", { name: "Let something happen" }).click();
    const dialog = page.getByRole("dialog", { name: "Let something happen" });
    await dialog.getByRole("listitem").filter({ hasText: "Quality drifts at Alder" }).getByRole("button", { name: "Let it happen" }).waitFor();
    expect(await dialog.innerText()).not.toContain("Birch");
    // What reaches everybody may be known, and not begun.
    const everybodys = dialog.getByRole("listitem").filter({ hasText: "Six contacts in ten reach the wrong people" });
    expect(await everybodys.getByRole("button").count()).toBe(0);
  });
});

test.runIf(live).each([LAPTOP, PHONE].flatMap((size) => (["light", "dark"] as const).map((theme) => ({ size, theme }))))(
  "the list fits $size.width in $theme",
  async ({ size, theme }) => {
    await visit("/", { as: serving.client, size, theme }, async (page) => {
      await page.getByRole("button", { name: "Let something happen" }).click();
      await page.getByRole("dialog").getByText("Birch's systems are down").waitFor();
      await settled(page);
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      if (process.env.TANDEM_SHOTS) await page.screenshot({ path: `${process.env.TANDEM_SHOTS}/list-${size.width}-${theme}.png` });
    });
  },
);
