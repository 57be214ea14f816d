import type { BoardColumn, PartnershipHead } from "../../api/types";

/** What heads a column: the party, or the part of its rows that is the viewer's. */
export function columnTitle(column: BoardColumn, sites: PartnershipHead["sites"]): string {
  switch (column.scope) {
    case "own":
      return "My work";
    case "team":
      return "My team";
    case "site": {
      const site = sites.filter((one) => one.party === column.party);
      return (site.length === 1 ? site[0]?.title : undefined) ?? "My site";
    }
    default:
      return column.title;
  }
}
