import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { criticalPathBelow } from "./critical-path.ts";
import { permutations, span } from "./testing-spans.ts";
import { mainTop, treeOf, type TraceTree } from "./tree.ts";

type Span = ReturnType<typeof span>;

/** "id" or "id: why it stands there", indented by its depth. */
function drawn(tree: TraceTree<Span>): string[] {
  return tree.nodes.map(({ span: { spanId }, place, depth }) => {
    return `${"  ".repeat(depth)}${spanId}${place === "root" || place === "child" ? "" : `: ${place}`}`;
  });
}
const draw = (...spans: readonly Span[]) => drawn(treeOf(spans));

test("children stand below their parent in the order they began", () => {
  const spans = [
    span("d", "b", { startUs: 3 }),
    span("c", "a", { startUs: 4 }),
    span("b", "a", { startUs: 2 }),
    span("a"),
  ];
  for (const order of permutations(spans)) expect(draw(...order)).toEqual(["a", "  b", "    d", "  c"]);
});

test("a span whose parent is missing stands for itself", () => {
  expect(draw(span("a"), span("b", "gone", { startUs: 1 }), span("c", "b", { startUs: 2 }))).toEqual([
    "a",
    "b: orphan",
    "  c",
  ]);
});

describe("parents that lead back", () => {
  test("a span that names itself has its children below it", () => {
    expect(draw(span("a", "a"), span("b", "a", { startUs: 1 }))).toEqual(["a: self", "  b"]);
  });

  test("a ring is cut at the one that began first, though what hangs off it began earlier", () => {
    const ring = [span("a", "c", { startUs: 5 }), span("b", "a", { startUs: 6 }), span("c", "b", { startUs: 7 })];
    for (const order of permutations([...ring, span("tail", "b", { startUs: 1 })]))
      expect(draw(...order)).toEqual(["a: ring", "  b", "    tail", "    c"]);
  });

  test("where a ring is cut, what else hangs there stays", () => {
    const ring = [span("a", "b", { startUs: 1 }), span("b", "a", { startUs: 2 })];
    expect(draw(...ring, span("tail", "b", { startUs: 3 }))).toEqual(["a: ring", "  b", "    tail"]);
  });

  test("two rings and a root are three trees", () => {
    const spans = [span("r"), span("a", "b", { startUs: 1 }), span("b", "a", { startUs: 2 })];
    expect(draw(...spans, span("x", "y", { startUs: 3 }), span("y", "x", { startUs: 4 }))).toEqual([
      "r",
      "a: ring",
      "  b",
      "x: ring",
      "  y",
    ]);
  });

  test("the critical path of a ring ends", () => {
    const spans = [span("a", "b"), span("b", "a")];
    const path = criticalPathBelow(treeOf(spans).tops[0]!);
    expect(path.map(({ span: { spanId }, from, to }) => [spanId, from, to])).toEqual([["b", 0, 10]]);
  });
});

describe("spans that share an id", () => {
  const client = span("x", "g", { kind: "client", service: "shop", startUs: 1 });
  const server = span("x", "g", { kind: "server", service: "cart", startUs: 2 });
  const grandparent = span("g", "", { service: "shop" });
  const inside = span("i", "x", { service: "cart", startUs: 3 });
  const asked = span("q", "x", { service: "cart", kind: "client", startUs: 4 });
  const beside = span("s", "x", { service: "shop", startUs: 5 });

  test("who answers hangs below who asked, and what happened within it below that, in whatever order they came", () => {
    for (const order of permutations([grandparent, client, server, inside, asked, beside])) {
      const tree = treeOf(order);
      const parentOf = (one: Span) => tree.of.get(one)?.parent?.span;
      expect([grandparent, client, server, inside, asked, beside].map(parentOf)).toEqual([
        undefined,
        grandparent,
        client,
        server,
        server,
        client,
      ]);
    }
  });

  test("a server whose parent is itself, or who has none, hangs below its client all the same", () => {
    for (const parent of ["x", ""]) {
      const answering = span("x", parent, { kind: "server", service: "cart" });
      for (const order of permutations([span("x", "", { kind: "client", service: "shop" }), answering]))
        expect(treeOf(order).of.get(answering)?.parent?.span.kind).toBe("client");
    }
  });

  test("of one service that asks itself, what it did hangs below the answer", () => {
    const [asks, answers] = [span("x", "", { kind: "client" }), span("x", "", { kind: "server" })];
    const child = span("c", "x");
    for (const order of permutations([asks, answers, child]))
      expect(treeOf(order).of.get(child)?.parent?.span).toBe(answers);
  });

  test("very many of them are all there, and take no time", () => {
    const many = Array.from({ length: 20_000 }, (_, i) =>
      span("x", i % 2 ? "x" : "", { service: `s${i}`, startUs: i }),
    );
    expect(treeOf(many).nodes).toHaveLength(20_000);
  });
});

