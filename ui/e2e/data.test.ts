import { expect, test } from "vitest";

import { axe, LAPTOP, PHONE, serving, settled, visit, withBrowser } from "./browser";

// Feeds, what became of their rows, and rows that were set aside. Over the made-up partnership, which has some of each.
withBrowser();

const as = serving.client;
const onMock = test.runIf(serving.mock);
const number = (text: string) => Number(text.replaceAll(",", ""));

onMock("the first line says who is late and how many rows wait; feeds that need somebody stand first", async () => {
  await visit("/data", { as }, async (page) => {
    await page.getByRole("heading", { level: 1, name: /^One feed needs you: Quality evaluations is later than agreed\. \d+ rows wait for somebody\. One delivery was refused as a whole and has not come again: Quality evaluations\. One more check fails: usual_volume of Helpdesk tickets\.$/ }).waitFor();
    expect(await page.locator("tbody th a").first().innerText()).toBe("Quality evaluations");
    await page.getByText("99.", { exact: false }).first().waitFor();
    await page.getByRole("link", { name: /rows of Helpdesk tickets wait/ }).click();
    await page.waitForURL("**/data/contacts/set-aside");
  });
});

test.runIf(serving.steward !== undefined)("on a feed's page every hour adds up, and so does the day", async () => {
  await visit("/data/contacts", { as: serving.steward ?? as }, async (page) => {
    await page.getByRole("region", { name: "Hours" }).waitFor();
    const check = async () => {
      const rows = await page.getByRole("region", { name: "Hours" }).locator("tbody tr, tfoot tr").evaluateAll((all) => all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent.trim())));
      // An hour and the sum of the day at the least.
      expect(rows.length).toBeGreaterThan(serving.mock ? 3 : 1);
      for (const row of rows) {
        const [received = "", ...rest] = row;
        expect(rest.slice(0, 6).map(number).reduce((sum, one) => sum + one, 0), row.join(" ")).toBe(number(received));
        expect(rest[6]).toMatch(/adds up/);
      }
      const received = rows.map((row) => number(row[0] ?? ""));
      expect(received.slice(0, -1).reduce((sum, one) => sum + one, 0)).toBe(received.at(-1));
      return received.at(-1);
    };
    const received = await check();
    if (!serving.mock) {
      // The demo was founded a moment ago: all that the feed ever received, it received on this day.
      const feeds: { feed: string; received: number }[] = await (await page.request.get("/api/feeds")).json();
      expect(received).toBe(feeds.find((one) => one.feed === "contacts")?.received);
      return;
    }
    await page.locator("ol a[href*='day=2026-03-24']").click();
    await page.getByRole("heading", { name: "Hour by hour, 24 March 2026" }).waitFor();
    expect(new URL(page.url()).searchParams.get("day")).toBe("2026-03-24");
    await check();
    await page.goBack();
    await page.getByRole("heading", { name: "Hour by hour, 27 March 2026" }).waitFor();
  });
});

onMock("a day of long ago is shown when its address says so; one that is none is said", async () => {
  await visit("/data/contacts?day=2026-01-15", { as }, async (page) => {
    await page.getByRole("heading", { name: "Hour by hour, 15 January 2026" }).waitFor();
    await page.getByRole("heading", { name: "Received each day, 8 Jan – 21 Jan 2026" }).waitFor();
    await page.getByRole("link", { name: "To the newest days" }).click();
    await page.getByRole("heading", { name: "Hour by hour, 27 March 2026" }).waitFor();
    await page.goto("/data/contacts?day=2026-02-30");
    await page.getByText("“2026-02-30” is not a day of the calendar. The last day on which something came is shown.").waitFor();
  });
});

