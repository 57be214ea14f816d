import { expect, test } from "vitest";

import { demo, serving, visit, withBrowser } from "./browser";

withBrowser();

// Over the demo, which stands still: what moves is what is sent here.
const as = serving.steward;

test.runIf(demo && as !== undefined)("a record that comes in shows on a screen that is open, and on one that is held to a basis it does not", async () => {
  const question = new URLSearchParams({ from: "2026-09-02", to: "2026-09-02", where: "party = 'birch' and channel = 'voice'" });
  await visit(`/kpis/contacts_offered?${question}`, { as }, async (page) => {
    const level = page.locator(".level p.number").first();
    await page.getByText("New facts show as they come.").waitFor();
    const before = await page.getByRole("heading", { level: 1 }).textContent();
    const words = await level.textContent();

    const held = await page.context().newPage();
    await held.goto(page.url());
    await held.getByRole("button", { name: "Keep it in the address" }).click();
    await held.waitForURL(/basis=/);

    const session = (await (await page.request.get("/api/session")).json()) as { csrf_token: string };
    const ticket = { ticket: `L-${Date.now()}`, vendor: "birch", centre: "manila", line: "voice_orders", via: "phone", reason: "delivery_status", lang: "en", opened: "2026-09-02T09:00:00Z", status: "hung_up", wait: 12, updated: "2026-09-02T09:01:00Z" };
    const sent = await page.request.post("/api/feeds/contacts/records", { data: [ticket], headers: { "X-CSRF-Token": session.csrf_token } });
    expect(sent.status(), await sent.text()).toBe(200);
    expect(((await sent.json()) as { added: number }).added).toBe(1);

    await expect.poll(async () => `${await page.getByRole("heading", { level: 1 }).textContent()} ${await level.textContent()}`, { timeout: 5_000 }).not.toBe(`${before} ${words}`);
    expect(await held.getByRole("heading", { level: 1 }).textContent()).toBe(before);
    await held.close();
  });
});

test.runIf(demo || serving.mock)("a line that breaks is told, and is there again by itself", async () => {
  await visit("/", { as: serving.client }, async (page) => {
    await page.getByText("New facts show as they come.").waitFor();
    await page.context().setOffline(true);
    // A line that is open already is not cut by that: the page is made to open it anew.
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.getByText("The connection is lost").waitFor();
    await page.context().setOffline(false);
    await page.getByText("New facts show as they come.").waitFor();
  });
});
