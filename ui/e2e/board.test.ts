import { expect, test } from "vitest";

import { atBoard, axe, demo, PHONE, serving, visit, withBrowser } from "./browser";

withBrowser();

const as = serving.client;

test("a person reads a sentence first, then leading and lagging apart, each number judged", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    expect((await page.locator("h1").innerText()).length).toBeGreaterThan(10);
    expect(await page.getByRole("grid").getByRole("heading").allInnerTexts()).toEqual(["What is coming", "What has been"]);
    const cells = await page.locator("td a:not(:has(.missing)) .said").allTextContents();
    expect(cells.length).toBeGreaterThan(8);
    for (const words of cells) expect(words).toMatch(/Steady|Improving|Worsening|Unusual|Too few/);
    expect(await page.getByText(/Facts to .* Basis /).count()).toBe(1);
  });
});

/** How sure a number is: an interval, or why there is none. */
const SURE = /±\s(?:under )?[\d,.]+|[\d,.\u2212]+\s–\s[\d,.\u2212]+|all booked|all counted|all alike|no interval/;

test("each number of each board says what it is out of and how sure it is, seen and spoken", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    const kpis = (await (await page.request.get("/api/kpis")).json()) as { head: { title: string; kind: string; unit: string } }[];
    /** A count is out of nothing but itself. */
    const counts = new Set(kpis.filter(({ head }) => head.kind === "count" || (head.kind === "backlog" && head.unit === "count")).map(({ head }) => head.title));
    const boards = (await (await page.request.get("/api/boards")).json()) as { board: string; kpis: number }[];
    for (const { board } of boards.filter((one) => one.kpis > 0)) {
      await page.goto(`/boards/${board}`);
      await atBoard(page);
      const cells = await page.locator("tr:has(td)").evaluateAll((rows) =>
        rows.flatMap((row) =>
          [...row.querySelectorAll("td a:not(:has(.missing))")].map((cell) => ({
            title: row.querySelector(".title")?.textContent ?? "",
            spoken: cell.querySelector(".said")?.textContent ?? "",
            seen: cell.querySelector(".sure")?.textContent?.trim() ?? "",
          })),
        ),
      );
      expect(cells.length, board).toBeGreaterThan(0);
      for (const { title, spoken, seen } of cells) {
        const sentence = spoken.slice(0, spoken.search(/\. (?:Steady|Improving|Worsening|Unusual|Too few)/));
        if (!counts.has(title)) {
          expect(sentence, board).toMatch(/ (?:of [\d,]+|from [\d,]+ rows?), /);
          expect(seen, spoken).toMatch(/(?:of|from) [\d,]+/);
        }
        expect(sentence, board).toMatch(SURE);
        expect(seen.startsWith("too few") || SURE.test(seen), `${spoken} is seen as ${seen}`).toBe(true);
      }
    }
  });
});

test("arrows walk the table, Enter opens the KPI of that party", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    expect(await page.locator("table a[tabindex='0']").count()).toBe(1);
    await page.locator("table a[tabindex='0']").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const [row, column] = await page.evaluate(() => {
      const on = document.activeElement as HTMLElement;
      return [on.dataset.row, on.dataset.column];
    });
    expect([row, column]).toEqual(["1", "1"]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What it is" }).waitFor();
    expect(new URL(page.url()).searchParams.get("where")).toMatch(/^party = '/);
    await page.goBack();
    await atBoard(page);
  });
});

test("the window and the filter are in the address, and back undoes them", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    const before = page.url();
    await page.getByRole("group", { name: "Question" }).getByRole("button").first().click();
    await page.getByRole("button", { name: "Last 4 weeks" }).click();
    await page.waitForURL(/from=\d{4}-\d{2}-\d{2}&to=/);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByLabel("Column").selectOption("channel");
    await page.getByRole("checkbox").first().check();
    await page.getByRole("button", { name: "Show only these" }).click();
    await page.waitForURL(/where=channel/);
    await page.getByRole("button", { name: "Take away the filter on channel" }).waitFor();
    const asked = new URL(page.url()).searchParams;
    const opened = new URL((await page.locator("td a").first().getAttribute("href")) ?? "", page.url()).searchParams;
    expect([opened.get("from"), opened.get("to")], "a KPI opens with the same window").toEqual([asked.get("from"), asked.get("to")]);
    expect(opened.get("where")).toContain(asked.get("where"));
    await page.goBack();
    await page.goBack();
    expect(page.url()).toBe(before);
    await atBoard(page);
  });
});

