import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAnswer, isCaller, SpanIndex } from "./span-index.ts";
import { spanIndexOf } from "./distinct-ids.ts";
import { span } from "./testing-spans.ts";

const client = span("x", "", { kind: "client", service: "shop" });
const server = span("x", "", { kind: "server", service: "cart" });

test("who sends asks, who takes what was sent answers, and nobody does both", () => {
  const kinds = ["client", "producer", "server", "consumer", "internal", ""];
  expect(kinds.filter((kind) => isCaller({ kind }))).toEqual(["client", "producer"]);
  expect(kinds.filter((kind) => isAnswer({ kind }))).toEqual(["server", "consumer"]);
});

test("of one id the caller comes first, then who did neither, then who answered, each by service", () => {
  const inside = span("x", "", { kind: "internal", service: "a" });
  const other = span("x", "", { kind: "internal", service: "b" });
  const index = spanIndexOf([server, other, client, inside]);
  expect(index.spansOf("x")).toEqual([client, inside, other, server]);
  expect(index.spansOf("y")).toEqual([]);
  expect(spanIndexOf([client]).spansOf("x")).toEqual([client]);
  expect([...index.shared]).toEqual(["x"]);
  expect(spanIndexOf([client]).shared.size).toBe(0);
});

test("of one id it takes as many as can be no accident, and says when it did not", () => {
  const index = new SpanIndex();
  const taken = Array.from({ length: 34 }, (_, i) => index.add(span("x", "", { service: `s${i}` })));
  expect(taken.filter(Boolean)).toHaveLength(32);
  expect(taken.slice(-3)).toEqual([true, false, false]);
  expect(index.spansOf("x")).toHaveLength(32);
});

test("a twin is of the same id, side and service", () => {
  for (const index of [spanIndexOf([client]), spanIndexOf([client, server])]) {
    expect(index.duplicateOf({ ...client, startUs: 9 })).toBe(client);
    expect(index.duplicateOf({ ...client, spanId: "y" })).toBeUndefined();
    expect(index.duplicateOf({ ...client, kind: "internal" })).toBeUndefined();
    for (const service of ["aaa", "zzz"])
      expect(index.duplicateOf(span("x", "", { kind: "client", service }))).toBeUndefined();
  }
});

describe("of several spans that share the parent's id", () => {
  const parentOf = (child: ReturnType<typeof span>, ...others: readonly ReturnType<typeof span>[]) =>
    spanIndexOf([...others, child]).parentOf(child);

  test("a third service's span hangs below who asked, be it an answer or not", () => {
    for (const kind of ["internal", "server"])
      expect(parentOf(span("c", "x", { kind, service: "ads" }), client, server)).toBe(client);
  });

  test("an answer hangs below the question of its own service, if that is one of them", () => {
    const own = span("x", "", { kind: "client", service: "cart" });
    expect(parentOf(span("c", "x", { kind: "server", service: "shop" }), own, client)).toBe(client);
    expect(parentOf(span("c", "x", { kind: "server", service: "cart" }), own, client)).toBe(own);
  });
});

type TestSpan = ReturnType<typeof span>;

test("whatever spans claim, the order in which they come changes no parent", () => {
  const anySpan = fc
    .tuple(
      fc.constantFrom("1", "2", "3"),
      fc.constantFrom("", "1", "2", "3"),
      fc.constantFrom("client", "server", ""),
      fc.constantFrom("a", "b"),
    )
    .map(([id, parent, kind, service]) => span(id, parent, { kind, service }));
  const key = ({ spanId, kind, process }: TestSpan) => `${spanId} ${kind} ${process.service}`;
  const spans = fc.uniqueArray(anySpan, { selector: key, maxLength: 8 });
  fc.assert(
    fc.property(
      spans.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        const [index, other] = [spanIndexOf(list), spanIndexOf(shuffled)];
        for (const one of list) expect(other.parentOf(one)).toBe(index.parentOf(one));
      },
    ),
  );
});
