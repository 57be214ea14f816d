// What a request changed, in words.
import type { CustomerChange, CustomerRequest } from "../../api/customers";
import { listed } from "../../words/lists";
import { things } from "../../words/numbers";

const ROWS: Record<string, [one: string, many: string]> = {
  contact: ["contact", "contacts"],
  survey: ["survey answer", "survey answers"],
  message: ["message", "messages"],
  customer_event: ["customer event", "customer events"],
  evaluation: ["evaluation", "evaluations"],
  set_aside: ["row set aside", "rows set aside"],
};

/** Rows of a table: “14 contacts”. */
export function rowsOf(change: Pick<CustomerChange, "table" | "rows">): string {
  const [one, many] = ROWS[change.table] ?? [`row of ${change.table}`, `rows of ${change.table}`];
  return things(change.rows, one, many);
}

/** All that changes: “14 contacts and 3 survey answers”; nothing when nothing does. */
export function allOf(changed: readonly Pick<CustomerChange, "table" | "rows">[]): string | undefined {
  return changed.length === 0 ? undefined : listed(changed.map(rowsOf));
}

/** How a request stands. */
export function standingOf(request: Pick<CustomerRequest, "done" | "held">): string {
  if (!request.done) return "not done yet; it is gone on with by itself";
  return request.held ? "done; earlier versions that are kept still hold it" : "done; no version that is kept holds it";
}

/** The first line of the page. */
export function headline(requests: readonly CustomerRequest[]): string {
  if (requests.length === 0) return "No customer has asked for anything";
  const open = requests.filter((one) => !one.done).length;
  const forgotten = requests.filter((one) => one.did === "forgotten").length;
  const merged = requests.length - forgotten;
  const did = [
    ...(forgotten > 0 ? [`${things(forgotten, "customer")} forgotten`] : []),
    ...(merged > 0 ? [`${things(merged, "merge")} made`] : []),
  ];
  const words = listed(did);
  return open === 0 ? words : `${words}; ${things(open, "request is", "requests are")} not done yet`;
}