test("a chain of 100,000 spans takes no call stack", () => {
  const chain = Array.from({ length: 100_000 }, (_, i) =>
    span(String(i), i === 0 ? "" : String(i - 1), { startUs: i }),
  );
  const tree = treeOf(chain);
  expect(tree.nodes.at(-1)).toMatchObject({ depth: 99_999, place: "child" });
  expect(criticalPathBelow(tree.tops[0]!).length).toBeGreaterThan(0);
});

test("whatever the spans claim, each is there once, below its parent or at the top, and the order they came in does not matter", () => {
  const id = fc.constantFrom("1", "2", "3", "4", "5", "6");
  const kind = fc.constantFrom("", "client", "server", "internal");
  const service = fc.constantFrom("a", "b");
  const spans = fc.uniqueArray(
    fc.record({ spanId: id, parentSpanId: fc.oneof(id, fc.constant(""), fc.constant("gone")), kind, service }),
    { maxLength: 8, selector: ({ spanId, kind: side, service: own }) => `${spanId} ${side} ${own}` },
  );
  fc.assert(
    fc.property(spans, fc.infiniteStream(fc.nat()), (specs, chance) => {
      const sent = specs.map(({ spanId, parentSpanId, ...more }, i) =>
        span(spanId, parentSpanId, { ...more, startUs: i }),
      );
      const tree = treeOf(sent);
      expect(new Set(tree.nodes.map((node) => node.span))).toEqual(new Set(sent));
      expect(tree.nodes).toHaveLength(sent.length);
      for (const [i, node] of tree.nodes.entries()) {
        expect(node.parent === undefined ? tree.tops.includes(node) : node.parent.children.includes(node)).toBe(true);
        if (node.parent) expect(tree.nodes.indexOf(node.parent)).toBeLessThan(i);
      }
      const shuffled = sent.map((one) => [chance.next().value ?? 0, one] as const).toSorted(([a], [b]) => a - b);
      const again = treeOf(shuffled.map(([, one]) => one));
      for (const one of sent) expect(again.of.get(one)?.parent?.span).toBe(tree.of.get(one)?.parent?.span);
    }),
    { numRuns: 500 },
  );
});

test("a trace is called after its first root, or what stands first in its place", () => {
  const top = (...spans: readonly Span[]) => mainTop(treeOf(spans))?.span.spanId;
  expect(top(span("o", "gone"), span("r", "", { startUs: 9 }))).toBe("r");
  expect(top(span("s", "s"), span("o", "gone", { startUs: 9 }))).toBe("o");
  expect(top(span("s", "s"))).toBe("s");
  expect(top()).toBeUndefined();
});

test("who only follows from its parent hangs below it, but was not waited for", () => {
  const spans = [span("a"), span("b", "a", { startUs: 5, followsParent: true })];
  const tree = treeOf(spans);
  expect(drawn(tree)).toEqual(["a", "  b"]);
  expect(criticalPathBelow(tree.tops[0]!).map(({ span: { spanId } }) => spanId)).toEqual(["a"]);
  for (const [followsParent, waitedFor] of [
    [true, "a"],
    [false, "b"],
  ] as const) {
    const { tops } = treeOf([span("a"), span("b", "a", { followsParent })]);
    expect(criticalPathBelow(tops[0]!).map(({ span: { spanId } }) => spanId)).toEqual([waitedFor]);
  }
});

test.each([
  ["client", "server", ["a 0-5", "b 5-10"]],
  ["client", "internal", ["a 0-10"]],
  ["internal", "server", ["a 0-10"]],
  ["producer", "consumer", ["a 0-10"]],
])("a %s span that ends before the %s span below it: %j", (kind, childKind, stretches) => {
  const { tops } = treeOf([span("a", "", { kind }), span("b", "a", { kind: childKind, startUs: 5 })]);
  const path = criticalPathBelow(tops[0]!);
  expect(path.map(({ span: { spanId }, from, to }) => `${spanId} ${from}-${to}`)).toEqual(stretches);
});
