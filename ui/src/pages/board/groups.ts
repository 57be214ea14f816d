import type { BoardAnswer } from "../../api/types";
import { type Line, linesOf } from "./companions";

/** The lines of a board under the two headings that it has, where there are any. */
export function groupsOf(answer: Pick<BoardAnswer, "leading" | "lagging">): { title: string; lines: Line[] }[] {
  const lines = linesOf([...answer.leading, ...answer.lagging]);
  return [
    { title: "What is coming", lines: lines.filter(({ row }) => answer.leading.includes(row)) },
    { title: "What has been", lines: lines.filter(({ row }) => answer.lagging.includes(row)) },
  ].filter((group) => group.lines.length > 0);
}