onMock("a file is sent to a feed that is there: progress, what became of it, refusals", async () => {
  const send = (page: import("playwright-core").Page, rows: string[]) =>
    page.getByLabel("The file").setInputFiles({ name: "shifts-13.csv", mimeType: "text/csv", buffer: Buffer.from(["shift;agent", ...rows, ""].join("\n")) });
  await visit("/data/shifts", { as, refused: [422, 429] }, async (page) => {
    await page.getByText("22,470").first().waitFor();
    await send(page, ["1;a", "2;b", "3;stop"]);
    const take = page.getByRole("button", { name: "Take it in" });
    await take.waitFor();
    expect(await take.evaluate((button) => button === document.activeElement), "the next step has the focus").toBe(true);
    await take.click();
    await page.getByRole("alert").filter({ hasText: "shifts-13.csv, line 4: check whole_day failed and its severity is stop; nothing was taken in. Export the day again when it is over." }).waitFor();
    // Who comes later reads why as well.
    const refused = page.getByRole("region", { name: "Refused as a whole: 1 delivery has not come in since" });
    await refused.getByText("line 4: check whole_day failed and its severity is stop; nothing was taken in.").waitFor();
    await refused.getByText("over HTTP or on this page, by mara_roos").waitFor();
    await page.route("**/api/feeds/shifts/files?*", (route) => route.fulfill({ status: 429, headers: { "Retry-After": "5" }, json: { kind: "too_busy", message: "more is being sent than can be taken", hint: "come again in 5 seconds", at: null } }));
    await send(page, ["1;a", "2;odd"]);
    await take.click();
    await page.getByRole("alert").filter({ hasText: "More is being sent than can be taken." }).waitFor();
    await page.unroute("**/api/feeds/shifts/files?*");
    await page.getByRole("button", { name: "Send it again" }).click();
    const result = page.getByRole("heading", { name: "shifts-13.csv is in: 1 record in shift" });
    await result.waitFor();
    expect(await result.evaluate((line) => line === document.activeElement)).toBe(true);
    await page.getByText("1 row waits for somebody, under cannot_read.opened_at (1):").waitFor();
    expect(await page.getByRole("link", { name: "see and mend it" }).getAttribute("href")).toBe("/data/shifts/set-aside");
    // What the page says of the feed is of after.
    await page.getByRole("heading", { name: "Refused as a whole: all of it came in well since" }).waitFor();
    await page.getByText("22,472").first().waitFor();
    expect(await axe(page)).toEqual([]);
    await send(page, ["4;a"]);
    await page.getByText("shifts-13.csv, ", { exact: false }).waitFor();
  });
  await visit("/data/shifts", { as: { email: "femke.dekker@harbor.example", password: as.password } }, async (page) => {
    await page.getByText("Since the beginning").waitFor();
    expect(await page.getByRole("heading", { name: "Send a file" }).count(), "not for those who may not").toBe(0);
  });
});

onMock("the words of the tables are explained without a pointer", async () => {
  await visit("/data", { as, size: PHONE }, async (page) => {
    await page.getByText("Passed is the share of the rows received that no check kept out").waitFor();
  });
  await visit("/data/contacts", { as, size: PHONE }, async (page) => {
    const words = page.getByText("What these words mean").first();
    await words.focus();
    await page.keyboard.press("Enter");
    await page.getByText("Earlier versions of a record that has come before, or in the same delivery").waitFor();
  });
});

onMock("a check that fails says so in a sentence, with what to do; those that pass are there for whoever asks", async () => {
  await visit("/data", { as }, async (page) => {
    await page.getByRole("link", { name: "4 checks of Helpdesk tickets fail" }).click();
    await page.waitForURL("**/data/contacts");
    await page.getByRole("heading", { name: "Checks: 4 of 7 fail" }).waitFor();
    await page.getByText("2 of the 24 hours until 14:00 on Fri 27 Mar are unusual", { exact: false }).waitFor();
    await page.getByText("Ask the helpdesk whether the export is whole, then the sites.").waitFor();
    await page.getByText(/^◆\s*Fri 27 Mar 2026, 13:00: 81 facts, usually 127 to 249$/).waitFor();
    const passed = page.getByText("at least 98 % must", { exact: false });
    expect(await passed.isVisible()).toBe(false);
    await page.getByText("The 3 that pass").click();
    await passed.waitFor();
    expect(await axe(page)).toEqual([]);
  });
});

