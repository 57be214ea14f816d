// The words of the made-up partnership: its KPIs, its parties, and the columns that its numbers are made of.
import type { Glossary } from "../src/api/types";
import { KPIS, PARTIES } from "./partnership";

type Term = Glossary["terms"][number];

export function glossary(visible: ReadonlySet<string>): Glossary {
  const kpis = KPIS.map(({ head, means, asks, beside }): Term => ({
    id: `kpi-${head.kpi}`, kind: "kpi", name: head.kpi, title: head.title, means, unit: head.unit, owner: "Customer experience lead (client.cx_lead)", notes: [asks],
    used: beside.flatMap((name) => KPIS.filter((one) => one.head.kpi === name)).map((one) => ({ how: "shown beside", term: `kpi-${one.head.kpi}`, board: null, title: one.head.title })),
  }));
  const column: Term = {
    id: "column-contact-opened_at", kind: "column", name: "contact.opened_at", title: "opened_at", means: "When the customer asked.", unit: "UTC", owner: null,
    notes: ["Of `contact`, instant"], used: [{ how: "filled by", term: "feed-contacts", board: null, title: "contacts" }],
  };
  const feed: Term = {
    id: "feed-contacts", kind: "feed", name: "contacts", title: "Helpdesk tickets", means: "Fills the table `contact`.", unit: null, owner: null, notes: [], used: [],
  };
  const values = PARTIES.filter((one) => visible.has(one.party)).map((one): Term => ({
    id: `value-party-${one.party}`, kind: "value", name: one.party, title: one.title, means: "A party to the partnership.", unit: null, owner: null, notes: ["A value of `party`."], used: [],
  }));
  return { title: "Harbor · Customer care", terms: [...kpis, column, ...values, feed] };
}
