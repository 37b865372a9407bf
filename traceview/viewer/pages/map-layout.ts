import { Graph, layout } from "@dagrejs/dagre";
import type { ServiceMap } from "../../src/viewer-api/answers.ts";

export const NODE_WIDTH = 204;
export const NODE_HEIGHT = 64;

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly service: string; readonly x: number; readonly y: number }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly path: string;
    readonly x: number;
    readonly y: number;
  }[];
}

/** Places callers above callees. Services that only appear in an edge are placed, too. */
export function placeMap(map: ServiceMap, direction: "LR" | "TB"): Placed {
  const graph = new Graph();
  graph.setGraph({ rankdir: direction, nodesep: 22, ranksep: direction === "LR" ? 62 : 50, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const names = new Set([...map.nodes.map((node) => node.service), ...map.edges.flatMap(({ from, to }) => [from, to])]);
  for (const name of names) graph.setNode(name, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of map.edges)
    if (from !== to) graph.setEdge(from, to, { width: 92, height: 34, labelpos: "c" });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: [...names].map((service) => ({ service, ...pointOf(graph.node(service)) })),
    edges: map.edges
      .filter(({ from, to }) => from !== to)
      .map(({ from, to }) => {
        const edge = graph.edge(from, to) as { points: { x: number; y: number }[]; x?: number; y?: number };
        return { from, to, path: smoothPath(edge.points), ...pointOf(edge) };
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