onMock("a sum that is not right is said", async () => {
  await visit("/data", { as }, async (page) => {
    await page.route("**/api/feeds/contacts/hours*", async (route) => {
      const answer = await (await route.fetch()).json();
      answer.hours.at(-1).added += 3;
      await route.fulfill({ json: answer });
    });
    await page.getByRole("link", { name: "Helpdesk tickets", exact: true }).click();
    await page.getByText("The sum is not right: 3 rows more have a fate than were received.").first().waitFor();
    expect(await page.getByText("◆ 3 too many").count()).toBe(2);
  });
});

onMock("a way in that does not work is said on the list, with the cause and what to do on the feed's page", async () => {
  await visit("/data", { as }, async (page) => {
    await page.getByRole("link", { name: "◆ what brings it does not work" }).click();
    await page.waitForURL("**/data/evaluations");
    await page.getByRole("heading", { name: "What brings it" }).waitFor();
    await page.getByText("◆ does not work").waitFor();
    await page.getByText("evaluations-24.csv has no column").waitFor();
    await page.getByText("put the column back").waitFor();
    expect(await axe(page)).toEqual([]);
  });
});

onMock("a feed that has brought nothing, and one that does not exist", async () => {
  await visit("/data/cost_lines", { as }, async (page) => {
    await page.getByRole("heading", { name: "Cost lines has brought nothing yet." }).waitFor();
    await page.getByText("Send the first file above.").waitFor();
    // The server that serves this page holds the folder: that command would be refused.
    expect(await page.getByText("tandem ingest").count()).toBe(0);
  });
  await visit("/data/nothing", { as }, async (page) => {
    await page.getByRole("heading", { name: "There is no feed nothing" }).waitFor();
  });
});

onMock("rows of a check are mended: one first, then all, by an expression; what came of it has the focus", async () => {
  await visit("/data/contacts/set-aside", { as, refused: [400] }, async (page) => {
    await page.getByRole("link", { name: "cannot_read.opened_at 24" }).click();
    await page.waitForURL("**/set-aside?check=cannot_read.opened_at");
    await page.getByRole("heading", { name: "What to do with all 24 rows under cannot_read.opened_at" }).waitFor();
    await page.getByRole("button", { name: "Mend a column" }).click();
    expect(await page.getByLabel("Column of the source").inputValue(), "the column that the check speaks of").toBe("opened");
    await page.getByText("shown once the row is mended").waitFor();
    const becomes = page.getByLabel("Becomes");
    await becomes.fill("replace(opened, '/', '-'");
    await page.getByRole("button", { name: "Mend 24 rows" }).click();
    await page.getByRole("alert").filter({ hasText: "parenthesis" }).waitFor();
    await becomes.fill("replace(opened, '/', '-')");
    await page.getByRole("button", { name: "Mend one row first" }).click();
    await page.getByText("✓ added").waitFor();
    await page.getByRole("button", { name: "Mend 23 rows" }).click();
    const result = page.getByRole("status").filter({ hasText: /^19 of 23 passed: .*\. 4 still wait: 4 cannot_read\.opened_at\.$/ });
    await result.waitFor();
    expect(await result.evaluate((line) => line === document.activeElement)).toBe(true);
    await page.getByRole("link", { name: "cannot_read.opened_at 4" }).waitFor();
    await page.getByRole("navigation", { name: "Standing" }).getByRole("link", { name: /^Mended/ }).click();
    await page.waitForURL("**/set-aside?standing=mended");
    await page.getByText(/Mended .*by mara_roos: opened = replace\(opened, '\/', '-'\)/).first().waitFor();
  });
});

