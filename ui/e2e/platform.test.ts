import { createHmac, randomUUID } from "node:crypto";

import { expect, test } from "vitest";

import { axe, LAPTOP, PHONE, serving, settled, visit, withBrowser } from "./browser";

// Over a demo that goes on: what its platforms are told by signed calls is named on the screen, and undone there.
const key = process.env.TANDEM_LIVE === "1" ? process.env.TANDEM_PLATFORM_KEY : undefined;

withBrowser();

/** Calls the platform as its own client would, with a signature made here. */
async function call(body: object): Promise<string> {
  const id = `call_${randomUUID()}`;
  const at = String(Math.floor(Date.now() / 1000));
  const text = JSON.stringify({ format: 1, ...body });
  const signature = createHmac("sha256", Buffer.from(key ?? "", "base64")).update(`${id}.${at}.${text}`).digest("base64");
  const headers = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": at, "webhook-signature": `v1,${signature}` };
  const answered = await fetch(`${serving.url}/api/platform/calls`, { method: "POST", headers, body: text });
  expect(answered.status, await answered.clone().text()).toBe(200);
  return id;
}

test.runIf(key !== undefined)("what platforms were told is named within seconds, told to whom it concerns, and undone from the screen", { timeout: 120_000 }, async () => {
  const reason = "Callers wait for people who know warranty claims.";
  await visit("/", { as: serving.client }, async (page) => {
    await page.getByRole("button", { name: "Let something happen" }).waitFor();
    await call({ set: { lever: "proficiency", party: "alder" }, lasts_hours: 48, reason });
    await page.getByText(/Set by signed calls: the best of those who are free takes each contact at Alder, since .+, until .+: Callers wait/).waitFor();
    expect(await axe(page)).toEqual([]);
    for (const [size, theme] of [[LAPTOP, "light"], [PHONE, "dark"]] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: theme });
      await settled(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      if (process.env.TANDEM_SHOTS) await page.screenshot({ path: `${process.env.TANDEM_SHOTS}/calls-${size.width}-${theme}.png` });
    }
    await page.setViewportSize(LAPTOP);
    if (serving.provider !== undefined) {
      // The provider whom alone it touches is told why, and could undo it.
      await visit("/", { as: serving.provider }, async (own) => {
        await own.getByText(/Set by signed calls: the best of those who are free takes each contact at Alder/).waitFor();
        expect(await own.locator("body").innerText()).toContain(reason);
        expect(await own.getByRole("button", { name: "Undo", exact: true }).count()).toBe(1);
      });
    }
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect.poll(() => page.getByText("Set by signed calls").count(), { timeout: 15_000 }).toBe(0);
  });
});
