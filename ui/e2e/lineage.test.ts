import { expect, test } from "vitest";

import { axe, LAPTOP, PHONE, serving, visit, withBrowser } from "./browser";

// Where numbers come from, the badge they wear, and the words. Over the made-up partnership.
withBrowser();

const as = serving.client;
const onMock = test.runIf(serving.mock);

onMock("from a KPI back to the source, and from there ahead; the address restores it", async () => {
  await visit("/kpis/first_contact_resolution", { as }, async (page) => {
    const section = page.getByRole("region", { name: "Where this number comes from" });
    await section.getByRole("group", { name: "What leads to what" }).waitFor();
    await section.getByText("newest fact").waitFor();
    await section.getByRole("link", { name: "opened, column of the source of Helpdesk tickets" }).click();
    await page.waitForURL("**/lineage?feed=contacts&column=opened");
    await page.getByRole("heading", { level: 1, name: /^If contacts\.opened were wrong, so would be \d+ KPIs\.$/ }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "KPIs that would be wrong if it were" }).waitFor();
    expect(await page.getByRole("link", { name: "First contact resolution" }).count()).toBeGreaterThan(0);
  });
});

test("a rule and the check that it is of stand apart", async () => {
  await visit("/lineage?kpi=first_contact_resolution", { as }, async (page) => {
    const rule = page.locator("dd").filter({ has: page.locator("code + span") }).first();
    await rule.waitFor();
    expect(await rule.innerText()).toMatch(/\S \w+$/);
  });
});

onMock("the picture is walked with the arrows, along its lines", async () => {
  await visit("/lineage?kpi=first_contact_resolution", { as }, async (page) => {
    const picture = page.getByRole("group", { name: "What leads to what" });
    await picture.getByRole("link", { name: "status, column of the source of Helpdesk tickets" }).focus();
    const on = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await page.keyboard.press("ArrowRight");
    expect(await on()).toMatch(/^(outcome|automated), column of contact$/);
    await page.keyboard.press("ArrowRight");
    expect(await on()).toBe("First contact resolution, KPI");
    await page.keyboard.press("ArrowRight");
    expect(await on(), "there is nothing further").toBe("First contact resolution, KPI");
    await page.keyboard.press("ArrowLeft");
    expect(await on()).toMatch(/, column of contact$/);
  });
});

onMock("a phone reads a list in place of the picture", async () => {
  await visit("/lineage?feed=contacts&column=status", { as, size: PHONE }, async (page) => {
    await page.getByRole("heading", { name: "The expressions, as agreed" }).waitFor();
    expect(await page.getByRole("group", { name: "What leads to what" }).count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  });
});

onMock("a feed's page says what its columns are for", async () => {
  await visit("/data/contacts", { as }, async (page) => {
    await page.getByRole("heading", { name: "What its columns are for" }).waitFor();
    await page.getByRole("link", { name: "solved_first" }).click();
    await page.waitForURL("**/lineage?feed=contacts&column=solved_first");
  });
});

onMock("what cannot be followed says so", async () => {
  await visit("/lineage", { as }, async (page) => {
    await page.getByRole("heading", { name: "Nothing is named that could be followed" }).waitFor();
  });
  await visit("/lineage?feed=contacts&column=nothing", { as, refused: [404] }, async (page) => {
    await page.getByText("there is nothing of that name", { exact: false }).waitFor();
  });
});

onMock("a KPI of doubtful data wears a badge that leads to the place; the others wear none", async () => {
  await visit("/kpis", { as }, async (page) => {
    await page.getByText("data late").first().waitFor();
    const worn = await page.locator("li").filter({ hasText: "data late" }).count();
    expect(worn).toBeGreaterThan(0);
    expect(worn).toBeLessThan(await page.locator("li").count());
    await page.locator("li").filter({ hasText: "data late" }).getByRole("link").first().click();
    await page.getByText("Quality evaluations is late: its newest fact is 2 days old").waitFor();
    await page.getByRole("link", { name: "See the feed" }).first().click();
    await page.waitForURL("**/data/evaluations");
  });
});

onMock("words are searched, linked, and lead to each other", async () => {
  await visit("/glossary#column-contact-opened_at", { as }, async (page) => {
    await page.getByText("When the customer asked.").waitFor();
    expect(await page.locator("article.here").count()).toBe(1);
    await page.getByRole("searchbox").fill("tickets");
    await page.getByText("1 word", { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get("q")).toBe("tickets");
    await page.getByRole("link", { name: "See its lineage" }).click();
    await page.waitForURL("**/lineage?feed=contacts");
  });
});

onMock("a word that the search hides is shown when a link leads to it; an address that cannot be read leads to the words", async () => {
  await visit("/glossary?kind=column", { as }, async (page) => {
    await page.getByRole("link", { name: "contacts", exact: true }).click();
    const found = page.locator("article.here");
    await found.filter({ hasText: "Fills the table contact." }).waitFor();
    expect(new URL(page.url()).search).toBe("");
    expect(await found.evaluate((one) => one.getBoundingClientRect().top < innerHeight && one.getBoundingClientRect().bottom > 0), "it is in sight").toBe(true);
    await page.goBack();
    await page.getByText("1 word", { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get("kind")).toBe("column");
  });
  await visit("/glossary#%", { as }, async (page) => {
    await page.getByText("When the customer asked.").waitFor();
  });
});

for (const [size, theme] of [[LAPTOP, "light"], [PHONE, "dark"]] as const) {
  onMock(`nothing stands in anyone's way (${theme}, ${size.width} px)`, async () => {
    for (const path of ["/lineage?kpi=first_contact_resolution", "/lineage?feed=contacts&column=status", "/lineage?feed=contacts"]) {
      await visit(path, { as, size, theme }, async (page) => {
        await page.locator("h1").waitFor();
        await page.locator("[aria-busy='true']").waitFor({ state: "detached" });
        expect(await axe(page), path).toEqual([]);
      });
    }
  });
}
