import { expect, test } from "vitest";

import { axe, LAPTOP, PHONE, serving, visit, withBrowser } from "./browser";

// Customers who ask to be forgotten, or whose accounts are one.
withBrowser();

const as = serving.steward;
const bySteward = test.runIf(as !== undefined);

for (const [size, theme] of [[LAPTOP, "light"], [PHONE, "dark"]] as const) {
  bySteward(`rows are counted before anything is asked for; a customer whom nobody knows is said (${theme}, ${size.width} px)`, async () => {
    await visit("/data", { as, size, theme }, async (page) => {
      await page.getByRole("link", { name: "Customers on request" }).click();
      await page.waitForURL("**/customers");
      await page.getByRole("button", { name: "Forget or merge customers" }).click();
      const sheet = page.getByRole("dialog", { name: "Forget or merge customers" });
      await sheet.getByLabel("Customer", { exact: true }).fill("nobody.at.all@nowhere.example");
      await sheet.getByRole("button", { name: "Count the rows" }).click();
      await sheet.getByText("No row is of this customer, written so.").waitFor();
      expect(await sheet.getByRole("button", { name: "Forget the customer" }).isDisabled(), "not without a reason").toBe(true);
      expect(await axe(page)).toEqual([]);
      await sheet.getByRole("radio", { name: "Two accounts are one customer’s" }).check();
      expect(await sheet.getByText("No row is of this customer").count(), "that was of another question").toBe(0);
      await sheet.getByRole("button", { name: "Cancel" }).click();
      await sheet.waitFor({ state: "detached" });
    });
  });
}

test.runIf(serving.mock)("a customer is forgotten: what changes is said before and after, and who asked stands in the list", async () => {
  await visit("/customers", { as }, async (page) => {
    await page.getByRole("heading", { level: 1, name: "1 customer forgotten and 1 merge made" }).waitFor();
    await page.getByRole("button", { name: "Forget or merge customers" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Customer", { exact: true }).fill("a.kaya@post.example");
    await page.keyboard.press("Enter");
    await sheet.getByText("14 contacts, 3 survey answers and 1 row set aside").waitFor();
    await sheet.getByLabel(/^Why\./).fill("Letter 2026-207");
    await sheet.getByRole("button", { name: "Forget the customer" }).click();
    const result = page.getByRole("status").filter({ hasText: "Request 3: 14 contacts, 3 survey answers and 1 row set aside changed." });
    await result.waitFor();
    expect(await result.evaluate((line) => line === document.activeElement)).toBe(true);
    await page.getByRole("row").filter({ hasText: "3: a customer forgotten" }).filter({ hasText: "Letter 2026-207" }).waitFor();
    expect(await page.getByText("a.kaya@post.example").count(), "who it was is not kept").toBe(0);
    expect(await axe(page)).toEqual([]);
  });
});

test("who may not, reads who may", async () => {
  if (serving.provider === undefined) return;
  await visit("/customers", { as: serving.provider }, async (page) => {
    await page.getByRole("heading", { name: "The feeds count the records of every party" }).waitFor();
  });
});
