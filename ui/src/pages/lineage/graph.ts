// From a lineage as the server tells it to a picture in layers: source, column, KPI, derived KPI.
import { kpiPath, lineagePath } from "../../address/routes";
import type { LineageAnswer } from "../../api/types";
import { addressOf } from "../../question/question";

export interface Node {
  /** `source/contacts/opened`, `column/contact/opened_at`, `kpi/offered`. */
  id: string;
  layer: number;
  /** Under which heading it stands: a feed's or a table's; nothing for KPIs. */
  group: string;
  title: string;
  /** Whether the title is a name as written in a charter. */
  code: boolean;
  /** Where it leads. */
  to: string;
  /** Whether it is what was asked about. */
  subject: boolean;
}

export interface Edge {
  from: string;
  to: string;
}

export interface Graph {
  nodes: Node[];
  edges: Edge[];
  /** Id of a group to its title; of a feed also whether it is late. */
  groups: Map<string, { title: string; late: boolean }>;
}

const sourceId = (feed: string, column: string): string => `source/${feed}/${column}`;
const columnId = (table: string, column: string): string => `column/${table}/${column}`;
const kpiId = (kpi: string): string => `kpi/${kpi}`;

/** The graph of what reads what. KPIs that would only count other rows, or be cut wrongly, stand beside it in words. */
export function graphOf(answer: LineageAnswer, basis = ""): Graph {
  const { of } = answer;
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Edge>();
  const groups: Graph["groups"] = new Map();
  const add = (node: Node) => {
    if (!nodes.has(node.id)) nodes.set(node.id, node);
    return node.id;
  };
  const join = (from: string, to: string) => edges.set(`${from} ${to}`, { from, to });

  for (const feed of answer.feeds) {
    groups.set(`feed/${feed.feed}`, { title: feed.title, late: feed.fresh === false && feed.newest_fact != null });
  }
  const column = (table: string, name: string) => {
    groups.set(`table/${table}`, { title: table, late: false });
    return add({
      id: columnId(table, name), layer: 1, group: `table/${table}`, title: name, code: true,
      to: lineagePath({ table, column: name }, basis),
      subject: of.kind === "table" && of.name === table && of.column === name,
    });
  };
  for (const one of answer.columns) column(one.table, one.column);
  for (const mapping of answer.mappings) {
    const to = column(mapping.table, mapping.column);
    for (const source of mapping.source_columns) {
      const from = add({
        id: sourceId(mapping.feed, source), layer: 0, group: `feed/${mapping.feed}`, title: source, code: true,
        to: lineagePath({ feed: mapping.feed, column: source }, basis),
        subject: of.kind === "feed" && of.name === mapping.feed && of.column === source,
      });
      join(from, to);
    }
  }
  const shown = answer.kpis.filter((one) => one.effect == null || one.effect === "value");
  const names = new Set(shown.map((one) => one.head.kpi));
  const derived = new Set(answer.derivations.filter((one) => names.has(one.of)).map((one) => one.kpi));
  for (const { head } of shown) {
    add({
      id: kpiId(head.kpi), layer: derived.has(head.kpi) ? 3 : 2, group: "", title: head.title, code: false,
      to: addressOf(kpiPath(head.kpi), { basis }), subject: of.kind === "kpi" && of.name === head.kpi,
    });
  }
  for (const reading of answer.readings) {
    if (names.has(reading.kpi)) join(column(reading.table, reading.column), kpiId(reading.kpi));
  }
  for (const { kpi, of: part } of answer.derivations) {
    if (names.has(kpi) && names.has(part)) join(kpiId(part), kpiId(kpi));
  }
  return { nodes: ordered([...nodes.values()], [...edges.values()]), edges: [...edges.values()], groups };
}

/** Sets each node where its neighbours to the right are, so that few lines cross; groups stay together. */
function ordered(nodes: Node[], edges: Edge[]): Node[] {
  const layers = [3, 2, 1, 0].map((layer) => nodes.filter((one) => one.layer === layer));
  const place = new Map<string, number>();
  let right: Map<string, number> | undefined;
  for (const layer of layers) {
    const at = (id: string) => {
      const to = edges.flatMap((edge) => (edge.from === id ? [right?.get(edge.to) ?? place.get(edge.to)] : [])).filter((one) => one !== undefined);
      return to.length === 0 ? 0 : to.reduce((sum, one) => sum + one, 0) / to.length;
    };
    if (right !== undefined) {
      const rank = new Map(layer.map((node) => [node.id, at(node.id)]));
      const group = new Map<string, number>();
      for (const node of layer) {
        const members = layer.filter((one) => one.group === node.group);
        group.set(node.group, members.reduce((sum, one) => sum + (rank.get(one.id) ?? 0), 0) / members.length);
      }
      layer.sort(
        (one, other) =>
          (group.get(one.group) ?? 0) - (group.get(other.group) ?? 0) ||
          (one.group < other.group ? -1 : one.group > other.group ? 1 : 0) ||
          (rank.get(one.id) ?? 0) - (rank.get(other.id) ?? 0),
      );
    }
    layer.forEach((node, nth) => place.set(node.id, nth));
    if (layer.length > 0) right = new Map(layer.map((node, nth) => [node.id, nth]));
  }
  return layers.reverse().flat();
}

