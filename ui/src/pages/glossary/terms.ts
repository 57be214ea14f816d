// Finding terms and saying where each is used.
import type { Glossary } from "../../api/types";

export type Term = Glossary["terms"][number];
export type TermKind = Term["kind"];

export const KINDS: { kind: TermKind; title: string }[] = [
  { kind: "kpi", title: "KPIs" },
  { kind: "target", title: "Targets" },
  { kind: "table", title: "Tables" },
  { kind: "column", title: "Columns" },
  { kind: "value", title: "Values" },
  { kind: "feed", title: "Feeds" },
  { kind: "role", title: "Roles" },
  { kind: "calendar", title: "Calendars" },
];

/** The terms that have all the words, those first whose name or title begins with them. */
export function found(terms: readonly Term[], search: string, kind: string): Term[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const first = search.trim().toLowerCase();
  const rank = (term: Term) => (first !== "" && [term.title, term.name].some((one) => one.toLowerCase().startsWith(first)) ? 0 : 1);
  return terms
    .filter((term) => kind === "" || term.kind === kind)
    .filter((term) => {
      const text = `${term.title} ${term.name} ${term.means} ${term.notes.join(" ")}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((one, other) => rank(one) - rank(other));
}

/** Uses by how, in the order in which they came. */
export function usesOf(term: Term): { how: string; uses: Term["used"] }[] {
  const ways = [...new Set(term.used.map((one) => one.how))];
  return ways.map((how) => ({ how, uses: term.used.filter((one) => one.how === how) }));
}
