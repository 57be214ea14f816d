import { afterEach, beforeEach, expect, test, vi } from "vitest";

// Answers that come after somebody else has signed in.
const waiting: { path: string; come: (body: unknown) => void }[] = [];
const come = (path: string, body: unknown) => waiting.splice(waiting.findIndex((one) => one.path === path), 1)[0]?.come(body);
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  vi.resetModules();
  waiting.length = 0;
  vi.stubGlobal("location", { origin: "http://tandem.example" });
  vi.stubGlobal("fetch", (request: Request) =>
    new Promise((resolve) => waiting.push({ path: new URL(request.url).pathname, come: (body) => resolve(Response.json(body)) })));
});
afterEach(() => vi.unstubAllGlobals());

test("what there was to see for one person is not shown to the next", async () => {
  const { closeDirectory, directory, openDirectory } = await import("./directory.svelte");
  const answered = (board: string) => {
    come("/api/partnership", { title: board, parties: [] });
    come("/api/boards", [{ board, home: true }]);
    come("/api/kpis", []);
  };
  const first = openDirectory();
  await settled();
  closeDirectory();
  const second = openDirectory();
  await settled();
  answered("of-the-first");
  await first;
  expect(directory.partnership).toBeUndefined();
  answered("of-the-second");
  await second;
  expect(directory.home).toBe("of-the-second");
});

test("how the data stand is asked again while the page is in sight, and only then", async () => {
  vi.useFakeTimers();
  const page = new EventTarget() as EventTarget & { visibilityState: string };
  page.visibilityState = "visible";
  vi.stubGlobal("document", page);
  const { watchQuality } = await import("./quality.svelte");
  const asked = async () => {
    await vi.advanceTimersByTimeAsync(0);
    return waiting.length;
  };
  const end = watchQuality();
  expect(await asked()).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await asked()).toBe(2);
  page.visibilityState = "hidden";
  await vi.advanceTimersByTimeAsync(600_000);
  expect(await asked(), "nobody looks").toBe(2);
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  expect(await asked(), "somebody looks again").toBe(3);
  end();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(await asked()).toBe(3);
  vi.useRealTimers();
});

test("nor is why the data are doubtful", async () => {
  const { forgetQuality, lookAtQuality, quality } = await import("./quality.svelte");
  const answered = (words: string) => come("/api/quality", { kpis: [{ kpi: "csat", reasons: [{ words }] }] });
  void lookAtQuality(0);
  await settled();
  forgetQuality();
  void lookAtQuality(1);
  await settled();
  answered("35 rows of Alder wait");
  await settled();
  expect(quality.doubts("csat")).toEqual([]);
  answered("rows wait");
  await settled();
  expect(quality.doubts("csat")).toEqual([{ words: "rows wait" }]);
});
