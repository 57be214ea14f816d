// What a colleague would say of a lineage first.
import type { LineageAnswer } from "../../api/types";
import { listed } from "../../words/lists";
import { things } from "../../words/numbers";

export function lineageHeadline(answer: LineageAnswer): string {
  const { of } = answer;
  if (of.kind === "kpi") {
    const titles = answer.feeds.map((one) => one.title);
    return titles.length === 0 ? `No feed fills what ${of.title} is made of.` : `${of.title} is made of ${things(answer.columns.length, "column")} that ${listed(titles)} ${titles.length === 1 ? "fills" : "fill"}.`;
  }
  const what = of.column == null ? of.name : `${of.name}.${of.column}`;
  const of_value = answer.kpis.filter((one) => one.effect === "value").length;
  const others = answer.kpis.length - of_value;
  if (answer.kpis.length === 0) return `No KPI would be wrong if ${what} were.`;
  if (of_value === 0) return `If ${what} were wrong, ${things(others, "KPI")} would count other rows or be cut wrongly.`;
  return `If ${what} were wrong, so would be ${things(of_value, "KPI")}${others === 0 ? "" : `, and ${things(others, "KPI")} in part`}.`;
}
