// What a feed refused as a whole, in words.
import type { RefusalOf } from "../../api/types";
import { counted, things } from "../../words/numbers";

const WAYS: Record<string, string> = { ingest: "on the command line", http: "over HTTP or on this page", drop: "through the drop folder", stream: "from the stream", pull: "asked of the API" };

/** How it came and whose doing it was: `on the command line, by mara_roos`. */
export function cameWords({ way, who, times }: Pick<RefusalOf, "way" | "who" | "times">): string {
  const often = times > 1 ? `, ${counted(times)} times` : "";
  return `${WAYS[way] ?? way}${who == null ? "" : `, by ${who}`}${often}`;
}

/** What the heading says: what is still open comes first. */
export function refusalsHeading(refusals: readonly Pick<RefusalOf, "settled">[]): string {
  const open = refusals.filter((one) => !one.settled).length;
  if (open === 0) return "Refused as a whole: all of it came in well since";
  return `Refused as a whole: ${things(open, "delivery", "deliveries")} ${open === 1 ? "has" : "have"} not come in since`;
}
