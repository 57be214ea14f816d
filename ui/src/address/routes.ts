/** The pages there are, each with its path. */
export type Route =
  | { page: "home" }
  | { page: "sign-in" }
  | { page: "board"; board: string }
  | { page: "now" }
  | { page: "what-if" }
  | { page: "kpis" }
  | { page: "kpi"; kpi: string }
  | { page: "data" }
  | { page: "add-data" }
  | { page: "feed"; feed: string }
  | { page: "set-aside"; feed: string }
  | { page: "lineage" }
  | { page: "glossary" }
  | { page: "customers" }
  | { page: "account" }
  | { page: "missing"; path: string };

/** The route that a path leads to. */
export function routeOf(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  const [first, second] = parts;
  if (first === undefined) return { page: "home" };
  if (parts.length === 1) {
    if (first === "sign-in" || first === "now" || first === "what-if" || first === "kpis" || first === "data" || first === "lineage" || first === "glossary" || first === "add-data" || first === "customers" || first === "account") return { page: first };
  } else if (parts.length === 2 && second !== undefined) {
    const name = decoded(second);
    if (name !== null && first === "boards") return { page: "board", board: name };
    if (name !== null && first === "kpis") return { page: "kpi", kpi: name };
    if (name !== null && first === "data") return { page: "feed", feed: name };
  } else if (parts.length === 3 && first === "data" && second !== undefined && parts[2] === "set-aside") {
    const name = decoded(second);
    if (name !== null) return { page: "set-aside", feed: name };
  }
  return { page: "missing", path };
}

export const boardPath = (board: string): string => `/boards/${encodeURIComponent(board)}`;
export const kpiPath = (kpi: string): string => `/kpis/${encodeURIComponent(kpi)}`;
export const feedPath = (feed: string): string => `/data/${encodeURIComponent(feed)}`;

/** What a KPI, a feed or a table hangs together with, or one column of the last two; by the charter of a basis, where one is held. */
export function lineagePath(of: { kpi: string } | { feed: string; column?: string } | { table: string; column?: string }, basis = ""): string {
  return `/lineage?${new URLSearchParams(basis === "" ? of : { ...of, basis }).toString()}`;
}

/** A word of the glossary. */
export const glossaryPath = (id: string): string => `/glossary#${id}`;

/** The rows of a feed that were set aside: those of one check, that stand so, on a page counted from 1. */
export function setAsidePath(feed: string, of: { check?: string | null; standing?: string; page?: number } = {}): string {
  const query = new URLSearchParams();
  if (of.check != null && of.check !== "") query.set("check", of.check);
  if (of.standing !== undefined && of.standing !== "waiting") query.set("standing", of.standing);
  if (of.page !== undefined && of.page > 1) query.set("page", String(of.page));
  const text = query.toString();
  return `${feedPath(feed)}/set-aside${text === "" ? "" : `?${text}`}`;
}

/** A part of an address as it was before it was encoded; null where it is no such part. */
export function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
