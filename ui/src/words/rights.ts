import type { Session } from "../api/types";

/** What each right lets a person do. */
export const RIGHTS: Record<string, string> = {
  drill_to_contacts: "Open the contacts behind a number",
  pin_notes: "Pin notes to points",
  ingest: "Take in files",
  see_cost: "See cost and money",
  see_agents: "See agents by name",
  make_tokens: "Make API tokens",
  administer: "Administer the partnership",
};

/** A right in words. */
export function rightWords(right: string): string {
  return RIGHTS[right] ?? right.replaceAll("_", " ");
}

/** Whose rows a person sees, in words. */
export function seesWords(session: Session): string {
  switch (session.sees) {
    case "everything":
      return "Everything, at every party";
    case "party":
      return `Everything at ${session.party_title}`;
    case "site":
      return `Your site at ${session.party_title}`;
    case "team":
      return "Your team";
    case "own":
      return "Your own contacts";
    default:
      return "Nothing yet";
  }
}
