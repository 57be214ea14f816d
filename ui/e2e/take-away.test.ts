import { expect, test } from "vitest";

import { downloaded, LAPTOP, PHONE, serving, settled, visit, withBrowser } from "./browser";

// Every chart leaves the page as numbers and as a picture that still says what it shows.
withBrowser();

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Width and height of a PNG, in pixels. */
const size = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

const KPI = process.env.TANDEM_KPI ?? "first_contact_resolution";

const CHARTS: [page: string, path: string, ready: string, charts: [of: string, head: RegExp][]][] = [
  ["the board", "/", "table[role=grid]", [["the board", /^kpi,title,unit,nature,party,period,value,n,low,high/]]],
  ["the feeds", "/data", "tbody svg", [["Received a day", /^feed,day,received,added/]]],
  ["a feed", "/data/contacts", "h2#hours", [
    ["Facts in each hour", /^hour,facts,usual,low,high,unusual,not_judged/],
    ["Received each day", /^day,received,added/],
    ["Age of the newest fact", /^at,age_hours,agreed_hours/],
    ["Complete: contact_type", /^day,check,column,rows,filled,share,agreed_least/],
    ["Hour by hour", /^hour,received,added,.*newest_fact/],
  ]],
  ["a KPI", `/kpis/${KPI}`, "[role=slider] canvas", [
    ["the trend", /^period,start,value,n,low,high/],
    ["where it differs", /^\w+,\w+,n,low,high/],
    ["what leads to what", /^from_kind,from_of,from,to_kind,to_of,to/],
  ]],
  ["lineage", "/lineage?kpi=first_contact_resolution", "section[aria-label=Picture] svg", [["what leads to what", /^from_kind,from_of,from,to_kind,to_of,to/]]],
];

for (const [page, path, ready, charts] of CHARTS) {
  test(`every chart of ${page} is taken away as CSV and PNG, by the keyboard too`, async () => {
    await visit(path, { as: serving.client, size: LAPTOP, theme: "dark" }, async (at) => {
      await at.locator(ready).first().waitFor();
      await settled(at);
      for (const [of, head] of charts) {
        const csv = await downloaded(at, () => at.getByRole("button", { name: `CSV of ${of}`, exact: true }).click());
        expect(csv.name).toMatch(/\.csv$/);
        const lines = csv.bytes.toString("utf8").replace(/^\ufeff/, "").trim().split("\r\n");
        expect(lines[0], of).toMatch(head);
        expect(lines.length, of).toBeGreaterThan(1);
        const png = await downloaded(at, async () => {
          await at.getByRole("button", { name: `PNG of ${of}`, exact: true }).focus();
          await at.keyboard.press("Enter");
        });
        expect(png.name).toBe(csv.name.replace(/csv$/, "png"));
        expect(png.bytes.subarray(0, 8), of).toEqual(SIGNATURE);
        const { width, height } = size(png.bytes);
        expect(Math.min(width, height), of).toBeGreaterThan(300);
      }
      // No chart is without: whatever can be taken as numbers can be taken as a picture.
      const buttons = (kind: string) => at.getByRole("button", { name: new RegExp(`^${kind}`) }).count();
      expect(await buttons("PNG")).toBe(await buttons("CSV"));
    });
  });
}

test("what is taken away says under which filter, in its name and in each row", async () => {
  await visit("/", { as: serving.client, size: LAPTOP }, async (page) => {
    await page.getByRole("grid").waitFor();
    const parties = (await (await page.request.get("/api/partnership")).json()) as { parties: { party: string; kind: string }[] };
    const party = parties.parties.find((one) => one.kind === "provider")?.party ?? "";
    const { basis, zone } = (await (await page.request.get(`/api/kpis/${KPI}/reading`)).json()) as { basis: string; zone: string };
    for (const [path, of] of [[new URL(page.url()).pathname, "the board"], [`/kpis/${KPI}`, "the trend"], [`/kpis/${KPI}`, "where it differs"]] as const) {
      for (const where of [`party = '${party}'`, `party <> '${party}'`]) {
        if (serving.mock && where.includes("<>")) continue;
        await page.goto(`${path}?${new URLSearchParams({ where })}`);
        const button = (kind: string) => page.getByRole("button", { name: `${kind} of ${of}`, exact: true });
        await page.getByRole("button", { name: `CSV of ${of}`, exact: true, disabled: false }).waitFor();
        const csv = await downloaded(page, () => button("CSV").click());
        const slug = where.includes("<>") ? "_filtered_" : `_party_${party}_`;
        expect(csv.name).toContain(slug);
        expect((await downloaded(page, () => button("PNG").click())).name).toContain(slug);
        const [head = "", ...rows] = csv.bytes.toString("utf8").replace(/^\ufeff/, "").trim().split("\r\n");
        expect(head).toMatch(/,from,to,where,zone,basis$/);
        for (const row of rows) expect(row.endsWith(`,${where},${zone},${basis}`), row).toBe(true);
      }
    }
  });
});

test.runIf(serving.mock)("the picture of a KPI lists the notes whose markers it shows", async () => {
  await visit("/glossary", { as: serving.client, size: LAPTOP }, async (page) => {
    const height = async (party: string) => {
      await page.goto(`/kpis/first_contact_resolution?${new URLSearchParams({ where: `party = '${party}'` })}`);
      await page.getByRole("button", { name: "PNG of the trend", disabled: false }).waitFor();
      await settled(page);
      return size((await downloaded(page, () => page.getByRole("button", { name: "PNG of the trend" }).click())).bytes).height;
    };
    expect((await height("birch")) - (await height("alder"))).toBeGreaterThanOrEqual(2 * 17);
  });
});

test("the picture of the board holds every party, also on a phone, where the page shows one", async () => {
  const wide = await visited(LAPTOP);
  const narrow = await visited(PHONE);
  expect(narrow).toEqual(wide);
});

async function visited(viewport: { width: number; height: number }): Promise<{ width: number; height: number }> {
  let found = { width: 0, height: 0 };
  await visit("/", { as: serving.client, size: viewport }, async (page) => {
    await page.getByRole("grid").waitFor();
    await settled(page);
    found = size((await downloaded(page, () => page.getByRole("button", { name: "PNG of the board" }).click())).bytes);
  });
  return found;
}
