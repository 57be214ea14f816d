// A made-up partnership, for the screen's own tests and for work on the screen without a server.
import type { KpiHead, Session, TargetHead } from "../src/api/types";

export const PARTIES = [
  { party: "inhouse", title: "Harbor's own team", kind: "in_house" },
  { party: "alder", title: "Alder", kind: "provider" },
  { party: "birch", title: "Birch", kind: "provider" },
];

export const DIMENSIONS: Record<string, [value: string, title: string, share: number][]> = {
  party: PARTIES.map(({ party, title }, at) => [party, title, [0.24, 0.44, 0.32][at] ?? 0]),
  site: [
    ["rotterdam", "Rotterdam", 0.24],
    ["lisbon", "Lisbon", 0.44],
    ["manila", "Manila", 0.32],
  ],
  channel: [
    ["voice", "Voice", 0.41],
    ["email", "E-mail", 0.28],
    ["chat", "Chat", 0.24],
    ["social", "Social", 0.07],
  ],
  contact_type: [
    ["delivery_status", "Where is my order", 0.21],
    ["delivery_problem", "Late or damaged delivery", 0.13],
    ["order_change", "Change or cancel an order", 0.11],
    ["return_request", "Send something back", 0.1],
    ["product_advice", "Which part fits my boat", 0.09],
    ["refund_status", "Where is my refund", 0.08],
    ["fitting_help", "Help with fitting", 0.07],
    ["electronics_fault", "Plotter or radio fault", 0.06],
    ["invoice_question", "Invoice and VAT", 0.05],
    ["payment_problem", "Payment problem", 0.04],
    ["warranty_claim", "Warranty claim", 0.03],
    ["account_access", "Sign-in and account", 0.02],
    ["safety_recall", "Safety recall", 0.01],
  ],
  language: [
    ["nl", "nl", 0.52],
    ["en", "en", 0.33],
    ["de", "de", 0.15],
  ],
  priority: [
    ["normal", "normal", 0.82],
    ["high", "high", 0.18],
  ],
};

export interface MockKpi {
  head: KpiHead;
  asks: string;
  means: string;
  nature: "leading" | "lagging";
  framework: string;
  aspect: string;
  formula: { part: string; expression: string }[];
  table: string | null;
  beside: string[];
  /** Where the value lies, how far periods differ, and how many rows a week there are. */
  base: number;
  spread: number;
  weekly: number;
  /** How far each party lies from the base. */
  offset: Record<string, number>;
  /** How far a party has drifted by the last period. */
  drift?: Record<string, number>;
  target?: Pick<TargetHead, "at_least" | "at_most">;
  /** Whether the last two periods are still open. */
  followUp?: boolean;
  missing?: Record<string, string>;
}

const shape = (kpi: string, title: string, kind: string, unit: string, decimals: number, direction: string): KpiHead => ({
  kpi,
  title,
  kind,
  unit,
  currency: unit === "money" ? "EUR" : null,
  decimals,
  direction,
  interval: unit === "percent" ? "Wilson score interval" : "Student's t interval of the mean",
});

