import AxeBuilderSource from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page, type Request } from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";

export const serving = inject("serving");

/** Whether the Tandem that serves is one of `tandem demo`: its facts are known, and files may be sent to it. */
export const demo = process.env.TANDEM_DEMO === "1";

export const LAPTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

let browser: Browser | undefined;

/** Starts the system's Chromium once for a file of tests. */
export function withBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
  });
}

interface Visit {
  as?: { email: string; password: string } | undefined;
  size?: { width: number; height: number };
  theme?: "light" | "dark";
  /** Answers of the server that this walk provokes; any other refusal is a request that no page should have made. */
  refused?: number[];
}

/**
 * Opens a page in a browser of its own, walks it, and closes it. A script that fails ends the walk at once with its own
 * error, also while the walk still waits for the page to show; the console must stay silent, and the server refuse nothing.
 */
export async function visit(path: string, of: Visit, walk: (page: Page) => Promise<void>): Promise<void> {
  if (browser === undefined) throw new Error("The browser has not started.");
  const context: BrowserContext = await browser.newContext({
    viewport: of.size ?? LAPTOP,
    colorScheme: of.theme ?? "light",
    reducedMotion: "reduce",
    baseURL: serving.url,
    acceptDownloads: true,
  });
  try {
    if (of.as !== undefined) {
      const { email, password } = of.as;
      const answer = await context.request.post("/api/session", { data: { email, password } });
      expect(answer.status(), "sign-in").toBe(200);
    }
    const page = await context.newPage();
    watchCalls(page);
    const said: string[] = [];
    const broken = new Promise<never>((_, reject) => page.on("pageerror", reject));
    page.on("console", (message) => {
      // The browser's own line about a refused request; the request itself is looked at below.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) said.push(message.text());
    });
    page.on("response", (response) => {
      const status = response.status();
      // Whether anybody is signed in is asked before anybody is.
      const asksWho = status === 401 && response.url().endsWith("/api/session");
      if (status >= 400 && !asksWho && !of.refused?.includes(status)) said.push(`${status} ${response.url()}`);
    });
    await Promise.race([page.goto(path).then(() => walk(page)), broken]);
    expect(said).toEqual([]);
  } finally {
    // An answer that a walk rewrites may be on its way when the walk is over: its page is gone, which nobody need be told.
    await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
    await context.close();
  }
}

/** Calls that are under way, but for the line on which news come: that one never ends. */
const calls = new WeakMap<Page, Set<Request>>();

function watchCalls(page: Page): void {
  const underWay = new Set<Request>();
  calls.set(page, underWay);
  page.on("request", (request) => {
    if (request.resourceType() !== "eventsource") underWay.add(request);
  });
  page.on("requestfinished", (request) => underWay.delete(request));
  page.on("requestfailed", (request) => underWay.delete(request));
}

/** Waits until nothing was asked for half a second. */
export async function settled(page: Page): Promise<void> {
  const underWay = calls.get(page) ?? new Set();
  for (let quiet = 0; quiet < 5; ) {
    await page.waitForTimeout(100);
    quiet = underWay.size === 0 ? quiet + 1 : 0;
  }
}

/** The board as the first page, with its table there. */
export async function atBoard(page: Page): Promise<void> {
  await page.getByRole("grid").waitFor();
}

/** What axe finds wrong, as lines to read. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilderSource.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const result = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return result.violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
    );
  });
}

/** The text of what a click downloads. */
export async function downloaded(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part as Buffer);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(parts) };
}