export interface Placed extends Node {
  x: number;
  y: number;
  /** Room for its title, in pixels. */
  width: number;
}

export interface Picture {
  nodes: Placed[];
  edges: { id: string; from: Placed; to: Placed; path: string }[];
  /** Headings of groups, where they stand. */
  heads: { id: string; title: string; late: boolean; x: number; y: number }[];
  layers: { title: string; x: number }[];
  height: number;
}

const ROW = 26;
const HEAD = 28;
const TOP = 28;
const GAP = 0.34;
const TITLES = ["In the source", "Column", "KPI", "Made of these"];

/** The graph with a place for everything, in a picture as wide as there is room. */
export function pictureOf(graph: Graph, width: number): Picture {
  const used = [0, 1, 2, 3].filter((layer) => graph.nodes.some((one) => one.layer === layer));
  const step = width / Math.max(1, used.length);
  const heads: Picture["heads"] = [];
  const placed = new Map<string, Placed>();
  const heights = used.map((layer, nth) => {
    let y = TOP + 12;
    let group = "";
    for (const node of graph.nodes.filter((one) => one.layer === layer)) {
      const of = graph.groups.get(node.group);
      if (node.group !== group && of !== undefined) {
        heads.push({ id: node.group, ...of, x: nth * step, y: y + 4 });
        y += HEAD - (group === "" ? 4 : 0);
        group = node.group;
      }
      placed.set(node.id, { ...node, x: nth * step, y, width: step * (nth === used.length - 1 ? 1 : 1 - GAP) });
      y += ROW;
    }
    return y;
  });
  const height = Math.max(...heights, TOP + ROW);
  // Short layers stand in the middle of the long ones.
  used.forEach((layer, nth) => {
    const down = Math.max(0, (height - (heights[nth] ?? 0)) / 2);
    const own = [...placed.values()].filter((one) => one.layer === layer);
    for (const node of own) node.y += down;
    for (const head of heads) if (own.some((node) => node.group === head.id)) head.y += down;
  });
  const edges = graph.edges.flatMap(({ from, to }) => {
    const [start, end] = [placed.get(from), placed.get(to)];
    if (start === undefined || end === undefined) return [];
    const [x1, x2] = [start.x + start.width + 6, end.x - 10];
    const bend = (x2 - x1) / 2;
    const path = `M${x1} ${start.y}C${x1 + bend} ${start.y} ${x2 - bend} ${end.y} ${x2} ${end.y}`;
    return [{ id: `${from} ${to}`, from: start, to: end, path }];
  });
  return { nodes: [...placed.values()], edges, heads, layers: used.map((layer, nth) => ({ title: TITLES[layer] ?? "", x: nth * step })), height };
}

/** Everything that leads to a node and everything that it leads to, itself included. */
export function connected(id: string, edges: readonly Edge[]): Set<string> {
  const found = new Set([id]);
  const follow = (from: "from" | "to", to: "from" | "to") => {
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const edge of edges) {
        if (edge[from] === next && !found.has(edge[to])) {
          found.add(edge[to]);
          open.push(edge[to]);
        }
      }
    }
  };
  follow("from", "to");
  follow("to", "from");
  return found;
}

/** The node that an arrow key leads to: up and down within a layer, left and right along a line. */
export function step(from: Placed, key: string, picture: Pick<Picture, "nodes" | "edges">): Placed | undefined {
  if (key === "ArrowUp" || key === "ArrowDown") {
    const layer = picture.nodes.filter((one) => one.layer === from.layer).sort((one, other) => one.y - other.y);
    return layer[layer.findIndex((one) => one.id === from.id) + (key === "ArrowDown" ? 1 : -1)];
  }
  const [own, other] = key === "ArrowRight" ? (["from", "to"] as const) : (["to", "from"] as const);
  return picture.edges
    .filter((edge) => edge[own].id === from.id)
    .map((edge) => edge[other])
    .sort((one, two) => Math.abs(one.y - from.y) - Math.abs(two.y - from.y))[0];
}
