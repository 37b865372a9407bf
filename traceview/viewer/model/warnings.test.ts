import { expect, test } from "vitest";
import { LATER_US, NOW_US, type Sketch, spanId, traceOf } from "./testing-trace.ts";
import { bySpan, warningsOf } from "./warnings.ts";

function warn(...sketches: readonly Sketch[]) {
  return warningsOf(traceOf(...sketches), LATER_US);
}

test("a sound trace has none", () => {
  expect(warn({ id: "r", at: [0, 9] }, { id: "x", parent: "r", at: [1, 2] })).toEqual([]);
});

test("a missing parent is named, and the causes fit the span that misses it", () => {
  const [server] = warn({ id: "s", parent: "gone", kind: "server", service: "cart", at: [0, 9] });
  expect(server).toMatchObject({
    kind: "missing-parent",
    seen: expect.stringContaining(`Span ${spanId("gone")} is not here`),
  });
  expect(server?.causes.join()).toContain("The caller does not send its spans here");
  const [client] = warn({ id: "c", parent: "gone", kind: "client", service: "cart", at: [0, 9] });
  expect(client?.causes.join()).toContain("cart made the missing span itself");
});

test("spans that miss the same parent share a warning; a young trace may only be unfinished", () => {
  const trace = traceOf({ id: "x", parent: "gone", at: [0, 9] }, { id: "y", parent: "gone", at: [3, 9] });
  const found = warningsOf(trace, NOW_US);
  expect(found).toHaveLength(1);
  expect(found[0]?.causes[0]).toContain("may still be open");
  expect([...bySpan(found).keys()]).toEqual([0, 1]);
});

test("clocks that differ are told with how much, between whom", () => {
  const [found] = warn(
    { id: "r", service: "shop", at: [5000, 9000] },
    { id: "x", parent: "r", service: "cart", at: [0, 4000] },
  );
  expect(found).toMatchObject({ kind: "clock-skew", seen: expect.stringContaining("cart against shop") });
  expect(found?.seen).toContain("5.00 ms");
});

test("a lost sampled flag, and a callee that left no span", () => {
  const [flag] = warn({ id: "r", at: [0, 9] }, { id: "x", parent: "r", flags: 0, at: [1, 2] });
  expect(flag?.kind).toBe("not-sampled");
  const rpc = [{ key: "rpc.system.name", value: "grpc" }];
  const [callee] = warn({ id: "r", at: [0, 9] }, { id: "Get", parent: "r", kind: "client", tags: rpc, at: [1, 2] });
  expect(callee).toMatchObject({ kind: "silent-callee", seen: expect.stringContaining("Get") });
});

test("several beginnings, and a ring", () => {
  expect(warn({ id: "r", at: [0, 9] }, { id: "q", at: [1, 2] })[0]?.kind).toBe("several-roots");
  expect(warn({ id: "x", parent: "y", at: [0, 9] }, { id: "y", parent: "x", at: [1, 2] })).toMatchObject([
    { kind: "parent-loop", title: "Parents in a ring", spans: [{ operation: "x" }] },
  ]);
  expect(warn({ id: "x", parent: "x", at: [0, 9] })).toMatchObject([
    { kind: "parent-loop", title: "Its own parent", seen: "a x names itself as parent." },
  ]);
});

test("what the store found odd when a span came is told in its words, once for all spans of which it is true", () => {
  const warnings = ["no length: it ends 1 ms before it begins", "clock skew: told elsewhere"];
  const found = warn({ id: "r", at: [0, 9], warnings }, { id: "x", parent: "r", at: [1, 1], warnings });
  expect(found).toMatchObject([
    {
      kind: "odd-span",
      seen: "a r and 1 more: no length: it ends 1 ms before it begins.",
      spans: [{ operation: "r" }, { operation: "x" }],
    },
  ]);
});

test("a request cut in two is told at the span where it was cut, with the other half", () => {
  const kin = {
    traceID: "00000000000000000123456789abcdef",
    rootService: "cart",
    rootOperation: "Get",
    sameTail: true,
    joint: spanId("r"),
    by: "parent",
  } as const;
  const trace = traceOf(
    { id: "q", at: [0, 9] },
    { id: "r", parent: "q", at: [1, 5] },
    { id: "s", parent: "gone", at: [2, 3] },
  );
  const [below] = warningsOf(trace, LATER_US, [{ ...kin, holds: "child" }]);
  expect(below).toMatchObject({ kind: "mixed-formats", traceId: kin.traceID, spans: [{ operation: "r" }] });
  expect(below?.causes.join()).toContain("64-bit");
  const [above] = warningsOf(trace, LATER_US, [{ ...kin, holds: "parent", joint: spanId("gone"), sameTail: false }]);
  expect(above).toMatchObject({
    seen: expect.stringContaining(`missing parent, span ${spanId("gone")}`),
    spans: [{ operation: "s" }],
  });
  expect(above?.causes.join()).not.toContain("64-bit");
});
