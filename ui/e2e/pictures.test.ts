import { mkdir } from "node:fs/promises";

import { test } from "vitest";

import { atBoard, LAPTOP, PHONE, serving, settled, visit, withBrowser } from "./browser";

// Takes the README's pictures: `npm run pictures`.
const FOLDER = "../docs/pictures";
const KPI = process.env.TANDEM_KPI ?? "first_contact_resolution";

withBrowser();

const PICTURES = [
  { name: "board", path: "/", size: { ...LAPTOP, height: 1000 }, theme: "light" },
  { name: "board-dark", path: "/", size: { ...LAPTOP, height: 1000 }, theme: "dark" },
  { name: "board-phone", path: "/", size: PHONE, theme: "light" },
  { name: "kpi", path: `/kpis/${KPI}?where=${encodeURIComponent("party = 'birch'")}`, size: { ...LAPTOP, height: 1320 }, theme: "light" },
] as const;

test.runIf(process.env.TANDEM_PICTURES).each(PICTURES)("$name", async ({ name, path, size, theme }) => {
  await mkdir(FOLDER, { recursive: true });
  await visit(path, { as: serving.client, size, theme }, async (page) => {
    if (path === "/") await atBoard(page);
    else await page.locator("[role=slider] canvas").first().waitFor();
    await settled(page);
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
  });
});