test("a filter that is not understood is said, and can be taken away", async () => {
  await visit("/", { as, refused: [404] }, async (page) => {
    await atBoard(page);
    await page.goto(`${new URL(page.url()).pathname}?where=${encodeURIComponent("speed > 3")}`);
    await page.getByRole("alert").waitFor();
    await page.getByRole("button", { name: "Take the filter away" }).click();
    await atBoard(page);
  });
});

test("on a phone the board is one party at a time", async () => {
  await visit("/", { as, size: PHONE }, async (page) => {
    await atBoard(page);
    const parties = page.getByRole("radiogroup", { name: "Party" }).getByRole("radio");
    expect(await parties.count()).toBeGreaterThan(1);
    const before = await page.locator("td .said").first().textContent();
    await page.getByRole("radiogroup", { name: "Party" }).locator("label").last().click();
    await page.waitForURL(/party=/);
    expect(await page.locator("td .said").first().textContent()).not.toBe(before);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
  });
});

test.runIf(serving.provider !== undefined)("a provider sees its own column, and nothing of another", async () => {
  await visit("/", { as: serving.provider }, async (page) => {
    await atBoard(page);
    expect(await page.locator("thead th").allInnerTexts()).toEqual(["KPI", serving.provider?.party]);
    expect(await page.getByRole("navigation", { name: "Pages" }).getByRole("link").allInnerTexts()).toEqual(["Board", "Now", "What if", "KPIs", "Glossary"]);
    await page.goto("/data");
    await page.getByRole("heading", { name: "The feeds count the records of every party" }).waitFor();
  });
});