onMock("the text of one row is written anew, by keyboard", async () => {
  await visit("/data/contacts/set-aside?check=missing.key", { as }, async (page) => {
    const edit = page.getByRole("button", { name: /^Edit the text of line/ });
    await edit.first().focus();
    await page.keyboard.press("Enter");
    const text = page.getByLabel("The text of the row, as it should have come");
    expect(await text.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: "Try this text" }).click();
    await page.getByRole("alert").filter({ hasText: "It still waits: ticket is empty" }).waitFor();
    await text.fill(`T-1${await text.inputValue()}`);
    await page.getByRole("button", { name: "Try this text" }).click();
    const result = page.getByRole("status").filter({ hasText: /^The row passed/ });
    await result.waitFor();
    expect(await result.evaluate((line) => line === document.activeElement)).toBe(true);
    await edit.nth(2).waitFor();
    expect(await edit.count()).toBe(3);
  });
});

onMock("rows that are chosen are waived, with a reason", async () => {
  await visit("/data/evaluations/set-aside", { as }, async (page) => {
    await page.getByRole("checkbox").nth(0).check();
    await page.getByRole("checkbox").nth(2).check();
    await page.getByRole("heading", { name: "What to do with the 2 rows chosen" }).waitFor();
    await page.getByRole("button", { name: "Waive", exact: true }).click();
    const waive = page.getByRole("button", { name: "Waive 2 rows" });
    expect(await waive.isDisabled(), "not without a reason").toBe(true);
    await page.getByLabel(/^Why these rows do not matter/).fill("Scored on the old form; counted by hand.");
    await waive.click();
    await page.getByRole("status").filter({ hasText: "2 rows are waived. Your reason stays with each." }).waitFor();
    await page.getByRole("heading", { level: 1, name: "5 rows of Quality evaluations wait for somebody." }).waitFor();
  });
});

onMock("what is written stays while rows are ticked", async () => {
  await visit("/data/contacts/set-aside?check=cannot_read.opened_at", { as }, async (page) => {
    await page.getByRole("button", { name: "Mend a column" }).click();
    const becomes = page.getByLabel("Becomes");
    await becomes.fill("replace(opened, '/', '-')");
    await page.getByRole("checkbox").first().check();
    await page.getByRole("heading", { name: "What to do with the row chosen" }).waitFor();
    expect(await becomes.inputValue()).toBe("replace(opened, '/', '-')");
    await page.getByRole("button", { name: "Waive", exact: true }).click();
    const why = page.getByLabel(/^Why this row does not matter/);
    await why.fill("A test of the go-live.");
    await page.getByRole("checkbox").nth(1).check();
    await page.getByRole("heading", { name: "What to do with the 2 rows chosen" }).waitFor();
    expect(await page.getByLabel(/^Why these rows do not matter/).inputValue()).toBe("A test of the go-live.");
  });
});

onMock("rows are tried again as they are", async () => {
  await visit("/data/contacts/set-aside?check=unreadable", { as }, async (page) => {
    await page.getByRole("button", { name: "Try again as they are" }).click();
    await page.getByRole("status").filter({ hasText: /of 3 passed/ }).waitFor();
  });
});

