import type { Reading } from "../../api/types";
import type { Caption } from "../../charts/png";
import type { Question } from "../../question/question";
import { directory } from "../../session/directory.svelte";
import { days, moment } from "../../words/dates";

/** What a picture of a reading says of itself. */
export function captionOf(reading: Reading, question: Question, by = ""): Caption {
  const filter = question.where === "" ? "" : ` · ${question.where}`;
  const facts = reading.facts_to ? `facts to ${moment(reading.facts_to, reading.zone)}, ` : "";
  return {
    title: reading.kpi.title + by,
    subtitle: `${days(reading.window.from, reading.window.to)}${filter}`,
    source: `${directory.partnership?.title ?? "Tandem"} · ${facts}${reading.zone}, basis ${reading.basis}`,
  };
}
