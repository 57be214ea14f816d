import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Refusal } from "./refusal";

// What the server says of the session, whatever was asked.
const answer = vi.fn<() => Promise<Response>>();
const ended = vi.fn();
const doubted = vi.fn<() => Promise<boolean>>();
let client: typeof import("./client");

const refused = (status: number, kind: string) => Response.json({ kind, message: "raw words", hint: "raw hint" }, { status });
const asked = () => client.told(client.api.GET("/api/kpis")).then(() => expect.unreachable(), (cause: Refusal) => cause);

beforeEach(async () => {
  vi.resetModules();
  vi.stubGlobal("location", { origin: "http://tandem.example" });
  vi.stubGlobal("fetch", answer);
  client = await import("./client");
  client.watchSession({ ended, doubted });
  client.useCsrfToken("one");
});

afterEach(() => {
  vi.resetAllMocks();
  vi.unstubAllGlobals();
});

test("a session that has ended is noticed, and said in the words of a reader", async () => {
  answer.mockResolvedValue(refused(401, "not_signed_in"));
  expect((await asked()).message).toBe("Your session had ended before this was done.");
  expect(ended).toHaveBeenCalledOnce();
});

test("what was asked under an earlier session says nothing about this one", async () => {
  let come: (response: Response) => void = () => {};
  answer.mockReturnValue(new Promise((resolve) => (come = resolve)));
  const late = asked();
  client.useCsrfToken("two");
  come(refused(401, "not_signed_in"));
  expect((await late).status).toBe(401);
  expect(ended).not.toHaveBeenCalled();
});

test("where nobody is signed in, nothing ends", async () => {
  client.useCsrfToken(null);
  answer.mockResolvedValue(refused(401, "not_signed_in"));
  expect((await asked()).message).toBe("raw words");
  expect(ended).not.toHaveBeenCalled();
});

test.each([
  [true, "This browser was signed in anew in another tab, so nothing was changed from here."],
  [false, "raw words"],
])("a refused token makes the page ask who is signed in; anew: %s", async (anew, words) => {
  answer.mockResolvedValue(refused(403, "cross_site"));
  doubted.mockResolvedValue(anew);
  expect((await asked()).message).toBe(words);
  expect(doubted).toHaveBeenCalledOnce();
});

test("a right that is missing does not put the session in doubt", async () => {
  answer.mockResolvedValue(refused(403, "forbidden"));
  expect((await asked()).message).toBe("raw words");
  expect(doubted).not.toHaveBeenCalled();
});
