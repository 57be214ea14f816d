import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { axe, LAPTOP, PHONE, serving, visit, withBrowser } from "./browser";

// From a file that nobody has described to numbers.
withBrowser();

const as = serving.client;
const onMock = test.runIf(serving.mock);
const TICKETS = `Ticket;Vendor;Reason;Opened;Answered;Customer;Notes
${Array.from({ length: 24 }, (_, nth) => `T-${nth + 1};alder;billing;${String(nth + 1).padStart(2, "0")}/03/2026 09:10;${nth === 3 ? "soon" : `${String(nth + 1).padStart(2, "0")}/03/2026 09:15`};c${nth}@example.org;n${nth}`).join("\n")}
`;

const drop = (page: Page, name: string, content: string | Buffer) =>
  page.getByLabel("The file", { exact: true }).setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
/** The status line of the trial. */
const said = (page: Page) => page.getByRole("region", { name: "The first rows as they would stand" }).getByRole("status");

onMock("a file is dropped, put right, accepted and taken in", async () => {
  await visit("/data", { as }, async (page) => {
    await page.getByRole("link", { name: "Add data from a file" }).click();
    await page.waitForURL("**/add-data");
    await drop(page, "Desk tickets.csv", TICKETS);
    const heading = page.getByRole("heading", { level: 1, name: "Desk tickets.csv fills contact" });
    await heading.waitFor();
    expect(await heading.evaluate((line) => line === document.activeElement), "the draft is announced").toBe(true);
    await page.getByText("Of 24 rows, 23 become records; 1 would be set aside.").waitFor();
    await page.getByText("“soon” is not a time of this form").waitFor();
    await page.getByText("not shown: e-mail addresses").waitFor();
    expect(await page.getByText("c3@example.org").count(), "who the customer is, is nowhere but in the row set aside").toBe(1);

    // The day and the month change places, and back.
    await page.getByRole("radio", { name: /If the month stands first/ }).check();
    await page.getByText(/Of 24 rows, 11 become records; 13 would be set aside\./).waitFor();
    await page.getByText("More than one row in ten would be set aside").waitFor();
    await page.getByRole("radio", { name: "As drafted" }).first().check();
    await page.getByText("Of 24 rows, 23 become records; 1 would be set aside.").waitFor();

    // The column that cannot be read is left out, another one is used.
    await page.getByRole("button", { name: "Answered does not become answered_at" }).click();
    await page.getByText("Of 24 rows, 24 become records.").waitFor();
    const notes = page.getByRole("combobox", { name: "Notes becomes" });
    await notes.fill("opened_at");
    await notes.press("Enter");
    await notes.blur();
    await page.getByText("its values cannot be read as a time").waitFor();
    await notes.fill("agent");
    await notes.blur();
    await page.getByRole("columnheader", { name: "agent" }).waitFor();

    const name = page.getByLabel("Name, which its file will have");
    await name.fill("contacts");
    await name.blur();
    await said(page).getByText("Of 24 rows").waitFor();
    await page.getByText("feeds/contacts.yaml").first().waitFor();
    const accept = page.getByRole("button", { name: "Accept and take the file in" });
    await name.fill("helpdesk");
    await name.blur();
    await said(page).getByText("Of 24 rows").waitFor();
    await accept.click();
    const result = page.getByRole("heading", { name: "Desk tickets.csv is in: 24 records in contact" });
    await result.waitFor();
    expect(await result.evaluate((line) => line === document.activeElement)).toBe(true);
    await page.getByRole("link", { name: "Desk tickets, hour by hour" }).waitFor();
    await page.getByText(/KPIs? reads? this table:/).waitFor();
  });
});

onMock("a name that is taken is said, and the feed is not lost", async () => {
  await visit("/add-data", { as, refused: [409] }, async (page) => {
    await drop(page, "contacts.csv", TICKETS);
    await page.getByRole("button", { name: "Accept and take the file in" }).click();
    await page.getByRole("alert").filter({ hasText: "There is a feed named contacts already" }).waitFor();
    await page.getByText("Of 24 rows, 23 become records").waitFor();
  });
});