export const KPIS: MockKpi[] = [
  {
    head: shape("escalation_rate", "Escalation rate", "ratio", "percent", 1, "lower"),
    asks: "Are hand-offs and procedures clear?",
    means: "The share of handled contacts that were passed to the second line.",
    nature: "leading", framework: "operational", aspect: "escalation",
    formula: [{ part: "population", expression: "outcome = 'handled' and not automated" }, { part: "numerator", expression: "escalated" }],
    table: "contact", beside: ["first_contact_resolution"],
    base: 5, spread: 0.4, weekly: 3600, offset: { inhouse: -0.9, alder: 0, birch: 1.1 }, drift: { birch: 2.1 }, target: { at_most: 6 },
  },
  {
    head: shape("backlog_over_3_days", "Backlog older than three days", "backlog", "count", 0, "lower"),
    asks: "Is unfinished work growing old?",
    means: "The number of contacts that are open and were opened more than three days ago.",
    nature: "leading", framework: "operational", aspect: "backlog",
    formula: [{ part: "opened", expression: "opened_at" }, { part: "closed", expression: "closed_at" }, { part: "older than", expression: "3 days" }],
    table: "contact", beside: [],
    base: 110, spread: 9, weekly: 0, offset: { inhouse: 0, alder: 90, birch: -16 }, drift: { alder: 150 }, target: { at_most: 150 },
  },
  {
    head: shape("qa_alignment", "QA alignment (Krippendorff's α)", "derived", "number", 2, "higher"),
    asks: "Do client and provider judge quality alike?",
    means: "How far the evaluators of both parties agree on the same contacts, beyond chance.",
    nature: "leading", framework: "strategic", aspect: "quality",
    formula: [{ part: "formula", expression: "1 - observed_disagreement / expected_disagreement" }],
    table: null, beside: ["qa_score"],
    base: 0.76, spread: 0.025, weekly: 42, offset: { inhouse: 0.03, alder: -0.03, birch: -0.08 }, drift: { birch: -0.14 }, target: { at_least: 0.67 },
  },
  {
    head: shape("schedule_adherence", "Schedule adherence", "ratio", "percent", 1, "higher"),
    asks: "Are people where the plan needs them?",
    means: "The share of planned working time that was worked as planned.",
    nature: "leading", framework: "operational", aspect: "workforce",
    formula: [{ part: "numerator", expression: "adherent_seconds" }, { part: "population", expression: "planned_seconds > 0" }],
    table: "shift", beside: ["occupancy"],
    base: 91.5, spread: 0.7, weekly: 410, offset: { inhouse: 0.8, alder: 0, birch: -0.6 }, target: { at_least: 90 },
    missing: { inhouse: "Harbor's own team sends no shifts: the feed `shifts` maps no rows of this party." },
  },
  {
    head: shape("occupancy", "Occupancy", "ratio", "percent", 1, "within"),
    asks: "Is the load one that people can keep up?",
    means: "The share of staffed time spent on contacts.",
    nature: "leading", framework: "operational", aspect: "workforce",
    formula: [{ part: "numerator", expression: "busy_seconds" }, { part: "population", expression: "staffed_seconds > 0" }],
    table: "agent_state", beside: ["unplanned_absence"],
    base: 82, spread: 1.1, weekly: 400, offset: { inhouse: -3, alder: 1, birch: 3.4 }, target: { at_least: 75, at_most: 86 },
  },
  {
    head: shape("unplanned_absence", "Unplanned absence", "ratio", "percent", 1, "lower"),
    asks: "Are people falling ill over it?",
    means: "The share of planned shifts that were missed without leave.",
    nature: "leading", framework: "operational", aspect: "strain",
    formula: [{ part: "numerator", expression: "absent and not on_leave" }], table: "shift", beside: [],
    base: 4.1, spread: 0.7, weekly: 410, offset: { inhouse: -0.5, alder: 0.2, birch: 0.9 },
  },
  {
    head: shape("follow_up_promises_kept", "Promises of a call back kept", "ratio", "percent", 1, "higher"),
    asks: "Do we do what we said we would?",
    means: "The share of promised call backs that were made in time.",
    nature: "leading", framework: "experience", aspect: "promise",
    formula: [{ part: "numerator", expression: "kept" }], table: "task", beside: [],
    base: 88, spread: 3, weekly: 22, offset: { inhouse: 3, alder: 0, birch: -4 }, target: { at_least: 85 },
  },
  {
    head: shape("first_contact_resolution", "First contact resolution", "ratio", "percent", 1, "higher"),
    asks: "Was it solved the first time?",
    means: "The share of handled contacts that were resolved, without the customer coming back about the same thing within seven days.",
    nature: "lagging", framework: "experience", aspect: "resolution",
    formula: [
      { part: "population", expression: "outcome = 'handled' and not automated" },
      { part: "numerator", expression: "resolved and not followed_up" },
      { part: "follow-up", expression: "same customer and contact_type within 7 days" },
    ],
    table: "contact", beside: ["qa_score", "csat"],
    base: 75, spread: 0.9, weekly: 3600, offset: { inhouse: 3.1, alder: 0.4, birch: 0.2 }, drift: { birch: -4.4 }, target: { at_least: 74 }, followUp: true,
  },
  {
    head: shape("csat", "Customer satisfaction", "ratio", "percent", 1, "higher"),
    asks: "Were customers content?",
    means: "The share of answered surveys with four or five of five.",
    nature: "lagging", framework: "experience", aspect: "satisfaction",
    formula: [{ part: "population", expression: "score is not null" }, { part: "numerator", expression: "score >= 4" }],
    table: "survey", beside: [], base: 81, spread: 1.8, weekly: 520, offset: { inhouse: 2.6, alder: 0.5, birch: -1 }, target: { at_least: 80 },
  },
  {
    head: shape("csat_escalated", "Satisfaction on escalated cases", "ratio", "percent", 1, "higher"),
    asks: "Do we recover when it goes wrong?",
    means: "Customer satisfaction on contacts that went to the second line.",
    nature: "lagging", framework: "experience", aspect: "satisfaction",
    formula: [{ part: "population", expression: "escalated and score is not null" }, { part: "numerator", expression: "score >= 4" }],
    table: "survey", beside: [], base: 62, spread: 6, weekly: 24, offset: { inhouse: 5, alder: 0, birch: -3 }, target: { at_least: 65 },
  },
  {
    head: shape("service_level", "Service level", "ratio", "percent", 1, "higher"),
    asks: "Were they answered in time?",
    means: "The share of offered contacts that were answered within the promised time.",
    nature: "lagging", framework: "operational", aspect: "speed",
    formula: [{ part: "numerator", expression: "sla_met" }, { part: "population", expression: "outcome in ('handled', 'abandoned')" }],
    table: "contact", beside: ["abandon_rate"], base: 82, spread: 2, weekly: 3900, offset: { inhouse: -1.2, alder: 1.2, birch: 2.1 }, drift: { inhouse: 3.2 }, target: { at_least: 80 },
  },
  {
    head: shape("abandon_rate", "Abandonment", "ratio", "percent", 1, "lower"),
    asks: "How many gave up waiting?",
    means: "The share of offered contacts whose customer left before an answer.",
    nature: "lagging", framework: "operational", aspect: "speed",
    formula: [{ part: "numerator", expression: "outcome = 'abandoned'" }], table: "contact", beside: [],
    base: 5.2, spread: 0.5, weekly: 3900, offset: { inhouse: 0.4, alder: -0.2, birch: -0.4 }, target: { at_most: 6 },
  },
  {
    head: shape("handle_time", "Handle time", "mean", "seconds", 0, "within"),
    asks: "How much work is a contact?",
    means: "The mean time spent on a handled contact: talk, hold and wrap-up.",
    nature: "lagging", framework: "operational", aspect: "handle_time",
    formula: [{ part: "value", expression: "handle_seconds" }, { part: "population", expression: "outcome = 'handled'" }],
    table: "contact", beside: ["qa_score"], base: 412, spread: 8, weekly: 3600, offset: { inhouse: 38, alder: 0, birch: -31 }, drift: { birch: -36 },
  },
  {
    head: shape("qa_score", "Quality score", "mean", "points", 1, "higher"),
    asks: "Was it done well?",
    means: "The mean score of evaluated contacts, of 100.",
    nature: "lagging", framework: "operational", aspect: "quality",
    formula: [{ part: "value", expression: "score" }], table: "evaluation", beside: [],
    base: 86, spread: 0.9, weekly: 130, offset: { inhouse: 1.5, alder: 0.6, birch: -1.8 }, drift: { birch: -2.4 }, target: { at_least: 85 },
  },
  {
    head: shape("cost_per_resolution", "Cost per resolution", "derived", "money", 2, "lower"),
    asks: "What does a solved problem cost?",
    means: "All cost lines, divided by contacts resolved the first time.",
    nature: "lagging", framework: "financial", aspect: "cost",
    formula: [{ part: "formula", expression: "cost / resolved_first_time" }],
    table: null, beside: ["first_contact_resolution"], base: 7.4, spread: 0.12, weekly: 2700, offset: { inhouse: 2.9, alder: -0.4, birch: -1.3 }, followUp: true,
  },
  {
    head: shape("reopen_rate", "Reopened", "ratio", "percent", 1, "lower"),
    asks: "Did solved stay solved?",
    means: "The share of resolved contacts that were opened again.",
    nature: "lagging", framework: "experience", aspect: "resolution",
    formula: [{ part: "numerator", expression: "reopens > 0" }, { part: "population", expression: "resolved" }],
    table: "contact", beside: [], base: 6.1, spread: 0.4, weekly: 2700, offset: { inhouse: -0.6, alder: 0.1, birch: 0.7 },
  },
];

