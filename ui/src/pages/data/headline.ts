// The first lines of the pages about data.
import type { FeedStatus } from "../../api/types";
import { listed } from "../../words/lists";
import { counted, things } from "../../words/numbers";
import { failingWords } from "./checks";

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** What a colleague would say of the feeds: who is late, and how many rows wait. */
export function headlineOf(feeds: readonly FeedStatus[]): string {
  const late = feeds.filter((feed) => feed.fresh === false);
  const waiting = feeds.reduce((sum, feed) => sum + feed.waiting, 0);
  const wait = waiting === 1 ? "1 row waits for somebody" : `${counted(waiting)} rows wait for somebody`;
  const fails = `${refusedWords(feeds)}${failingWords(feeds)}`;
  if (late.length === 0) return `${arrival(feeds)}${waiting === 0 ? ", and no row waits" : `; ${wait}`}.${fails}`;
  const many = NUMBERS[late.length] ?? counted(late.length);
  const named = late.length > 3 ? `${listed([...late.slice(0, 2).map((feed) => feed.title), `${late.length - 2} others`])} are` : `${listed(late.map((feed) => feed.title))} ${late.length === 1 ? "is" : "are"}`;
  const rest = waiting === 0 ? "" : ` ${wait.charAt(0).toUpperCase()}${wait.slice(1)}.`;
  return `${many} ${late.length === 1 ? "feed needs" : "feeds need"} you: ${named} later than agreed.${rest}${fails}`;
}

/** What can be said of arrival when nothing is late: only a feed with an agreed freshness can be. */
function arrival(feeds: readonly FeedStatus[]): string {
  const agreed = feeds.filter((feed) => feed.fresh != null);
  if (agreed.length > 0 && feeds.some((feed) => feed.refused > 0)) return "No feed is late";
  if (agreed.length === 0) return "No freshness is agreed for any feed, so none can be called late";
  return agreed.length === feeds.length ? "Everything has arrived as agreed" : "Every feed with an agreed freshness has arrived";
}

/** What was refused as a whole and did not come again; nothing where nothing was. */
function refusedWords(feeds: readonly FeedStatus[]): string {
  const of = feeds.filter((feed) => feed.refused > 0);
  const count = of.reduce((sum, feed) => sum + feed.refused, 0);
  if (count === 0) return "";
  const named = of.length > 3 ? [...of.slice(0, 2).map((feed) => feed.title), `${of.length - 2} others`] : of.map((feed) => feed.title);
  return ` ${NUMBERS[count] ?? counted(count)} ${count === 1 ? "delivery was" : "deliveries were"} refused as a whole and ${count === 1 ? "has" : "have"} not come again: ${listed(named)}.`;
}

/** What a colleague would say of one feed. */
export function feedHeadline(feed: FeedStatus): string {
  const refused = feed.refused === 0 ? "" : ` ${NUMBERS[feed.refused] ?? counted(feed.refused)} ${feed.refused === 1 ? "delivery was" : "deliveries were"} refused as a whole.`;
  if (feed.received === 0) return `${feed.title} has brought nothing yet.${refused}`;
  const waits = feed.waiting === 0 ? "no row waits" : feed.waiting === 1 ? "1 row waits for somebody" : `${counted(feed.waiting)} rows wait for somebody`;
  switch (feed.fresh) {
    case true:
      return `${feed.title} ${feed.refused === 0 ? "arrives as agreed" : "is not late"}; ${waits}.${refused}`;
    case false:
      return `${feed.title} is later than agreed; ${waits}.${refused}`;
    default:
      return `${feed.title} has brought ${things(feed.received, "row")}; ${waits}.${refused}`;
  }
}

/** What a colleague would say of the rows of a feed that were set aside and stand so. */
export function setAsideHeadline(title: string, standing: string, total: number): string {
  const rows = things(total, "row");
  switch (standing) {
    case "mended":
      return total === 0 ? `No row of ${title} has been mended.` : `${rows} of ${title} ${total === 1 ? "was" : "were"} mended.`;
    case "waived":
      return total === 0 ? `No row of ${title} has been waived.` : `${rows} of ${title} ${total === 1 ? "was" : "were"} waived.`;
    default:
      return total === 0 ? `No row of ${title} waits.` : `${rows} of ${title} ${total === 1 ? "waits" : "wait"} for somebody.`;
  }
}