onMock("a million that wait stand page by page", async () => {
  await visit("/data", { as }, async (page) => {
    await page.route("**/api/quarantine?*", async (route) => {
      const offset = Number(new URL(route.request().url()).searchParams.get("offset"));
      const rows = Array.from({ length: 50 }, (_, nth) => ({
        id: `r${offset + nth}`, feed: "contacts", batch: 1, source: "export.csv", line: offset + nth + 1, format: "{}", raw: "x".repeat(nth === 0 ? 100_000 : 80), check: "missing.key",
        reason: "ticket is empty", hint: "", at: "2026-03-27T10:00:00Z", standing: "waiting", resolved_at: null, resolved_by: null, resolution: null,
      }));
      await route.fulfill({ json: { total: 1_000_000, rows, checks: [{ feed: "contacts", check: "missing.key", waiting: 1_000_000 }] } });
    });
    await page.goto("/data/contacts/set-aside");
    await page.getByRole("heading", { level: 1, name: "1,000,000 rows of Helpdesk tickets wait for somebody." }).waitFor();
    let asked = 0;
    let stopped = () => {};
    const untilStopped = new Promise<void>((resolve) => (stopped = resolve));
    await page.route("**/api/quarantine/mend", async (route) => {
      const after = (route.request().postDataJSON() as { after: string | null }).after;
      expect(after, "each step goes on where the one before ended").toBe(asked === 0 ? null : `at.${asked}`);
      asked += 1;
      // The third step waits for the person, who would otherwise race against 200 answers of no duration.
      if (asked === 3) await untilStopped;
      const kept = [{ check: "missing.key", reason: "ticket is empty", rows: 5_000 }];
      await route.fulfill({ json: { tried: 5_000, passed: 0, kept, fates: [], gone: [], left: 1_000_000 - 5_000 * asked, next: `at.${asked}` } });
    });
    await page.getByRole("button", { name: "Try again as they are" }).click();
    await page.getByText(/of 1,000,000 rows; [\d,]+ of them still wait …/).waitFor();
    await page.getByRole("button", { name: "Stop here" }).click();
    stopped();
    await page.getByRole("status").filter({ hasText: /^None of [\d,]+ passed\. [\d,]+ still wait: [\d,]+ missing\.key\. [\d,]+ more rows were not looked at, and are as they were\.$/ }).waitFor();
    await page.getByRole("button", { name: "Show all 100,000 signs" }).waitFor();
    await page.getByText("1 to 50 of 1,000,000 rows").waitFor();
    await page.getByRole("link", { name: "Older rows" }).click();
    await page.getByText("51 to 100 of 1,000,000 rows").waitFor();
    expect(new URL(page.url()).searchParams.get("page")).toBe("2");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "sideways scroll").toBeLessThanOrEqual(0);
  });
});

onMock("nothing waits; a page that does not come; a right that is missing", async () => {
  await visit("/data/shifts/set-aside", { as }, async (page) => {
    await page.getByRole("heading", { name: "No row of Shifts waits." }).waitFor();
    await page.getByRole("heading", { name: "Nothing waits." }).waitFor();
  });
  await visit("/data", { as, refused: [500] }, async (page) => {
    await page.route("**/api/quarantine?*", (route) => route.fulfill({ status: 500, json: { kind: "internal", message: "The rows could not be read.", hint: "The server's log has the reason.", at: null } }));
    await page.goto("/data/contacts/set-aside");
    await page.getByRole("heading", { name: "The rows could not be read." }).waitFor();
    await page.unroute("**/api/quarantine?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: /rows? of Helpdesk tickets/ }).waitFor();
  });
  await visit("/data/contacts/set-aside", { as: { email: "femke.dekker@harbor.example", password: as.password } }, async (page) => {
    await page.getByText("needs the right “Take in files”").waitFor();
  });
  if (serving.provider) {
    await visit("/data/contacts/set-aside", { as: serving.provider }, async (page) => {
      await page.getByRole("heading", { name: "The feeds count the records of every party" }).waitFor();
    });
  }
});

for (const [light, size, theme] of [
  ["laptop, light", LAPTOP, "light"],
  ["phone, dark", PHONE, "dark"],
  ["laptop, dark", LAPTOP, "dark"],
  ["phone, light", PHONE, "light"],
] as const) {
  onMock(`axe finds nothing: a feed, and rows set aside, ${light}`, async () => {
    const clean = async (page: import("playwright-core").Page) => {
      await settled(page);
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "sideways scroll").toBeLessThanOrEqual(0);
    };
    await visit("/data/contacts", { as, size, theme }, async (page) => {
      await page.getByRole("region", { name: "Hours" }).waitFor();
      await clean(page);
    });
    await visit("/data/contacts/set-aside", { as, size, theme }, async (page) => {
      await page.getByRole("button", { name: "Mend a column" }).click();
      await page.getByRole("checkbox").nth(1).check();
      await page.getByRole("button", { name: /^Edit the text/ }).first().click();
      await page.getByText("By column").nth(1).click();
      await clean(page);
    });
    await visit("/data/contacts/set-aside?standing=waived", { as, size, theme }, async (page) => {
      await page.getByText("Waived 10 Mar").or(page.getByText(/^Waived/)).first().waitFor();
      await clean(page);
    });
  });
}
