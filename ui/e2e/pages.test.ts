import { expect, test } from "vitest";

import { atBoard, axe, LAPTOP, PHONE, serving, settled, visit, withBrowser } from "./browser";

withBrowser();

const as = serving.client;
const KPI = process.env.TANDEM_KPI ?? "first_contact_resolution";

test("the palette finds a KPI by its words", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    const title = (await page.locator("th[scope=row] .title").first().innerText()).trim();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill(title);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/kpis\//);
    await page.getByRole("heading", { name: "What it is" }).waitFor();
  });
});

test("keys: ? lists them, g leads to pages, t turns the light", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("k");
    await page.waitForURL(/\/kpis$/);
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("zzzz");
    await page.getByText("No KPI has these words.").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("t");
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  });
});

test("keys pressed alone are turned off on the page of one's account, and stay so", async () => {
  await visit("/account", { as }, async (page) => {
    await page.getByRole("checkbox", { name: /^Keys pressed alone/ }).uncheck();
    await page.reload();
    await page.getByRole("checkbox", { name: /^Keys pressed alone/ }).waitFor();
    await page.locator("h1").click();
    await page.keyboard.press("t");
    await page.keyboard.press("?");
    await page.keyboard.press("g");
    await page.keyboard.press("k");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    expect(new URL(page.url()).pathname).toBe("/account");
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBeUndefined();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Show the keys" }).click();
    await page.getByText("Keys that are pressed alone are turned off in this browser").waitFor();
    expect(await page.getByRole("dialog").getByText("Go to the board").count()).toBe(0);
  });
});

test("a page that does not exist is said", async () => {
  await visit("/no/such/page", { as }, async (page) => {
    await page.getByRole("heading", { name: "There is no page at /no/such/page" }).waitFor();
  });
});

test("the feeds are listed", async () => {
  await visit("/data", { as }, async (page) => {
    await page.getByRole("table").waitFor();
    expect(await page.locator("tbody tr").count()).toBeGreaterThan(0);
  });
});

test("a token is made, shown once, and revoked", async () => {
  const name = `Browser test ${Date.now()}`;
  await visit("/account", { as }, async (page) => {
    await page.getByLabel("What it is for").fill(name);
    await page.getByRole("button", { name: "Make the token" }).click();
    expect(await page.getByRole("status").locator("code").innerText()).toMatch(/^tdm_/);
    await page.getByRole("button", { name: `Revoke ${name}` }).click();
    await page.getByRole("row").filter({ hasText: name }).waitFor({ state: "detached" });
  });
});

const PAGES: [name: string, path: string, ready: string, who: "nobody" | "client" | "steward"][] = [
  ["sign-in", "/sign-in", "form", "nobody"],
  ["board", "/", "table[role=grid]", "client"],
  ["now", "/now", "h2", "client"],
  ["now on a wall", "/now?wall=1", "h2", "client"],
  ["what if", "/what-if", "h1:not(.hidden-words)", "client"],
  ["kpi", `/kpis/${KPI}`, "[role=slider] canvas", "client"],
  ["kpis", "/kpis", "h2", "client"],
  ["data", "/data", "table", "client"],
  ["customers", "/customers", "h1:not(.hidden-words)", "steward"],
  ["glossary", "/glossary", "article", "client"],
  ["account", "/account", "form", "client"],
  ["missing", "/nowhere", "h1", "client"],
];

const LIGHTS = [
  ["laptop, light", LAPTOP, "light"],
  ["phone, dark", PHONE, "dark"],
  ["laptop, dark", LAPTOP, "dark"],
  ["phone, light", PHONE, "light"],
] as const;

/** The pages are the same over a real Tandem; two of the four suffice to see whether its words and numbers fit. */
const lights = serving.mock ? LIGHTS : LIGHTS.slice(0, 2);

for (const [light, size, theme] of lights) {
  test.each(PAGES)(`axe finds nothing: %s, ${light}`, async (_, path, ready, who) => {
    await visit(path, { as: { nobody: undefined, client: as, steward: serving.steward ?? as }[who], size, theme }, async (page) => {
      await page.locator(ready).first().waitFor();
      await settled(page);
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "sideways scroll").toBeLessThanOrEqual(0);
    });
  });

  test(`axe finds nothing in the opened contacts and in the dialog for a note, ${light}`, async () => {
    await visit(`/kpis/${KPI}`, { as, size, theme }, async (page) => {
      await page.getByRole("button", { name: /^Open the / }).click();
      await page.getByRole("region", { name: "Rows" }).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.getByRole("button", { name: "Pin a note" }).click();
      await page.getByRole("dialog").getByLabel("Note").waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "sideways scroll").toBeLessThanOrEqual(0);
    });
  });
}

test("axe finds nothing in what opens over the page", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("checkbox").first().waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("group", { name: "Question" }).getByRole("button").first().click();
    await page.getByLabel("First day").waitFor();
    expect(await axe(page)).toEqual([]);
  });
});
