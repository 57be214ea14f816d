// The lineage as a picture and as a table, to be taken away.
import { live } from "../../api/live.svelte";
import type { LineageAnswer } from "../../api/types";
import type { Field } from "../../charts/csv";
import type { Caption } from "../../charts/png";
import type { Picture, Shape } from "../../charts/shapes";
import { directory } from "../../session/directory.svelte";
import { moment } from "../../words/dates";
import { type Graph, graphOf, type Node, pictureOf } from "./graph";
import { lineageHeadline } from "./headline";

const WIDTH = 1040;
const KINDS = ["source column", "column", "kpi", "kpi"];

/** The whole of what hangs together, whatever the screen is wide and wherever one points. */
export function lineagePicture(answer: LineageAnswer): Picture {
  const { nodes, edges, heads, layers, height } = pictureOf(graphOf(answer), WIDTH);
  const shapes: Shape[] = [
    ...layers.map((layer): Shape => ({ is: "words", x: layer.x, y: 14, words: layer.title, size: 12, ink: "soft" })),
    ...edges.map((edge): Shape => ({ is: "path", d: edge.path, stroke: "lineStrong" })),
    ...heads.map((head): Shape => ({ is: "words", x: head.x, y: head.y, words: `${head.late ? "◆ late: " : ""}${head.title}`, size: 12, ink: head.late ? "concerning" : "soft", weight: 500 })),
    ...nodes.map((node): Shape => ({ is: "words", x: node.x, y: node.y + 4.5, words: node.title, size: 14, ink: "ink", weight: node.subject ? 600 : 400, code: node.code, most: node.width })),
  ];
  return { width: WIDTH, height, shapes };
}

/** A lineage is of a charter, and has no basis in facts: of the one in force, or of that at the basis that is held. */
export function lineageCaption(answer: LineageAnswer, basis: string): Caption {
  const { partnership } = directory;
  return {
    title: answer.of.column ?? answer.of.title,
    subtitle: lineageHeadline(answer),
    source: `${partnership?.title ?? "Tandem"} · the charter in force ${basis === "" ? `on ${moment(live.now.toISOString(), partnership?.zone ?? "UTC")}` : `at basis ${basis}`}`,
  };
}

/** What its files are called, without what they end with. */
export function lineageFile({ of }: LineageAnswer): string {
  return ["lineage", of.kind, of.name, of.column].filter((part) => part != null).join("_");
}

/** What leads to what, a row for each line of the picture. */
export function lineageRows(answer: LineageAnswer): Field[][] {
  const graph = graphOf(answer);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const rows = graph.edges.flatMap(({ from, to }) => {
    const [start, end] = [nodes.get(from), nodes.get(to)];
    return start === undefined || end === undefined ? [] : [[...fields(start, graph), ...fields(end, graph)]];
  });
  return [["from_kind", "from_of", "from", "to_kind", "to_of", "to"], ...rows];
}

function fields(node: Node, graph: Graph): Field[] {
  return [KINDS[node.layer], graph.groups.get(node.group)?.title ?? "", node.title];
}
