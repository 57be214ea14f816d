import createClient, { type Middleware } from "openapi-fetch";

import { attended } from "../session/presence";
import { Refusal, refusalOf, unreachable } from "./refusal";
import type { paths } from "./schema";

let csrfToken: string | null = null;
/** Counts the sessions of this page, so that an answer can be told to be of an earlier one. */
let nth = 0;

/** What is done when the server says something about the session. */
interface Watch {
  /** The server no longer knows it. */
  ended(): void;
  /** It takes a change for one of another session. Answers whether this browser is signed in anew by now. */
  doubted(): Promise<boolean>;
}
let watch: Watch = { ended: () => {}, doubted: () => Promise.resolve(false) };

/** The token that proves a change comes from this page; known once the session is. */
export function useCsrfToken(token: string | null): void {
  if (token !== csrfToken) nth += 1;
  csrfToken = token;
}

/** The session under which something is asked, to be told when the answer comes. */
export function sessionNow(): number {
  return nth;
}

/** What a change sends along to prove that it comes from this page. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken === null ? {} : { "X-CSRF-Token": csrfToken };
}

export function watchSession(by: Watch): void {
  watch = by;
}

/** A refusal of what was asked under a session, in the words of somebody who reads a page; what it says of the session is acted on. */
export async function heeded(refusal: Refusal, askedUnder: number): Promise<Refusal> {
  const words = (message: string, hint: string) => new Refusal({ status: refusal.status, kind: refusal.kind, message, hint });
  if (refusal.status === 401 && csrfToken !== null) {
    if (askedUnder === nth) watch.ended();
    return words("Your session had ended before this was done.", "Sign in, then do it again.");
  }
  if (refusal.status === 403 && refusal.kind === "cross_site" && (askedUnder !== nth || (await watch.doubted()))) {
    return words("This browser was signed in anew in another tab, so nothing was changed from here.", "See who is signed in now, then do it again.");
  }
  return refusal;
}

const guard: Middleware = {
  onRequest({ request }) {
    if (!attended(Date.now())) request.headers.set("X-Unattended", "1");
    if (request.method !== "GET" && csrfToken !== null) request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
};

/** The API as the OpenAPI document describes it. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "" });
api.use(guard);

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer, or its refusal thrown. */
export async function told<T>(asked: Promise<Outcome<T>>): Promise<T> {
  const under = nth;
  let outcome: Outcome<T>;
  try {
    outcome = await asked;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw cause instanceof Refusal ? cause : unreachable();
  }
  if (outcome.response.ok) return outcome.data as T;
  const refusal = refusalOf(outcome.error, outcome.response.status, outcome.response.headers.get("Retry-After"));
  // Who is signed in is asked, and told, by the session itself.
  const aboutIt = refusal.status === 401 && outcome.response.url.endsWith("/api/session");
  throw aboutIt ? refusal : await heeded(refusal, under);
}