test("each KPI stands once; what it is read beside is named where it belongs", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    const titles = await page.locator("th[scope=row] .title").allInnerTexts();
    expect(new Set(titles).size).toBe(titles.length);
    if (!serving.mock && !demo) return;
    const quality = serving.mock ? "Quality score" : "QA score";
    await page.getByRole("rowheader", { name: /^Handle time/ }).getByText(`beside: ${quality} and First contact resolution, above`).waitFor();
    // Companions that stand nowhere else hang from the row that they may not be parted from, with numbers of their own.
    const at = titles.indexOf("Occupancy");
    const hang = serving.mock ? ["Unplanned absence"] : ["Absence", "Share of time in breaks"];
    expect(titles.slice(at + 1, at + 1 + hang.length)).toEqual(hang);
    for (const title of hang) {
      const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${title}`) }) });
      expect(await row.evaluate((one) => one.classList.contains("companion"))).toBe(true);
      expect(await row.locator("td .said").count(), title).toBeGreaterThan(0);
      for (const words of await row.locator("td .said").allTextContents()) expect(words).toMatch(/: [\d.]+\s% of [\d,]+, /);
    }
  });
});

test("titles and questions of the board are whole", async () => {
  for (const size of [{ width: 1366, height: 900 }, PHONE]) {
    await visit("/", { as, size }, async (page) => {
      await atBoard(page);
      const cut = await page.locator("th[scope=row] .title, th[scope=row] .asks").evaluateAll((all) =>
        all.filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1).map((one) => one.textContent),
      );
      expect(cut).toEqual([]);
    });
  }
});

test("three parties fit beside each other, each with its marks, and what stands in a cell does not lie on the next", async () => {
  // Amounts of money may be so long that they need the wider of the two.
  for (const width of serving.mock ? [1280, 1200] : [1280]) {
    await visit("/", { as, size: { width, height: 900 } }, async (page) => {
      await atBoard(page);
      const parties = await page.locator("thead th[title]").count();
      if (parties > 3) return;
      expect(await page.locator(".scroll-x[data-wide]").count(), `${parties} parties at ${width}`).toBe(0);
      const lying = await page.locator("td a .seen:not(.empty)").evaluateAll((cells) =>
        cells.flatMap((cell) => {
          const boxes = [...cell.children].map((one) => one.getBoundingClientRect());
          const edge = (cell.closest("td") as HTMLElement).getBoundingClientRect().right;
          return boxes.some((box, nth) => box.right > (boxes[nth + 1]?.left ?? edge) + 1) || [...cell.querySelectorAll(".sure, .stand")].some((one) => one.scrollWidth > one.clientWidth + 1)
            ? [cell.textContent]
            : [];
        }),
      );
      expect(lying).toEqual([]);
    });
  }
});

test.runIf(serving.provider !== undefined)("a board of one party uses the page", async () => {
  await visit("/", { as: serving.provider, size: { width: 1280, height: 900 } }, async (page) => {
    await atBoard(page);
    const [table, box] = await page.evaluate(() => [".scroll-x table", ".scroll-x"].map((of) => document.querySelector(of)?.getBoundingClientRect().width ?? 0));
    expect(table).toBeGreaterThan((box ?? 0) - 2);
    expect((await page.locator("td svg").first().boundingBox())?.width).toBeGreaterThan(300);
  });
});

test("a board that does not fit says that there is more, until one has scrolled to it", async () => {
  await visit("/", { as, size: { width: 1024, height: 768 } }, async (page) => {
    await atBoard(page);
    const box = page.locator(".scroll-x").first();
    await page.locator(".scroll-x[data-more]").waitFor();
    await box.evaluate((one) => one.scrollTo({ left: one.scrollWidth }));
    await page.locator(".scroll-x[data-wide]:not([data-more])").waitFor();
  });
});

test("the marks are explained where one points, and in a key above the table", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    await page.locator("td a .value").first().hover();
    await page.locator(".float").getByText(/^(Steady|Improving|Worsening|Unusual|Too few)/).waitFor();
    await page.getByRole("button", { name: "Marks" }).click();
    const key = page.getByRole("dialog", { name: "How to read the board" });
    expect(await key.getByRole("listitem").count()).toBeGreaterThan(10);
    expect(await axe(page)).toEqual([]);
  });
});

test.runIf(serving.mock)("a number beyond its target says so where it stands", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    const cell = page.locator("td a").filter({ hasText: "Escalation rate, Birch:" });
    expect(await cell.locator(".missed").innerText()).toBe("above target");
    await cell.click();
    await page.getByText(/Is above its target/).waitFor();
  });
});

test("what an address says that is not understood is said, with what is shown", async () => {
  await visit("/", { as }, async (page) => {
    await atBoard(page);
    await page.goto(`${new URL(page.url()).pathname}?from=2026-02-31&grain=fortnight`);
    await atBoard(page);
    const said = page.getByRole("status").filter({ hasText: "not a day of the calendar" });
    expect(await said.innerText()).toMatch(/“2026-02-31” is not a day of the calendar\. “fortnight” is not a length of period\. Shown is .+, by week\./);
  });
});

test.runIf(serving.mock)("a board that fails says so and can be tried again", async () => {
  await visit("/boards/failing", { as, refused: [500] }, async (page) => {
    await page.getByRole("alert").filter({ hasText: "The board could not be computed." }).waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await atBoard(page);
  });
});

test.runIf(serving.mock)("an empty board says what fills it, a silent party is named", async () => {
  await visit("/boards/empty", { as }, async (page) => {
    await page.getByText("There are no facts in this window.", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Send a file to one of the feeds" }).waitFor();
    await page.getByText(/What has come waits to be put right: [\d,]+ rows? of /).waitFor();
    expect(await page.getByText("tandem ingest").count()).toBe(0);
  });
  await visit("/boards/partial", { as }, async (page) => {
    await page.getByText(/Birch has not reported since the week of/).waitFor();
  });
});
