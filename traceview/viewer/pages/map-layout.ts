import { Graph, layout } from "@dagrejs/dagre";

export interface Placed {
  /** One service below the other, with the calls as arcs beside them, instead of from left to right. */
  readonly isUpright: boolean;
  /** Whether there is room for figures at the edges; without, the table below the map has them. */
  readonly hasLabels: boolean;
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly nodes: readonly { readonly service: string; readonly x: number; readonly y: number }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly path: string;
    readonly x: number;
    readonly y: number;
  }[];
}

/** A map from left to right is shrunk to this scale at most; in a narrower panel it stands upright. */
const SCALE_MIN = 0.8;
const NODE_HEIGHT = 64;
const NODE_WIDTH = 190;
const MARGIN = 8;

/** The services and edges of a map, figures aside. */
export type MapShape = {
  readonly nodes: readonly { readonly service: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
};

/** Places callers before callees, in the form that is readable in a panel of this width. */
export function placeMap(map: MapShape, panelWidth: number): Placed {
  const wide = placeWide(map);
  return wide.width * SCALE_MIN <= panelWidth ? wide : placeUpright(wide, panelWidth);
}

function placeWide(map: MapShape): Placed {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 20, ranksep: 40, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  const names = new Set([...map.nodes.map((node) => node.service), ...map.edges.flatMap(({ from, to }) => [from, to])]);
  for (const name of names) graph.setNode(name, { width: NODE_WIDTH, height: NODE_HEIGHT });
  const calls = map.edges.filter(({ from, to }) => from !== to);
  for (const { from, to } of calls) graph.setEdge(from, to, { width: 72, height: 34, labelpos: "c" });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    isUpright: false,
    hasLabels: true,
    width,
    height,
    nodeWidth: NODE_WIDTH,
    nodeHeight: NODE_HEIGHT,
    nodes: [...names].map((service) => ({ service, ...pointOf(graph.node(service)) })),
    edges: calls.map(({ from, to }) => {
      const edge = graph.edge(from, to) as { points: { x: number; y: number }[]; x?: number; y?: number };
      return { from, to, path: smoothPath(edge.points), ...pointOf(edge) };
    }),
  };
}

const UPRIGHT_NODE_WIDTH = 186;
const UPRIGHT_NODE_HEIGHT = 58;
/** From one service to the next. */
const ROW_PX = 74;
/** Room beside the services from which on arcs have labels. */
const LABELS_PX_MIN = 360;
const LABEL_WIDTH = 74;
const REACH_MAX = 480;
/** An arc leaves below the middle of its service and arrives above it. */
const ARC_OFFSET = 9;
/** A cubic curve reaches three quarters of the way to its control points. */
const CURVE_REACH = 0.75;

/** One below the other in the order from left to right; calls are arcs, the wider the further they lead. */
function placeUpright({ nodes, edges }: Placed, panelWidth: number): Placed {
  const services = nodes.toSorted((a, b) => a.x - b.x || a.y - b.y).map(({ service }) => service);
  const rows = new Map(services.map((service, row) => [service, row]));
  const right = MARGIN + UPRIGHT_NODE_WIDTH;
  const room = Math.max(80, panelWidth - right - MARGIN);
  const hasLabels = room >= LABELS_PX_MIN;
  const widest = Math.min(REACH_MAX, room - (hasLabels ? LABEL_WIDTH / 2 : 0));
  const distanceOf = ({ from, to }: Pick<Placed["edges"][number], "from" | "to">): number =>
    Math.abs((rows.get(from) ?? 0) - (rows.get(to) ?? 0));
  const furthest = Math.max(1, ...edges.map(distanceOf));
  const middleOf = (service: string): number => MARGIN + UPRIGHT_NODE_HEIGHT / 2 + (rows.get(service) ?? 0) * ROW_PX;
  return {
    isUpright: true,
    hasLabels,
    width: right + room + MARGIN,
    height: 2 * MARGIN + UPRIGHT_NODE_HEIGHT + (services.length - 1) * ROW_PX,
    nodeWidth: UPRIGHT_NODE_WIDTH,
    nodeHeight: UPRIGHT_NODE_HEIGHT,
    nodes: services.map((service) => ({ service, x: MARGIN + UPRIGHT_NODE_WIDTH / 2, y: middleOf(service) })),
    edges: edges.map((edge) => {
      const { from, to } = edge;
      const [start, end] = [middleOf(from) + ARC_OFFSET, middleOf(to) - ARC_OFFSET];
      const reach = widest * (0.2 + (0.8 * distanceOf(edge)) / furthest);
      const control = right + reach / CURVE_REACH;
      const path = `M${right} ${start}C${control} ${start} ${control} ${end} ${right} ${end}`;
      return { from, to, path, x: right + reach, y: (start + end) / 2 };
    }),
  };
}

function pointOf(place: unknown): { x: number; y: number } {
  const { x = 0, y = 0 } = place as { x?: number; y?: number };
  return { x, y };
}

/** A smooth curve: quadratic segments between midpoints, with the points as control points. */
function smoothPath(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (!first || !last) return "";
  const curves = rest.map((point, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 1 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return `M${first.x} ${first.y}${curves.length > 0 ? curves.join("") : `L${last.x} ${last.y}`}`;
}
