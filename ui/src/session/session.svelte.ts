import { api, told, useCsrfToken, watchSession } from "../api/client";
import { Refusal } from "../api/refusal";
import { renew } from "../api/renewal.svelte";
import type { Session } from "../api/types";

let current = $state.raw<Session | null>(null);
let asked = $state(false);
let trouble = $state.raw<Refusal | undefined>();
let lapsed = $state(false);
let replaced = $state(false);

/** Who is signed in. */
export const session = {
  /** The person; null when nobody is, or while it is not known yet. */
  get current() {
    return current;
  },
  /** Whether the server has been asked. */
  get known() {
    return asked;
  },
  /** Why the server could not be asked. */
  get trouble() {
    return trouble;
  },
  /** Whether it has ended under a page that is open: whoever signs in over it finds the page as it was left. */
  get lapsed() {
    return lapsed;
  },
  /** Whether another person signed in, in another tab, while a page of the one before was open. */
  get replaced() {
    return replaced;
  },
  /** Whether every party's rows are theirs to see; only then are the feeds, which count them all. */
  get seesEverything() {
    return current?.sees === "everything";
  },
  may(right: string): boolean {
    return current?.rights.includes(right) ?? false;
  },
};

function become(person: Session | null): void {
  const again = current !== null && person !== null;
  current = person;
  lapsed = false;
  useCsrfToken(person?.csrf_token ?? null);
  if (again) renew();
}

/** Takes note that it is known who is signed in. */
export function heedReplaced(): void {
  replaced = false;
}

/**
 * Asks the server once more who is signed in: another tab may have changed that. Answers whether it is another session
 * than before; where the server does not say, nothing changes.
 */
export async function recheck(): Promise<boolean> {
  const before = current;
  if (before === null) return false;
  try {
    const now = await told(api.GET("/api/session"));
    if (current !== before) return true;
    if (now.csrf_token === before.csrf_token) return false;
    replaced = now.person !== before.person;
    become(now);
    return true;
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    if (cause.status === 401 && current === before) lapsed = true;
    return false;
  }
}

watchSession({
  ended: () => {
    if (current !== null) lapsed = true;
  },
  doubted: recheck,
});

/** Asks the server who is signed in. */
export async function recall(): Promise<void> {
  trouble = undefined;
  try {
    become(await told(api.GET("/api/session")));
    asked = true;
  } catch (cause) {
    if (cause instanceof Refusal && cause.status === 401) asked = true;
    else if (cause instanceof Refusal) trouble = cause;
    else throw cause;
  }
}

/** Signs in, or throws the refusal. */
export async function signIn(email: string, password: string): Promise<void> {
  become(await told(api.POST("/api/session", { body: { email, password } })));
}

/** Signs out. A session that the server has forgotten already is as good as ended. */
export async function signOut(): Promise<void> {
  try {
    await told(api.DELETE("/api/session"));
  } catch (cause) {
    if (!(cause instanceof Refusal && cause.status === 401)) throw cause;
  }
  become(null);
  replaced = false;
}
