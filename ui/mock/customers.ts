// Customers who were forgotten or merged on request in the made-up partnership.
import type { CustomerAsked, CustomerChange, CustomerRequest } from "../src/api/customers";

const KNOWN: Record<string, CustomerChange[]> = {
  "a.kaya@post.example": [
    { table: "contact", rows: 14, by_feed: { contacts: 14 }, version: null },
    { table: "survey", rows: 3, by_feed: { surveys: 3 }, version: null },
    { table: "set_aside", rows: 1, by_feed: { contacts: 1 }, version: null },
  ],
};

export class MockCustomers {
  readonly requests: CustomerRequest[] = [
    {
      number: 2, did: "merged", at: "2026-03-18T10:20:00Z", by: "femke_dekker", reason: "CRM case 8841: one buyer, two accounts", done: true, held: true,
      changed: [{ table: "contact", rows: 3, by_feed: { contacts: 3 }, version: 4_871 }],
    },
    {
      number: 1, did: "forgotten", at: "2026-02-03T14:02:00Z", by: "femke_dekker", reason: "Letter 2026-114", done: true, held: false,
      changed: [
        { table: "contact", rows: 22, by_feed: { contacts: 22 }, version: 3_310 },
        { table: "survey", rows: 4, by_feed: { surveys: 4 }, version: 3_311 },
        { table: "set_aside", rows: 1, by_feed: { contacts: 1 }, version: 3_311 },
      ],
    },
  ];

  count(asked: CustomerAsked): CustomerChange[] {
    const changed = KNOWN[asked.customer] ?? [];
    return asked.what === "forget" ? changed : changed.filter((one) => one.table !== "set_aside");
  }

  /** Why it makes no sense; nothing when it does. */
  refusal(asked: CustomerAsked): string | undefined {
    if (asked.what === "merge" && asked.customer === asked.into) return "a customer cannot be merged into itself";
    return undefined;
  }

  ask(asked: CustomerAsked, by: string): CustomerRequest {
    const changed = this.count(asked).map((one, nth) => ({ ...one, version: 4_900 + nth }));
    const request: CustomerRequest = {
      number: this.requests.length + 1, did: asked.what === "forget" ? "forgotten" : "merged", at: "2026-03-27T13:14:00Z", by,
      reason: asked.reason ?? "", done: true, held: changed.length > 0, changed,
    };
    this.requests.unshift(request);
    delete KNOWN[asked.customer];
    return request;
  }
}