onMock("a file that is saved again meanwhile is said, and chosen again without losing what was put right", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-file-"));
  const path = join(folder, "desk.csv");
  try {
    writeFileSync(path, TICKETS);
    await visit("/add-data", { as }, async (page) => {
      await page.getByLabel("The file", { exact: true }).setInputFiles(path);
      await page.getByText("Of 24 rows, 23 become records").waitFor();
      writeFileSync(path, `${TICKETS}T-25;birch;billing;25/03/2026 09:10;25/03/2026 09:15;c25@example.org;n\n`);
      const title = page.getByLabel("Title for people");
      await title.fill("Desk of Birch");
      await title.blur();
      await said(page).getByText("desk.csv has changed since you chose it, or is gone.").waitFor();
      expect(await page.getByText("Trying what you changed").count()).toBe(0);
      await page.getByLabel("The file", { exact: true }).setInputFiles(path);
      await page.getByText("Of 25 rows, 24 become records; 1 would be set aside.").waitFor();
      expect(await title.inputValue()).toBe("Desk of Birch");

      // And once more, just before it is accepted: the feed stands, the file is chosen again and sent.
      const name = page.getByLabel("Name, which its file will have");
      await name.fill("desk_of_birch");
      await name.blur();
      await said(page).getByText("Of 25 rows").waitFor();
      writeFileSync(path, TICKETS);
      await page.getByRole("button", { name: "Accept and take the file in" }).click();
      await page.getByRole("alert").filter({ hasText: "desk.csv has changed since you chose it, or is gone." }).waitFor();
      await page.getByLabel("The file", { exact: true }).setInputFiles(path);
      await page.getByRole("button", { name: "Send the file again" }).click();
      await page.getByRole("heading", { name: "desk.csv is in: 23 records in contact" }).waitFor();
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

onMock("a refusal goes when the change that it was of is undone", async () => {
  await visit("/add-data", { as, refused: [429] }, async (page) => {
    await drop(page, "tickets.csv", TICKETS);
    await page.getByText("Of 24 rows, 23 become records").waitFor();
    await page.route("**/api/feeds/preview", (route) => route.fulfill({ status: 429, json: { kind: "too_busy", message: "more is asked than can be answered", hint: "wait a moment", at: null } }));
    const title = page.getByLabel("Title for people");
    await title.fill("Other");
    await title.blur();
    await said(page).getByText("More is asked than can be answered.").waitFor();
    await title.fill("Tickets");
    await title.blur();
    await said(page).getByText("Of 24 rows, 23 become records").waitFor();
    expect(await page.getByText("More is asked than can be answered").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Accept and take the file in" }).isEnabled()).toBe(true);
  });
});

onMock("a feed whose file is stopped is no dead end: its page takes the file when it is put right", async () => {
  await visit("/add-data", { as, refused: [422] }, async (page) => {
    await drop(page, "night.csv", TICKETS.replace("n20", "stop"));
    await page.getByRole("button", { name: "Accept and take the file in" }).click();
    await page.getByRole("heading", { name: "The feed is accepted, the file is not in yet" }).waitFor();
    await page.getByRole("alert").filter({ hasText: "check whole_day failed and its severity is stop" }).waitFor();
    expect(await page.getByText("tandem ingest").count()).toBe(0);
    await page.getByRole("link", { name: "sent on the feed's page" }).click();
    await page.waitForURL("**/data/night");
    await page.getByRole("heading", { name: "Night has brought nothing yet." }).waitFor();
    await drop(page, "night.csv", TICKETS);
    await page.getByRole("button", { name: "Take it in" }).click();
    await page.getByRole("heading", { name: "night.csv is in: 23 records in contact" }).waitFor();
    await page.getByRole("heading", { name: "Night has brought 24 rows; no row waits." }).waitFor();
  });
});

onMock("what is wrong with the text is said with its line, which is one click away", async () => {
  await visit("/add-data", { as }, async (page) => {
    await drop(page, "tickets.csv", TICKETS);
    await page.getByText("See and change the text").click();
    const text = page.getByLabel("The feed as YAML");
    await text.fill((await text.inputValue()).replace("  party:", "  partei:"));
    await page.getByRole("heading", { name: "◆ One thing is wrong with the feed" }).waitFor();
    await page.getByText("The feed cannot be tried before").waitFor();
    expect(await page.getByRole("button", { name: "Accept and take the file in" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: /^Line \d+$/ }).click();
    await page.waitForFunction(() => {
      const area = document.activeElement;
      return area instanceof HTMLTextAreaElement && area.value.slice(area.selectionStart, area.selectionEnd).startsWith("partei:");
    });
  });
});

onMock("a file that a feed takes in already goes through that one, or through a second feed that was asked for", async () => {
  await visit("/add-data", { as }, async (page) => {
    await drop(page, "again.csv", TICKETS);
    await page.getByRole("button", { name: "Accept and take the file in" }).click();
    await page.getByRole("heading", { name: "again.csv is in: 23 records in contact" }).waitFor();
    await page.getByRole("button", { name: "Add another file" }).click();

    await drop(page, "again.csv", TICKETS);
    const heading = page.getByRole("heading", { level: 1, name: "again.csv fits the feed Again" });
    await heading.waitFor();
    expect(await heading.evaluate((line) => line === document.activeElement), "it is announced").toBe(true);
    await page.getByText("another party's export needs a feed of its own").waitFor();
    expect(await page.getByRole("button", { name: "Accept and take the file in" }).count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    await page.getByRole("button", { name: "Make another feed anyway" }).click();
    await page.getByRole("heading", { level: 1, name: "again.csv fills contact" }).waitFor();
    await page.getByRole("button", { name: "Take another file" }).click();

    await drop(page, "again.csv", TICKETS);
    await page.getByRole("button", { name: "Take it in with Again" }).click();
    await page.getByRole("heading", { name: "again.csv is in: 23 records in contact" }).waitFor();
    await page.getByRole("link", { name: "Again, hour by hour" }).waitFor();
  });
});

onMock("a file that was taken for another table is drafted anew for the one that is chosen", async () => {
  await visit("/add-data", { as, refused: [422] }, async (page) => {
    await drop(page, "answers.csv", TICKETS);
    await page.getByRole("heading", { level: 1, name: "answers.csv fills contact" }).waitFor();
    const table = page.getByLabel("Table that it fills");
    await table.selectOption("survey");
    await page.getByRole("heading", { level: 1, name: "answers.csv fills survey" }).waitFor();
    await said(page).getByText("Of 24 rows, 23 become records").waitFor();
    expect(await table.inputValue()).toBe("survey");
    // One that the file does not allow is refused, and what stands stays.
    await table.selectOption("shift");
    await page.getByRole("alert").filter({ hasText: "No draft for the table shift" }).waitFor();
    expect(await table.inputValue()).toBe("survey");
    expect(await page.getByText("thing is wrong with the feed").count()).toBe(0);
  });
});

onMock("files that are empty, broken or too large are answered with what to do", async () => {
  await visit("/add-data", { as, refused: [422] }, async (page) => {
    await drop(page, "empty.csv", "");
    await page.getByRole("alert").filter({ hasText: "empty.csv: the file is empty" }).waitFor();
    await drop(page, "picture.csv", Buffer.from([1, 0, 2, 0]));
    await page.getByRole("alert").filter({ hasText: "the file is no text" }).waitFor();
    await drop(page, "huge.csv.gz", Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(16 * 2 ** 20)]));
    await page.getByRole("alert").filter({ hasText: "can only be read whole" }).waitFor();
    // The page is as ready as before.
    await drop(page, "tickets.csv", TICKETS);
    await page.getByText("Of 24 rows").waitFor();
  });
});

onMock("of a huge text its beginning is looked at", async () => {
  await visit("/add-data", { as }, async (page) => {
    const [head = "", ...rows] = TICKETS.trim().split("\n");
    const many = Array.from({ length: 180_000 }, (_, nth) => (rows[nth % 3] ?? "").replace(/^T-\d+/, `T-${nth}`));
    await drop(page, "huge.csv", `${[head, ...many, "x".repeat(8 * 2 ** 20)].join("\n")}\n`);
    await page.getByRole("heading", { level: 1, name: /^So far as its beginning shows, huge\.csv fills/ }).waitFor();
    await page.getByText(/^Of [\d,]+ rows at its beginning, /).waitFor();
  });
});

onMock("who may not change the charter keeps the text", async () => {
  await visit("/data", { as }, async (page) => {
    await page.route("**/api/session", async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, rights: answer.rights.filter((one: string) => one !== "administer") } });
    });
    await page.goto("/add-data");
    await drop(page, "tickets.csv", TICKETS);
    await page.getByRole("heading", { name: "Who may accept it" }).waitFor();
    expect(await page.getByRole("button", { name: "Accept and take the file in" }).count()).toBe(0);
  });
});

test.runIf(serving.provider !== undefined)("a provider does not set feeds up", async () => {
  await visit("/add-data", { as: serving.provider }, async (page) => {
    await page.getByRole("heading", { name: "The feeds count the records of every party" }).waitFor();
  });
});

onMock.each([
  ["laptop", LAPTOP, "light"],
  ["laptop", LAPTOP, "dark"],
  ["phone", PHONE, "light"],
  ["phone", PHONE, "dark"],
] as const)("nothing is wrong for those who cannot see it, on a %s %o %s", async (_, size, theme) => {
  await visit("/add-data", { as, size, theme }, async (page) => {
    await page.getByRole("heading", { level: 1, name: "Add data from a file" }).waitFor();
    expect(await axe(page)).toEqual([]);
    await drop(page, "tickets.csv", TICKETS);
    await page.getByText("Of 24 rows").waitFor();
    await page.getByText("See and change the text").click();
    expect(await axe(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, "the page does not scroll sideways").toBe(0);
  });
});

// Over the real binary: exports that nobody prepared. They lie outside the repo.
const stranger = (name: string) => join(resolve(process.env.TANDEM_DATA || "../../shared/data"), "strangers", name);
const onReal = (name: string) => test.runIf(process.env.TANDEM_ADD_DATA === "1" && existsSync(stranger(name)));

async function takenIn(page: Page, name: string): Promise<void> {
  await page.getByLabel("The file").setInputFiles(stranger(name));
  await page.getByRole("heading", { level: 1, name: new RegExp(`${name} fills `) }).waitFor({ timeout: 60_000 });
  await said(page).getByText(/^Of [\d,]+ rows/).waitFor();
  await page.getByRole("button", { name: "Accept and take the file in" }).click();
  await page.getByRole("heading", { name: new RegExp(`^${name} is in: [\\d,]+ records in `) }).waitFor({ timeout: 60_000 });
}

onReal("call_center_daily.csv")("a stranger's file becomes a feed; that no KPI reads it yet is said", async () => {
  await visit("/add-data", { as }, async (page) => {
    await takenIn(page, "call_center_daily.csv");
    await page.getByText("No KPI reads signal yet").waitFor();
    await page.getByRole("link", { name: /hour by hour$/ }).click();
    await page.getByText("Since the beginning").waitFor();
  });
});

onReal("nyc311_sample.csv")("a stranger's contacts become a feed, and its KPIs are a click away: they show what has just come", async () => {
  await visit("/add-data", { as }, async (page) => {
    await takenIn(page, "nyc311_sample.csv");
    await page.getByText(/KPIs read this table:/).getByRole("link", { name: "Contacts handled" }).click();
    await page.getByRole("slider").waitFor();
    // The file is of 2020, whatever else the partnership has; the number is of its newest four weeks.
    expect(new URL(page.url()).searchParams.get("to")).toMatch(/^2020-/);
    const headline = await page.locator("h1").innerText();
    const [, value = ""] = /^Contacts handled is ([\d,]+), (?:±\s[\d,]+|[\d,]+\s–\s[\d,]+)\.$/.exec(headline) ?? [];
    expect(Number(value.replaceAll(",", "")), headline).toBeGreaterThan(0);
    await page.getByText("Read the chart as a table").click();
    const n = await page.getByRole("region", { name: "The chart as a table" }).locator("tbody tr td:nth-of-type(3)").allInnerTexts();
    expect(n.map((one) => Number(one.replaceAll(",", ""))).reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(Number(value.replaceAll(",", "")));
  });
});
