import { describe, expect, test } from "vitest";
import { type MapShape, type Placed, placeMap } from "./map-layout.ts";

const calls = [
  "frontend ads",
  "frontend recommendations",
  "frontend checkout",
  "frontend currency",
  "recommendations catalog",
  "checkout cart",
  "checkout payment",
  "cart sqlite",
].map((line) => line.split(" "));
const shop: MapShape = {
  nodes: [...new Set(calls.flat())].map((service) => ({ service })),
  edges: calls.map(([from = "", to = ""]) => ({ from, to })),
};

/** The services whose boxes reach out of the sheet, or into another's. */
function misplaced({ nodes, nodeWidth, nodeHeight, width, height }: Placed): string[] {
  const isOut = ({ x, y }: Placed["nodes"][number]) =>
    x < nodeWidth / 2 || y < nodeHeight / 2 || x > width - nodeWidth / 2 || y > height - nodeHeight / 2;
  return nodes
    .filter((node) => {
      const overlaps = nodes.some(
        (other) => other !== node && Math.abs(other.x - node.x) < nodeWidth && Math.abs(other.y - node.y) < nodeHeight,
      );
      return overlaps || isOut(node);
    })
    .map(({ service }) => service);
}

describe.each([320, 366, 730, 984, 1240, 1880])("in a panel of %i px", (panelWidth) => {
  const placed = placeMap(shop, panelWidth);

  test("it fits at a scale that can be read", () => expect(panelWidth / placed.width).toBeGreaterThanOrEqual(0.8));

  test("all is on it, and nothing on top of another", () => {
    expect(placed.nodes).toHaveLength(shop.nodes.length);
    expect(placed.edges.map(({ from, to }) => `${from} ${to}`)).toEqual(calls.map((pair) => pair.join(" ")));
    expect(misplaced(placed)).toEqual([]);
    for (const { x, y } of placed.edges) {
      expect(x).toBeLessThanOrEqual(placed.width);
      expect(y).toBeLessThanOrEqual(placed.height);
    }
  });
});

test("a narrow map stands upright, callers above callees, and has no figures at its arcs", () => {
  const placed = placeMap(shop, 366);
  expect(placed.isUpright).toBe(true);
  expect(placed.hasLabels).toBe(false);
  const rowOf = (service: string) => placed.nodes.find((node) => node.service === service)!.y;
  for (const [from = "", to = ""] of calls) expect(rowOf(from)).toBeLessThan(rowOf(to));
  expect(placeMap(shop, 730).hasLabels).toBe(true);
});

test("services that call each other, or themselves, are placed", () => {
  const ring = {
    nodes: [{ service: "a" }],
    edges: [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
      { from: "a", to: "a" },
    ],
  };
  for (const panelWidth of [366, 1240]) {
    const placed = placeMap(ring, panelWidth);
    expect(placed.nodes.map(({ service }) => service).toSorted()).toEqual(["a", "b"]);
    expect(placed.edges).toHaveLength(2);
  }
});
