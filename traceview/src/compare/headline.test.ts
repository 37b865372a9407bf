import type { Trace } from "@hipstershop/traces";
import { describe, expect, test } from "vitest";
import { span } from "../../test/spans.ts";
import { randomFrom } from "../../test/mutations.ts";
import { compareTraces } from "./index.ts";

const START_US = 1_700_000_000_000_000;

interface Page {
  readonly route?: string;
  /** Self times in milliseconds, by rpc. */
  readonly calls?: Readonly<Record<string, number>>;
  readonly ownMs?: number;
  readonly failing?: string;
  /** The service whose client span is the root. */
  readonly visitor?: string;
}

/** A page that makes its calls one after the other. */
function page({ route = "GET /cart", calls = {}, ownMs = 5, failing = "", visitor }: Page): Trace {
  const callsMs = Object.values(calls).reduce((total, ms) => total + ms, 0);
  const rootUs = (ownMs + callsMs) * 1000;
  const spans = [];
  const root = { service: "frontend", operation: route, kind: "server", spanId: "1", durationUs: rootUs } as const;
  spans.push(span({ ...root, parentSpanId: visitor ? "9" : "", startUs: START_US, error: failing !== "" }));
  if (visitor) {
    const asked = { service: visitor, operation: "click", startUs: START_US - 3000, durationUs: rootUs + 90_000 };
    spans.push(span({ ...asked, kind: "client", spanId: "9" }));
  }
  let atUs = START_US + 1000;
  for (const [index, [rpc, ms]] of Object.entries(calls).entries()) {
    const call = { operation: `hipstershop.S/${rpc}`, startUs: atUs, durationUs: ms * 1000, error: rpc === failing };
    spans.push(
      span({ ...call, service: "frontend", kind: "client", spanId: `c${index}`, parentSpanId: "1" }),
      span({ ...call, service: rpc.toLowerCase(), kind: "server", spanId: `e${index}`, parentSpanId: `c${index}` }),
    );
    atUs += ms * 1000;
  }
  return { traceId: "1".padStart(32, "0"), spans, startUs: START_US, endUs: START_US + rootUs };
}

const times = (count: number, make: (i: number) => Trace) => Array.from({ length: count }, (_, i) => make(i));
const words = (a: readonly Trace[], b: readonly Trace[]) => {
  const { headline, notes } = compareTraces(a, b);
  return [headline, ...notes];
};

describe("one trace each", () => {
  test("is said as a difference in time with its largest parts, and nothing is tested", () => {
    const slow = page({ calls: { GetQuote: 24.5, ShipOrder: 31.4, Convert: 20, GetCart: 10 } });
    const fast = page({ calls: { GetQuote: 10.6, ShipOrder: 10.5, Convert: 2, GetCart: 1.9 }, ownMs: 3 });
    expect(words([slow], [fast])).toEqual([
      "B is 62.9 ms faster: ShipOrder −20.9, Convert −18.0, GetQuote −13.9, …",
      "One trace each: no test, so no p-values.",
    ]);
    const { whole, differences } = compareTraces([slow], [fast]);
    expect(whole).toMatchObject({ pValue: null, verdict: "untested", durationDelta: -62_900 });
    expect(differences.every(({ pValue, verdict }) => pValue === null && verdict === "untested")).toBe(true);
  });

  test("the failure comes first, whichever side it is on", () => {
    const [good, bad] = [page({ calls: { Charge: 20 } }), page({ calls: { Charge: 2 }, failing: "Charge" })];
    expect(words([good], [bad])[0]).toBe("B fails in charge S/Charge. B is 18.0 ms faster: Charge −18.0.");
    expect(words([bad], [good])[0]).toBe("A fails in charge S/Charge. B is 18.0 ms slower: Charge +18.0.");
  });

  test("the same trace takes the same time, and another page is said to be another page", () => {
    expect(words([page({})], [page({})])[0]).toBe("A and B take the same time, 5.00 ms.");
    expect(words([page({})], [page({ route: "GET /", ownMs: 9 })]).slice(1)).toEqual([
      "One trace each: no test, so no p-values.",
      "The requests differ: A begins with frontend GET /cart, B does not.",
      "Paths in A only, or more often: 1; in B: 1.",
    ]);
  });
});

