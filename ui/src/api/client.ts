import createClient, { type Middleware } from "openapi-fetch";

import { Refusal, refusalOf, unreachable } from "./refusal";
import type { paths } from "./schema";

let csrfToken: string | null = null;
let whenSignedOut: () => void = () => {};

/** The token that proves a change comes from this page; known once the session is. */
export function useCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** What a change sends along to prove that it comes from this page. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken === null ? {} : { "X-CSRF-Token": csrfToken };
}

/** What to do when the server no longer knows the session. */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act;
}

const guard: Middleware = {
  onRequest({ request }) {
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
  let outcome: Outcome<T>;
  try {
    outcome = await asked;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw cause instanceof Refusal ? cause : unreachable();
  }
  if (outcome.response.ok) return outcome.data as T;
  const refusal = refusalOf(outcome.error, outcome.response.status, outcome.response.headers.get("Retry-After"));
  if (refusal.status === 401 && !outcome.response.url.endsWith("/api/session")) whenSignedOut();
  throw refusal;
}
