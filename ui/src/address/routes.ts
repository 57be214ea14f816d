/** The pages there are, each with its path. */
export type Route =
  | { page: "home" }
  | { page: "sign-in" }
  | { page: "board"; board: string }
  | { page: "kpis" }
  | { page: "kpi"; kpi: string }
  | { page: "data" }
  | { page: "account" }
  | { page: "missing"; path: string };

/** The route that a path leads to. */
export function routeOf(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  const [first, second] = parts;
  if (first === undefined) return { page: "home" };
  if (parts.length === 1) {
    if (first === "sign-in" || first === "kpis" || first === "data" || first === "account") return { page: first };
  } else if (parts.length === 2 && second !== undefined) {
    const name = decoded(second);
    if (name !== null && first === "boards") return { page: "board", board: name };
    if (name !== null && first === "kpis") return { page: "kpi", kpi: name };
  }
  return { page: "missing", path };
}

export const boardPath = (board: string): string => `/boards/${encodeURIComponent(board)}`;
export const kpiPath = (kpi: string): string => `/kpis/${encodeURIComponent(kpi)}`;

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
