import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { atBoard, downloaded, serving, visit, withBrowser } from "./browser";

withBrowser();

const as = serving.client;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** Opens the KPI in the first cell of the board that has a number. */
async function openFirst(page: Page): Promise<void> {
  await atBoard(page);
  await page.locator("td a").filter({ hasText: / of \d/ }).first().click();
  await page.getByRole("slider").waitFor();
}

test("a KPI says what it is, who owns it and where it comes from", async () => {
  await visit("/", { as }, async (page) => {
    await openFirst(page);
    await page.getByRole("heading", { name: "What it is" }).waitFor();
    expect(await page.locator("dt").allInnerTexts()).toEqual(expect.arrayContaining(["Interval", "Owner"]));
    expect(await page.getByRole("heading", { name: "Where this number comes from" }).count()).toBe(1);
    expect((await page.locator("h1").innerText()).length).toBeGreaterThan(10);
  });
});

test("the chart is painted, its points can be walked and read aloud, and it exports", async () => {
  await visit("/", { as }, async (page) => {
    await openFirst(page);
    const slider = page.getByRole("slider");
    await slider.locator("canvas").first().waitFor();
    await page.waitForTimeout(300);
    const painted = await slider.locator("canvas").first().evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return new Set(Array.from({ length: pixels.length / 4 }, (_, nth) => `${pixels[nth * 4]},${pixels[nth * 4 + 3]}`)).size;
    });
    expect(painted).toBeGreaterThan(8);
    await slider.focus();
    await page.keyboard.press("End");
    const last = await slider.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    const before = await slider.getAttribute("aria-valuetext");
    expect(before).toMatch(/ of [\d,]+|no value/);
    expect(before).not.toBe(last);

    const series = page.getByRole("region", { name: "Over time" });
    const csv = await downloaded(page, () => series.getByRole("button", { name: "CSV" }).click());
    expect(csv.bytes.toString("utf8")).toContain("period,start,value,n,low,high");
    const png = await downloaded(page, () => series.getByRole("button", { name: "PNG" }).click());
    expect(png.bytes.subarray(0, 4)).toEqual(PNG);
    expect(png.bytes.length).toBeGreaterThan(10_000);
  });
});

test("it breaks down by a dimension that the address holds", async () => {
  await visit("/", { as }, async (page) => {
    await openFirst(page);
    const section = page.getByRole("region", { name: "Where it differs" });
    await section.getByLabel("by", { exact: true }).selectOption("channel");
    await page.waitForURL(/by=channel/);
    await section.getByRole("columnheader", { name: "Channel" }).waitFor();
    expect(await section.locator("tbody tr").count()).toBeGreaterThan(1);
    const csv = await downloaded(page, () => section.getByRole("button", { name: "CSV" }).click());
    expect(csv.bytes.toString("utf8")).toMatch(/^\ufeffchannel,/);
    const png = await downloaded(page, () => section.getByRole("button", { name: "PNG" }).click());
    expect(png.bytes.subarray(0, 4)).toEqual(PNG);
  });
});

test("a note pinned by keyboard stands beside the chart and on the board", async () => {
  const text = `Seen in the browser test, ${Date.now()}`;
  await visit("/", { as }, async (page) => {
    await openFirst(page);
    await page.getByRole("slider").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Note").fill(text);
    await dialog.getByRole("button", { name: "Pin the note" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("complementary", { name: "Notes" }).getByText(text).waitFor();
    await page.getByRole("link", { name: "Board", exact: true }).click();
    await atBoard(page);
    await page.getByRole("region", { name: "Notes" }).getByText(text).waitFor();
  });
});

test("a dialog is left with Escape, and with it what was written there", async () => {
  await visit(`/kpis/${process.env.TANDEM_KPI ?? "first_contact_resolution"}`, { as }, async (page) => {
    const open = page.getByRole("button", { name: "Pin a note" });
    await open.click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.evaluate((sheet) => sheet.contains(document.activeElement))).toBe(true);
    await dialog.getByLabel("Note").fill("Not to be kept.");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await open.click();
    expect(await dialog.getByLabel("Note").inputValue()).toBe("");
    expect(await dialog.getByRole("button", { name: "Pin the note" }).isDisabled(), "not without words").toBe(true);
  });
});

test("who may, opens the contacts behind it, page by page", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    const to = new URL(page.url());
    await page.goto(to.pathname.replace(/boards\/.*/, serving.mock ? "kpis/first_contact_resolution" : `kpis/${process.env.TANDEM_KPI ?? "first_contact_resolution"}`));
    await page.getByRole("button", { name: /^Open the / }).click();
    const section = page.getByRole("region", { name: "Rows" });
    const first = await section.locator("tbody tr").first().innerText();
    await page.getByRole("button", { name: "Later rows" }).click();
    await page.waitForURL(/offset=25/);
    await page.getByText(/^26 to 50 of /).waitFor();
    expect(await section.locator("tbody tr").first().innerText()).not.toBe(first);
  });
});

test.runIf(serving.mock)("another party's contacts are shown from their first; an address beyond the last shows the last", async () => {
  await visit("/kpis/first_contact_resolution?offset=41000", { as }, async (page) => {
    await page.getByText(/^41,001 to 41,025 of /).waitFor();
    await page.getByRole("group", { name: "Party" }).getByRole("button", { name: "Alder" }).click();
    await page.getByText(/^1 to 25 of /).waitFor();
    expect(new URL(page.url()).searchParams.has("offset")).toBe(false);
    const address = new URL(page.url());
    address.searchParams.set("offset", "40000");
    await page.goto(address.href);
    await page.getByText(/^[\d,]+ to ([\d,]+) of \1 /).waitFor();
    expect(await page.getByRole("region", { name: "Rows" }).locator("tbody tr").count()).toBeGreaterThan(0);
  });
});

test.runIf(serving.mock)("the dialog for a note says who will see it, whoever it is about", async () => {
  await visit("/kpis/csat", { as }, async (page) => {
    await page.getByRole("button", { name: "Pin a note" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("A note about all parties is seen by the client only.").waitFor();
    await dialog.getByLabel("About").selectOption("alder");
    await dialog.getByText(/seen by the client and by those at Alder/).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
  });
});

test("the rows show the KPI's own columns first, and all when asked", async () => {
  await visit("/", { as }, async (page) => {
    await openFirst(page);
    await page.getByRole("button", { name: /^Open the / }).click();
    const section = page.getByRole("region", { name: "Rows" });
    await section.locator("tbody tr").first().waitFor();
    const few = await section.getByRole("columnheader").count();
    await page.getByRole("button", { name: /^All \d+ columns$/ }).click();
    expect(await section.getByRole("columnheader").count()).toBeGreaterThan(few);
  });
});

test("a KPI that does not exist is said", async () => {
  await visit("/kpis/no_such_kpi", { as, refused: [404] }, async (page) => {
    await page.getByRole("alert").waitFor();
    await page.getByRole("link", { name: "See the KPIs there are" }).waitFor();
  });
});

test.runIf(serving.mock)("who may not open the contacts is told which right it takes", async () => {
  await visit("/kpis/csat", { as: { email: "femke.dekker@harbor.example", password: serving.client.password } }, async (page) => {
    await page.getByText(/needs the right “Open the contacts behind a number”/).waitFor();
    expect(await page.getByRole("button", { name: "Pin a note" }).count()).toBe(0);
  });
});
