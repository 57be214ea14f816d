import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { axe, LAPTOP, PHONE, serving, settled, visit, withBrowser } from "./browser";

withBrowser();

const as = serving.client;
/** Whether what is served goes on after its history: then there is a double to try things on. */
const goesOn = process.env.TANDEM_GOES_ON === "1";

/** The made-up partnership, as if it were simulated. */
async function simulated(page: Page): Promise<void> {
  const newest = { basis: "1842·331", now: "2026-03-24T13:14:00Z", simulated_pace: 60 };
  await page.route("**/api/live", (route) => route.fulfill({ contentType: "text/event-stream", body: `retry: 600000\nevent: newest\ndata: ${JSON.stringify(newest)}\n\n` }));
}

async function open(path: string, size: { width: number; height: number }, theme: "light" | "dark", walk: (page: Page) => Promise<void>): Promise<void> {
  await visit("/account", { as, size, theme }, async (page) => {
    if (serving.mock) await simulated(page);
    await page.goto(path);
    await walk(page);
  });
}

test.runIf(serving.mock)("without a double the page says what it needs", async () => {
  await visit("/what-if", { as }, async (page) => {
    await page.getByRole("heading", { level: 1, name: "There is no double of this operation to try things on yet" }).waitFor();
  });
});

test.runIf(serving.mock || goesOn)("a lever is pulled and its result stands beside what goes on as it is, with the whole question in the address", async () => {
  await open("/glossary", LAPTOP, "light", async (page) => {
    await page.getByRole("link", { name: "What if" }).click();
    await page.getByRole("combobox", { name: "Over which time" }).selectOption("tomorrow");
    await page.getByRole("group", { name: "Add a lever" }).getByRole("button", { name: "Agents" }).click();
    await page.getByRole("spinbutton", { name: "Agents" }).fill("6");
    await page.getByRole("spinbutton", { name: "Agents" }).press("Tab");
    expect(new URL(page.url()).search).toMatch(/^\?for=tomorrow&with=agents\.\w+\.more6\.1100-1500$/);
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByRole("progressbar").waitFor();
    const table = page.getByRole("region", { name: "What is predicted" });
    await table.waitFor();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toMatch(/^Six more at .+, 11:00 to 15:00 would /);
    const row = table.getByRole("row").filter({ hasText: "Service level" }).first();
    expect(await row.innerText()).toMatch(/points, .+ to /);
    // The address asks it again, by itself.
    await page.reload();
    await table.waitFor();
    await page.getByRole("spinbutton", { name: "Agents" }).fill("2");
    await page.getByRole("spinbutton", { name: "Agents" }).press("Tab");
    await page.getByText("What stands below is of other levers.").waitFor();
    await page.getByRole("combobox", { name: "Look at" }).selectOption("all");
    expect(new URL(page.url()).searchParams.get("of")).toBe("all");
  });
});

test.runIf(serving.mock || goesOn)("a scenario is kept, compared with another, and let go", async () => {
  const title = `Browser test ${Date.now()}`;
  await open("/what-if?for=tomorrow&with=volume..x120", LAPTOP, "light", async (page) => {
    const table = page.getByRole("region", { name: "What is predicted" });
    await table.waitFor();
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await page.getByRole("dialog").getByLabel("Title").fill(title);
    await page.getByRole("dialog").getByRole("button", { name: "Keep" }).click();
    await page.getByRole("button", { name: `Compare ${title}` }).click();
    await table.getByRole("columnheader", { name: "B" }).waitFor();
    expect(new URL(page.url()).searchParams.getAll("with")).toEqual(["volume..x120", "volume..x120"]);
    await page.getByRole("button", { name: "Leave out scenario B" }).click();
    await page.getByRole("button", { name: `Let go of ${title}` }).click();
    await page.getByRole("button", { name: `Let go of ${title}` }).waitFor({ state: "detached" });
  });
});

for (const [light, size, theme] of [["laptop, light", LAPTOP, "light"], ["phone, dark", PHONE, "dark"], ["laptop, dark", LAPTOP, "dark"], ["phone, light", PHONE, "light"]] as const) {
  test.runIf(serving.mock || goesOn)(`axe finds nothing in what is tried, ${light}`, async () => {
    const levers = ["volume.voice.x110.0900-1700", "handle_time....x90"];
    await open(`/what-if?for=tomorrow&${levers.map((one) => `with=${one}`).join("&")}`, size, theme, async (page) => {
      await page.getByRole("region", { name: "What is predicted" }).waitFor();
      await settled(page);
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "sideways scroll").toBeLessThanOrEqual(0);
      await page.getByRole("button", { name: "Keep", exact: true }).first().click();
      await page.getByRole("dialog").getByLabel("Title").waitFor();
      expect(await axe(page)).toEqual([]);
    });
  });
}