describe("groups", () => {
  test("below five traces a side are not tested", () => {
    const group = (size: number, ms: number) => times(size, () => page({ calls: { GetCart: ms } }));
    const few = compareTraces(group(4, 10), group(40, 60));
    expect([few.headline, ...few.notes]).toEqual([
      "B is 50.0 ms slower in the median (15.0 → 65.0 ms): GetCart +50.0.",
      "Too few traces for a test: A has 4, B has 40; it takes 5 a side.",
    ]);
    expect(few.whole?.pValue).toBeNull();
    expect(few.differences.every(({ pValue }) => pValue === null)).toBe(true);
    expect(compareTraces(group(5, 10), group(5, 60)).whole).toMatchObject({ verdict: "slower" });
  });

  test("that were chosen by their duration differ, though no single path does", () => {
    const random = randomFrom(7);
    const rpcs = Array.from({ length: 12 }, (_, i) => `Rpc${i}`);
    const any = () => page({ calls: Object.fromEntries(rpcs.map((rpc) => [rpc, 1 + Math.round(random() * 6)])) });
    const all = times(40, any).sort((a, b) => a.endUs - b.endUs);
    const comparison = compareTraces(all.slice(0, 21), all.slice(21));
    expect(comparison.whole).toMatchObject({ verdict: "slower" });
    expect(comparison.headline).toMatch(
      /^B is [\d.]+ ms slower in the median \([\d.]+ → [\d.]+ ms\), though no single path is\.$/,
    );
    expect(comparison.notes[0]).toMatch(/^Whole traces: median [\d.]+ → [\d.]+ ms, B is slower \(p < 0\.001\)\.$/);
  });

  test("that are alike have no significant difference", () => {
    const alike = (from: number) => times(20, (i) => page({ calls: { GetCart: 10 + ((i + from) % 7) } }));
    const [headline, whole] = words(alike(0), alike(3));
    expect(headline).toBe("No significant difference.");
    expect(whole).toMatch(/no significant difference \(p \d/);
  });

  test("of other pages are said to be of other pages", () => {
    const [homes, carts] = [times(20, () => page({ route: "GET /" })), times(20, () => page({ ownMs: 9 }))];
    expect(words([...homes, ...carts.slice(10)], [...homes.slice(15), ...carts])).toContain(
      "The requests differ: frontend GET / is 67 % of A and 20 % of B.",
    );
  });
});

describe("visitors", () => {
  test("are left out: a click of the load generator and one of a browser are the same sample", () => {
    const clicks = times(10, (i) => page({ calls: { GetCart: 10 + i }, visitor: "loadgenerator" }));
    const plain = times(10, (i) => page({ calls: { GetCart: 10 + i } }));
    const comparison = compareTraces(clicks, plain);
    expect(comparison.differences.map(({ path }) => path.join(" › "))).toEqual([
      "frontend GET /cart",
      "frontend GET /cart › getcart S/GetCart",
    ]);
    expect(comparison.differences.every(({ verdict, selfDelta }) => verdict === "same" && selfDelta === 0)).toBe(true);
    expect(comparison.whole).toMatchObject({ verdict: "same", durationDelta: 0 });
    expect(comparison.notes).toContain(
      "Spans of loadgenerator are left out: paths begin at the first service that answers.",
    );
  });

  test("of several pages are as long as these together, and a call that nobody answered stays", () => {
    const first = page({ visitor: "browser" });
    const second = page({ route: "GET /", ownMs: 7 }).spans.map((one) => ({
      ...one,
      spanId: "5".padStart(16, "0"),
      parentSpanId: "9".padStart(16, "0"),
      startUs: one.startUs + 50_000,
    }));
    const lost = span({ service: "browser", kind: "client", operation: "GET /gone", spanId: "7", parentSpanId: "9" });
    const both = { ...first, spans: [...first.spans, ...second, { ...lost, error: true }] };
    const { whole, differences } = compareTraces([both], [both]);
    expect(whole?.a.durationMedian).toBe(12_000);
    expect(differences.map(({ path }) => path.join(" › ")).toSorted()).toEqual([
      "browser GET /gone",
      "frontend GET /",
      "frontend GET /cart",
    ]);
  });

  test("whose requests nobody answered are all there is", () => {
    const alone = span({ service: "cron", kind: "internal", operation: "tick", durationUs: 5000 });
    const trace = { traceId: alone.traceId, spans: [alone], startUs: alone.startUs, endUs: alone.startUs + 5000 };
    expect(compareTraces([trace], [trace]).differences).toMatchObject([{ path: ["cron tick"] }]);
    expect(compareTraces([trace], [trace]).whole?.a.durationMedian).toBe(5000);
  });
});