/**
 * The board's rows: a KPI, and what hangs from it. As at real parties, a KPI may be a row of its own and hang from
 * several others besides.
 */
export const ROWS: [kpi: string, ...companions: string[]][] = [
  ["escalation_rate"],
  ["backlog_over_3_days"],
  ["qa_alignment"],
  ["schedule_adherence"],
  ["occupancy", "unplanned_absence"],
  ["follow_up_promises_kept"],
  ["first_contact_resolution"],
  ["csat"],
  ["csat_escalated"],
  ["service_level", "abandon_rate"],
  ["qa_score"],
  ["handle_time", "qa_score", "first_contact_resolution"],
  ["cost_per_resolution", "first_contact_resolution", "reopen_rate"],
];

const everyone = ["drill_to_contacts", "pin_notes", "see_cost", "make_tokens"];
const person = (of: Partial<Session> & Pick<Session, "person" | "name" | "party" | "party_title">): Session => ({
  email: `${of.person.replace("_", ".")}@${of.party}.example`,
  party_kind: "provider",
  roles: [{ role: "provider.account_director", title: "Account director" }],
  rights: everyone,
  sees: "party",
  csrf_token: `csrf-${of.person}`,
  home_board: "care",
  ...of,
});

export const PASSWORD = "harbor-demo";

export const PEOPLE: Session[] = [
  person({
    person: "mara_roos", name: "Mara Roos", party: "harbor", party_title: "Harbor", party_kind: "client",
    roles: [{ role: "client.vendor_manager", title: "Vendor manager" }], sees: "everything", rights: [...everyone, "ingest", "administer"],
  }),
  person({
    person: "femke_dekker", name: "Femke Dekker", party: "harbor", party_title: "Harbor", party_kind: "client",
    roles: [{ role: "client.finance", title: "Finance" }], sees: "everything", rights: ["see_cost"],
  }),
  person({ person: "ines_carvalho", name: "Inês Carvalho", party: "alder", party_title: "Alder" }),
];
