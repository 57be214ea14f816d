import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { atBoard, axe, demo, serving, visit, withBrowser } from "./browser";

withBrowser();

test("a wrong password is said, the right one leads to where one was going", async () => {
  await visit("/kpis?q=rate", {}, async (page) => {
    await page.getByRole("heading", { name: "Sign in to Tandem" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("E-mail").fill(serving.client.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The e-mail address or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill(serving.client.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What we measure, and what we mean by it" }).waitFor();
    expect(new URL(page.url()).search).toBe("?q=rate");
  });
});

test("typing begins the sign-in, whatever way one came to it", async () => {
  await visit("/kpis", { refused: [401] }, async (page) => {
    await page.getByRole("heading", { name: "Sign in to Tandem" }).waitFor();
    await page.keyboard.type(serving.client.email);
    expect(await page.getByLabel("E-mail").inputValue()).toBe(serving.client.email);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press("Tab");
    await page.keyboard.type(serving.client.password);
    await page.keyboard.press("Enter");
    await page.getByRole("searchbox").waitFor();
    // Signed in, the way past the navigation is the first stop again.
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toContain("skip");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("E-mail").waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "email");
  });
});

test("the place within a page is kept through the sign-in", async () => {
  await visit("/glossary?q=x#kpi-csat", {}, async (page) => {
    await page.getByLabel("E-mail").fill(serving.client.email);
    await page.getByLabel("Password").fill(serving.client.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The words we use, and what we mean by them" }).waitFor();
    expect(new URL(page.url()).hash).toBe("#kpi-csat");
  });
});

test("nobody is sent to another site by a link to the sign-in page", async () => {
  await visit("/sign-in?to=//evil.example/", { as: serving.client }, async (page) => {
    await atBoard(page);
    expect(page.url().startsWith(serving.url)).toBe(true);
  });
});

test("signing out ends it", async () => {
  // What was asked just before may arrive after the session's end.
  await visit("/account", { as: serving.client, refused: [401] }, async (page) => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Tandem" }).waitFor();
    await page.goto("/");
    await page.getByRole("heading", { name: "Sign in to Tandem" }).waitFor();
  });
});

/** Signs in as the browser's other tab would. */
const elsewhere = async (page: Page, email: string) =>
  expect((await page.context().request.post("/api/session", { data: { email, password: serving.client.password } })).status()).toBe(200);

const again = async (page: Page) => {
  await page.getByRole("heading", { name: "Your session has ended" }).waitFor();
  const over = page.getByRole("dialog", { name: "Sign in again" });
  expect(await over.getByLabel("Password").evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await over.getByLabel("E-mail").inputValue()).toBe(serving.client.email);
  await over.getByLabel("Password").fill(serving.client.password);
  await over.getByRole("button", { name: "Sign in" }).click();
  await over.waitFor({ state: "detached" });
};

test.runIf(serving.mock)("a session that ends under a draft is begun anew over it, and nothing is lost", async () => {
  await visit("/add-data", { as: serving.client, refused: [401] }, async (page) => {
    await page.getByLabel("The file").setInputFiles({ name: "calls.csv", mimeType: "text/csv", buffer: Buffer.from("Ticket;Vendor\nT-1;alder\nT-2;birch\n") });
    await page.getByText("Of 2 rows, 2 become records.").waitFor();
    await page.context().clearCookies();
    const title = page.getByLabel("Title for people");
    await title.fill("Calls of the night");
    await title.blur();
    await page.getByRole("heading", { name: "Your session has ended" }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await again(page);
    expect(new URL(page.url()).pathname).toBe("/add-data");
    expect(await title.inputValue()).toBe("Calls of the night");
    // What was asked in vain is asked again.
    await page.getByText("Of 2 rows, 2 become records.").waitFor();
    await page.getByText("Your session had ended").waitFor({ state: "detached" });
  });
});

test.runIf(serving.mock || demo)("also over a dialog, which stays open with what was written", async () => {
  await visit("/kpis/csat", { as: serving.client, refused: [401] }, async (page) => {
    await page.getByRole("button", { name: "Pin a note" }).click();
    const note = page.getByRole("dialog").getByLabel("Note");
    await note.fill("The new form is in use since Monday.");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Pin the note" }).click();
    await again(page);
    expect(await note.inputValue()).toBe("The new form is in use since Monday.");
    await page.getByRole("button", { name: "Pin the note" }).click();
    await page.getByRole("complementary", { name: "Notes" }).getByText("The new form is in use since Monday.").waitFor();
  });
});

test.runIf(serving.mock)("who signed in in another tab is who this tab is of, and nothing is done in another's name", async () => {
  await visit("/account", { as: serving.client, refused: [403] }, async (page) => {
    await page.getByRole("heading", { level: 1, name: "Mara Roos" }).waitFor();
    await elsewhere(page, "femke.dekker@harbor.example");
    await page.getByLabel("What it is for").fill("A sheet");
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText("Femke Dekker signed in here in another tab, so this page is theirs now.").waitFor();
    await page.getByRole("heading", { level: 1, name: "Femke Dekker" }).waitFor();
    expect(await page.getByText("csrf_token").count()).toBe(0);
    await page.getByRole("button", { name: "Understood" }).click();
    await page.getByText("signed in here in another tab").waitFor({ state: "detached" });
  });
});

test.runIf(serving.mock)("a tab that is looked at again knows who is signed in", async () => {
  await visit("/data/contacts", { as: serving.client, refused: [403] }, async (page) => {
    await page.getByText("Account of Mara Roos").waitFor({ state: "attached" });
    await elsewhere(page, "femke.dekker@harbor.example");
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.getByText("Account of Femke Dekker").waitFor({ state: "attached" });
  });
});

test.runIf(serving.mock)("the same person signed in anew: said in words, and done at the second try", async () => {
  await visit("/kpis/csat", { as: serving.client, refused: [403] }, async (page) => {
    await page.getByRole("button", { name: "Pin a note" }).click();
    await page.getByRole("dialog").getByLabel("Note").fill("Counted by hand in week 11.");
    await elsewhere(page, serving.client.email);
    const pin = page.getByRole("button", { name: "Pin the note" });
    await pin.click();
    await page.getByRole("alert").filter({ hasText: "This browser was signed in anew in another tab" }).waitFor();
    expect(await pin.evaluate((button) => button === document.activeElement), "who is refused stands where they were").toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Notes" }).getByText("Counted by hand in week 11.").waitFor();
  });
});

test.runIf(serving.mock)("after too many attempts it says when to try again", async () => {
  await visit("/sign-in", { refused: [429] }, async (page) => {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await page.getByLabel("E-mail").fill("nobody@harbor.example");
      await page.getByLabel("Password").fill(`guess ${attempt}`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").filter({ hasText: attempt < 5 ? "wrong" : "Try again in" }).waitFor();
    }
    expect(await page.getByRole("button", { name: "Sign in" }).isDisabled()).toBe(true);
  });
});
