import { expect, test } from "vitest";

import { atBoard, serving, visit, withBrowser } from "./browser";

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
