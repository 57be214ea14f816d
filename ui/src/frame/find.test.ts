import { expect, test } from "vitest";

import { find, type Place } from "./find";

const places: Place[] = [
  { title: "Customer care", to: "/boards/care", group: "Boards", aside: "16 KPIs" },
  { title: "Customer satisfaction", to: "/kpis/csat", group: "KPIs", aside: "Were customers content?" },
  { title: "Satisfaction on escalated cases", to: "/kpis/csat_escalated", group: "KPIs", aside: "Do we recover when it goes wrong?" },
  { title: "Data", to: "/data", group: "Pages", aside: "" },
];

test.each([
  ["", ["/boards/care", "/kpis/csat", "/kpis/csat_escalated", "/data"]],
  ["customer", ["/boards/care", "/kpis/csat"]],
  ["satisf", ["/kpis/csat_escalated", "/kpis/csat"]],
  ["satisfaction customer", ["/kpis/csat"]],
  ["csat escalated", ["/kpis/csat_escalated"]],
  ["recover", ["/kpis/csat_escalated"]],
  ["nothing", []],
])("%s", (search, found) => expect(find(places, search).map((place) => place.to)).toEqual(found));
