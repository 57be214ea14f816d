import { routeOf } from "./routes";

let path = $state(globalThis.location?.pathname ?? "/");
let search = $state(globalThis.location?.search ?? "");
let hash = $state(globalThis.location?.hash ?? "");

/** Where the browser is. Reading it in an effect or a template follows it. */
export const address = {
  get path() {
    return path;
  },
  get search() {
    return search;
  },
  /** The place within the page, with its `#`; empty where none is named. */
  get hash() {
    return hash;
  },
  get route() {
    return routeOf(path);
  },
  get parameters() {
    return new URLSearchParams(search);
  },
};

function follow(): void {
  path = location.pathname;
  search = location.search;
  hash = location.hash;
}

/** Goes to another page: a new entry in the history, from the top, as a link does. */
export function go(to: string): void {
  if (to === location.pathname + location.search + location.hash) return;
  const samePage = new URL(to, location.href).pathname === location.pathname;
  history.pushState(null, "", to);
  follow();
  if (!samePage) scrollTo(0, 0);
}

/** Corrects the address without a new entry in the history. */
export function correct(to: string): void {
  history.replaceState(null, "", to);
  follow();
}

/** Changes some parameters of the page one is on; null takes one away. */
export function ask(changes: Record<string, string | null>): void {
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") parameters.delete(name);
    else parameters.set(name, value);
  }
  const query = parameters.toString();
  go(location.pathname + (query === "" ? "" : `?${query}`));
}

/** Follows the browser's back and forward, and makes plain links to our own pages change the page in place. */
export function followAddress(): () => void {
  const click = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target !== "" || link.hasAttribute("download")) return;
    const to = new URL(link.href, location.href);
    const ours = to.origin === location.origin && !to.pathname.startsWith("/api/") && !to.pathname.startsWith("/docs");
    // Within a page the browser finds the place by itself.
    if (!ours || (to.hash !== "" && to.pathname === location.pathname && to.search === location.search)) return;
    event.preventDefault();
    go(to.pathname + to.search + to.hash);
  };
  addEventListener("popstate", follow);
  document.addEventListener("click", click);
  return () => {
    removeEventListener("popstate", follow);
    document.removeEventListener("click", click);
  };
}
