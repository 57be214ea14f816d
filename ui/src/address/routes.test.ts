import { expect, test } from "vitest";

import { boardPath, kpiPath, routeOf } from "./routes";

test.each([
  ["/", { page: "home" }],
  ["/sign-in", { page: "sign-in" }],
  ["/boards/care", { page: "board", board: "care" }],
  [boardPath("a/b ç"), { page: "board", board: "a/b ç" }],
  ["/kpis", { page: "kpis" }],
  ["/kpis/", { page: "kpis" }],
  [kpiPath("first_contact_resolution"), { page: "kpi", kpi: "first_contact_resolution" }],
  ["/data", { page: "data" }],
  ["/account", { page: "account" }],
  ["/boards", { page: "missing", path: "/boards" }],
  ["/kpis/a/b", { page: "missing", path: "/kpis/a/b" }],
  ["/kpis/%E0%A4%A", { page: "missing", path: "/kpis/%E0%A4%A" }],
  ["/nowhere", { page: "missing", path: "/nowhere" }],
])("%s", (path, route) => expect(routeOf(path)).toEqual(route));
