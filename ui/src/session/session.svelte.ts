import { api, onSignedOut, told, useCsrfToken } from "../api/client";
import { Refusal } from "../api/refusal";
import type { Session } from "../api/types";

let current = $state.raw<Session | null>(null);
let asked = $state(false);
let trouble = $state.raw<Refusal | undefined>();

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
  /** Whether every party's rows are theirs to see; only then are the feeds, which count them all. */
  get seesEverything() {
    return current?.sees === "everything";
  },
  may(right: string): boolean {
    return current?.rights.includes(right) ?? false;
  },
};

function become(person: Session | null): void {
  current = person;
  useCsrfToken(person?.csrf_token ?? null);
}

onSignedOut(() => become(null));

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
}
