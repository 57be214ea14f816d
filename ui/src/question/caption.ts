import type { Reading } from "../api/types";
import type { Caption } from "../charts/png";
import { directory } from "../session/directory.svelte";
import { days, moment } from "../words/dates";
import type { Question } from "./question";

/** What a picture of an answer says of itself: what was asked, of how many it is where that is said, and from what it was computed. */
export function captionOf(title: string, answer: Pick<Reading, "window" | "facts_to" | "zone" | "basis">, question: Question, sample = ""): Caption {
  const facts = answer.facts_to ? `facts to ${moment(answer.facts_to, answer.zone)}, ` : "";
  return {
    title,
    subtitle: [days(answer.window.from, answer.window.to), question.where, sample].filter((part) => part !== "").join(" · "),
    source: `${directory.partnership?.title ?? "Tandem"} · ${facts}${answer.zone}, basis ${answer.basis}`,
  };
}
