import { expect, test } from "vitest";
import { withDistinctIds } from "./distinct-ids.ts";
import { permutations, span } from "./testing-spans.ts";

const client = span("00000000000000aa", "", { kind: "client", service: "shop" });
const server = span("00000000000000aa", "", { kind: "server", service: "cart" });
const replica = span("00000000000000aa", "", { kind: "server", service: "cart-2" });
const child = span("00000000000000bb", "00000000000000aa", { service: "cart" });
const bystander = span("00000000000000cc", "00000000000000aa", { service: "shop" });

test("where nobody shares an id, nothing changes", () => {
  const spans = [client, child];
  expect(withDistinctIds(spans)).toBe(spans);
});

test("who asked keeps the id, who answered gets its own, the same in any order, and its children name that", () => {
  const results = permutations([client, server, replica, child, bystander]).map((order) => {
    const own = withDistinctIds(order);
    return order.map((sent, i) => [sent, own[i]!] as const);
  });
  const of = (result: (typeof results)[0], wanted: typeof client) => result.find(([sent]) => sent === wanted)![1];
  const first = results[0]!;
  expect(new Set(first.map(([, own]) => own.spanId)).size).toBe(5);
  for (const result of results) {
    expect(of(result, client)).toBe(client);
    for (const answer of [server, replica]) expect(of(result, answer)).toEqual(of(first, answer));
    expect(of(result, server)).toMatchObject({ parentSpanId: client.spanId, kind: "server" });
    expect(of(result, child).parentSpanId).toBe(of(result, server).spanId);
    expect(of(result, bystander)).toBe(bystander);
    for (const [, own] of result) expect(own.spanId).toMatch(/^[0-9a-f]{16}$/);
  }
});

test("a server that names itself as parent is below its client, and one alone still names itself", () => {
  const selfish = span("00000000000000aa", "00000000000000aa", { kind: "server", service: "cart" });
  expect(withDistinctIds([selfish, client])[0]).toMatchObject({ parentSpanId: client.spanId });
  const twice = withDistinctIds([
    selfish,
    span("00000000000000aa", "00000000000000aa", { kind: "server", service: "b" }),
  ]);
  for (const one of twice) expect(one.parentSpanId).toBe(one.spanId);
});

test("the same span met twice is two spans, each with its id", () => {
  const [one, other] = withDistinctIds([span("00000000000000aa"), span("00000000000000aa")]);
  expect(one!.spanId).not.toBe(other!.spanId);
});

test("three times the same span is three ids, and an id that is taken is not made again", () => {
  const twice = withDistinctIds([span("00000000000000aa"), span("00000000000000aa")]);
  const taken = span(twice[1]!.spanId);
  const own = withDistinctIds([span("00000000000000aa"), span("00000000000000aa"), span("00000000000000aa"), taken]);
  expect(new Set(own.map(({ spanId }) => spanId)).size).toBe(4);
  expect(own[3]).toBe(taken);
});

test("an id that is made is 16 hex digits, whatever it is made from", () => {
  const ids = Array.from({ length: 64 }, (_, i) => String(i).padStart(16, "0"));
  const own = withDistinctIds(ids.flatMap((id) => [span(id), span(id)]));
  expect(own.filter(({ spanId }) => !/^[0-9a-f]{16}$/.test(spanId))).toEqual([]);
});
