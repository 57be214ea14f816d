import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";

import { atBoard, serving, visit, withBrowser } from "./browser";

// The screen against published values: a Tandem that serves one of the charters for public data, filled with that data.
// TANDEM_PUBLISHED says which charter; the expected values lie in TANDEM_DATA. ../../tools/e2e does both.
const published = process.env.TANDEM_PUBLISHED ?? "";
const folder = resolve(process.env.TANDEM_DATA || "../../shared/data");

type Line = Record<string, string>;

function table(...path: string[]): Line[] {
  const file = join(folder, ...path);
  if (!existsSync(file)) throw new Error(`${file} is missing: TANDEM_DATA must name the folder of the public data.`);
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, nth) => [names[nth] ?? "", value])));
}

/** The number in a text of the screen, with as many decimals as it shows; `undefined` where there is none. */
function shownIn(text: string): string | undefined {
  return /[\u2212-]?[\d,]+(\.\d+)?/.exec(text)?.[0].replaceAll(",", "").replace("\u2212", "-");
}

/** Quantiles, a median among them, come of sketches that promise one percent. */
const SKETCHED = new Set(["handle_p90", "p50_h", "p90_h", "median_age_days"]);

function same(kpi: string, shown: string | undefined, expected: string, where: string): void {
  expect(shown, `${kpi}, ${where}`).toBeDefined();
  if (shown === undefined) return;
  const decimals = shown.split(".")[1]?.length ?? 0;
  const rounded = Number(expected).toFixed(decimals);
  if (SKETCHED.has(kpi) && shown !== rounded) {
    expect(Math.abs(Number(shown) - Number(expected)) / Number(expected), `${kpi}, ${where}: ${shown} for ${expected}`).toBeLessThan(0.01);
  } else {
    expect(shown, `${kpi}, ${where}`).toBe(rounded);
  }
}

/** What the board's only column shows of a KPI. */
async function cell(page: Page, kpi: string): Promise<string | undefined> {
  return shownIn(await page.locator(`td a[href^="/kpis/${kpi}?"] .value`).textContent() ?? "");
}

/** A breakdown's table: each value with what it shows. */
async function breakdown(page: Page, by: string): Promise<Map<string, string | undefined>> {
  const rows = page.getByRole("region", { name: "Where it differs" }).locator("tbody tr");
  await rows.first().waitFor();
  const read = await rows.evaluateAll((all) =>
    all.map((row) => [row.querySelector("a")?.getAttribute("href") ?? "", row.querySelectorAll("td")[0]?.textContent ?? ""] as const),
  );
  return new Map(read.map(([href, value]) => [new RegExp(`${by} = '([^']*)'`).exec(new URL(href, "http://x").searchParams.get("where") ?? "")?.[1] ?? "", shownIn(value)]));
}

/** A series as the table under its chart reads: each period in words with what it shows. */
async function series(page: Page): Promise<Map<string, string | undefined>> {
  await page.getByText("Read the chart as a table").click();
  const read = await page.getByRole("region", { name: "The chart as a table" }).locator("tbody tr").evaluateAll((all) =>
    all.map((row) => [row.querySelector("th")?.textContent?.trim() ?? "", row.querySelector("td")?.textContent ?? ""] as const),
  );
  return new Map(read.map(([period, value]) => [period, shownIn(value)]));
}

withBrowser();

test.runIf(published === "")("published values are compared where TANDEM_PUBLISHED names a charter that serves them", () => {
  console.log("The screen is not compared with published values: TANDEM_PUBLISHED is not set.");
});

describe.runIf(published === "bank")("a bank's calls of February 1999", () => {
  const KPIS = ["offered", "answered", "abandoned", "abandon_rate", "asa_seconds", "aht_seconds", "handle_p90", "sl20_a", "sl20_b", "sl20_c", "sl20_d"];
  const MONTH = "from=1999-02-01&to=1999-02-28";
  let overall: Line = {};
  let types: Line[] = [];
  let days: Line[] = [];
  beforeAll(() => {
    [overall = {}] = table("bank-calls", "expected-overall.csv");
    types = table("bank-calls", "expected-by-type.csv");
    days = table("bank-calls", "expected-by-day.csv");
  });

  test("the board", async () => {
    await visit(`/boards/call_centre?${MONTH}`, { as: serving.client }, async (page) => {
      await atBoard(page);
      for (const kpi of KPIS) same(kpi, await cell(page, kpi), overall[kpi] ?? "", "all");
    });
  });

  test("the board, filtered by each type", async () => {
    expect(types).toHaveLength(6);
    for (const line of types) {
      const where = encodeURIComponent(`contact_type = '${line.type}'`);
      await visit(`/boards/call_centre?${MONTH}&where=${where}`, { as: serving.client }, async (page) => {
        await atBoard(page);
        for (const kpi of KPIS) same(kpi, await cell(page, kpi), line[kpi] ?? "", line.type ?? "");
      });
    }
  });

  test.each(KPIS)("%s by type, on its own page", async (kpi) => {
    await visit(`/kpis/${kpi}?${MONTH}&by=contact_type`, { as: serving.client }, async (page) => {
      const shown = await breakdown(page, "contact_type");
      expect(shown.size).toBe(types.length);
      for (const line of types) same(kpi, shown.get(line.type ?? ""), line[kpi] ?? "", line.type ?? "");
    });
  });

  test.each(["offered", "abandon_rate", "sl20_a", "sl20_c"])("%s by day, as the chart's table", async (kpi) => {
    await visit(`/kpis/${kpi}?${MONTH}&grain=day`, { as: serving.client }, async (page) => {
      const shown = await series(page);
      for (const line of days) {
        const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "long" }).format(new Date(line.day ?? "")).replace(",", "");
        same(kpi, shown.get(day), line[kpi] ?? "", line.day ?? "");
      }
    });
  });
});

describe.runIf(published === "service-desk")("a service desk's incidents", () => {
  const KPIS = ["n", "sla_met", "reassigned", "reopened", "mean_h", "p50_h", "p90_h", "unresolved"];
  const ALL = "from=2016-02-01&to=2017-02-28";
  let overall: Line = {};
  let months: Line[] = [];
  let backlogs: Line[] = [];
  beforeAll(() => {
    [overall = {}] = table("incidents", "expected-overall.csv");
    months = table("incidents", "expected-by-month.csv");
    backlogs = table("incidents", "expected-backlog.csv");
  });

  test("the board", async () => {
    await visit(`/boards/desk?${ALL}`, { as: serving.client }, async (page) => {
      await atBoard(page);
      for (const kpi of KPIS) same(kpi, await cell(page, kpi), overall[kpi] ?? "", "all");
    });
  });

  test("the board's backlog at the end of a day", async () => {
    for (const line of backlogs) {
      await visit(`/boards/desk?from=2016-02-01&to=${line.at_end_of}`, { as: serving.client }, async (page) => {
        await atBoard(page);
        for (const kpi of ["backlog", "over_72_hours", "median_age_days"]) same(kpi, await cell(page, kpi), line[kpi] ?? "", line.at_end_of ?? "");
      });
    }
  });

  test.each(KPIS)("%s by month, as the chart's table", async (kpi) => {
    await visit(`/kpis/${kpi}?${ALL}&grain=month`, { as: serving.client }, async (page) => {
      const shown = await series(page);
      for (const line of months) {
        const month = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" }).format(new Date(`${line.month_opened}-15`));
        same(kpi, shown.get(month), line[kpi] ?? "", line.month_opened ?? "");
      }
    });
  });
});
