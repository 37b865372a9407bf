import type { Trace } from "@hipstershop/traces";
import { describe, expect, test } from "vitest";
import { span, type SpanSpec } from "../../test/spans.ts";
import { compareTraces } from "./index.ts";

const START_US = 1_700_000_000_000_000;

/** A trace from spans whose times are milliseconds from its start: [service, operation, kind, id, parent, from, to]. */
type Draft = readonly [string, string, "client" | "server" | "internal", string, string, number, number];

function trace(drafts: readonly Draft[], failing: readonly string[] = []): Trace {
  const spans = drafts.map(([service, operation, kind, spanId, parentSpanId, from, to]) => {
    const spec: SpanSpec = { service, operation, kind, spanId, parentSpanId, error: failing.includes(spanId) };
    return span({ ...spec, startUs: START_US + from * 1000, durationUs: (to - from) * 1000 });
  });
  return { traceId: "1".padStart(32, "0"), spans, startUs: START_US, endUs: START_US + 1 };
}

const getCart = "hipstershop.CartService/GetCart";
const page = (callMs: number): Draft[] => [
  ["frontend", "GET /", "server", "1", "", 0, 10 + callMs],
  ["frontend", getCart, "client", "2", "1", 5, 5 + callMs],
  ["cartservice", getCart, "server", "3", "2", 6, 4 + callMs],
];

const row = (comparison: ReturnType<typeof compareTraces>, last: string) =>
  comparison.differences.find(({ path }) => path.at(-1)?.endsWith(last));

describe("paths", () => {
  test("a call and its answer are one step, named after who answered; its own time includes the wire", () => {
    const comparison = compareTraces([trace(page(20))], [trace(page(20))]);
    expect(comparison.differences.map(({ path }) => path.join(" › ")).sort()).toEqual([
      "frontend GET /",
      "frontend GET / › cartservice CartService/GetCart",
    ]);
    expect(row(comparison, "GetCart")?.a).toEqual({
      countPerTrace: 1,
      errorShare: 0,
      durationMedian: 20_000,
      selfMedian: 20_000,
    });
    expect(row(comparison, "GET /")?.a).toMatchObject({ durationMedian: 30_000, selfMedian: 10_000 });
  });

  test("a call that nobody answered goes by the name the others' answers give it", () => {
    const lost = trace(page(20).slice(0, 2), ["1", "2"]);
    const comparison = compareTraces([trace(page(20))], [lost]);
    expect(comparison.differences).toHaveLength(2);
    expect(row(comparison, "GetCart")).toMatchObject({ verdict: "errors", a: { errorShare: 0 }, b: { errorShare: 1 } });
    expect(comparison.differences[0]?.path).toHaveLength(2);
  });

  test("clocks that disagree leave the own time of a call alone", () => {
    const skewed = trace(
      page(20).map((draft) => (draft[3] === "3" ? [...draft.slice(0, 5), 906, 924] : draft)) as Draft[],
    );
    expect(row(compareTraces([trace(page(20))], [skewed]), "GetCart")?.selfDelta).toBe(0);
    expect(row(compareTraces([trace(page(20))], [skewed]), "GET /")?.selfDelta).toBe(0);
  });

  test("spans that name each other, and chains of thousands, do no harm", () => {
    const ring: Draft[] = [
      ["a", "x", "internal", "1", "2", 0, 1],
      ["a", "y", "internal", "2", "1", 0, 1],
    ];
    const chain = Array.from({ length: 5000 }, (_, i): Draft => {
      const parent = i === 0 ? "" : i.toString(16);
      return ["a", i % 2 ? "x" : "y", "internal", (i + 1).toString(16), parent, 0, 1];
    });
    const steps = compareTraces([trace(ring)], [trace(ring)]).differences.map(({ path }) => path);
    expect(steps.toSorted((a, b) => a.length - b.length)).toEqual([["a x"], ["a x", "a y"]]);
    const self: Draft[] = [["a", "x", "internal", "1", "1", 0, 1]];
    expect(compareTraces([trace(self)], []).differences).toMatchObject([{ path: ["a x"] }]);
    const { differences } = compareTraces([trace(chain)], [trace(chain)]);
    expect(differences.every(({ verdict }) => verdict === "untested")).toBe(true);
    expect(Math.max(...differences.map(({ path }) => path.length))).toBe(64);
  });
});

describe("two single traces", () => {
  test("what grew in its own time comes first, and is not called slower: one trace is no statistic", () => {
    const { differences } = compareTraces([trace(page(20))], [trace(page(70))]);
    expect(differences[0]).toMatchObject({
      path: ["frontend GET /", "cartservice CartService/GetCart"],
      selfDelta: 50_000,
      pValue: null,
      verdict: "untested",
    });
    expect(differences[1]).toMatchObject({ path: ["frontend GET /"], selfDelta: 0, durationDelta: 50_000 });
  });

  test("what is new or gone is said plainly", () => {
    const extra: Draft = ["frontend", "render", "internal", "9", "1", 1, 2];
    const [one, two] = [trace(page(20)), trace([...page(20), extra])];
    expect(row(compareTraces([one], [two]), "render")).toMatchObject({ verdict: "added", a: null, selfDelta: 1000 });
    expect(row(compareTraces([two], [one]), "render")).toMatchObject({ verdict: "removed", b: null, selfDelta: -1000 });
  });

  test("a failure is named where it begins, before those who pass it on", () => {
    const { differences } = compareTraces([trace(page(20))], [trace(page(70), ["1", "2", "3"])]);
    expect(differences.map(({ path, verdict }) => [path.length, verdict])).toEqual([
      [2, "errors"],
      [1, "errors"],
    ]);
  });

  test("nothing compared with nothing is nothing", () => {
    expect(compareTraces([], [])).toEqual({
      a: { traces: 0 },
      b: { traces: 0 },
      headline: "No trace fits A or B.",
      notes: [],
      whole: null,
      differences: [],
    });
  });
});

describe("two groups", () => {
  const group = (size: number, make: (i: number) => Trace) => Array.from({ length: size }, (_, i) => make(i));

  test("microseconds are never slower, however sure", () => {
    const { differences } = compareTraces(
      group(40, (i) => trace(page(20 + i / 1000))),
      group(40, (i) => trace(page(20.2 + i / 1000))),
    );
    expect(differences[0]?.pValue).toBeLessThan(1e-9);
    expect(differences.map(({ verdict }) => verdict)).toEqual(["same", "same"]);
  });

  test("a path becomes faster, too", () => {
    const { differences } = compareTraces(
      group(20, (i) => trace(page(70 + i))),
      group(20, (i) => trace(page(20 + i))),
    );
    expect(differences[0]).toMatchObject({ verdict: "faster", selfDelta: -50_000 });
  });

  test("a path that is there a little more often is the same; one that is there always is added, with all below it", () => {
    const extra: Draft[] = [
      ["frontend", "render", "internal", "8", "1", 1, 3],
      ["frontend", "escape", "internal", "9", "8", 1, 2],
    ];
    const some = (share: number) => group(40, (i) => trace(i < share * 40 ? [...page(20), ...extra] : page(20)));
    expect(row(compareTraces(some(0), some(0.1)), "render")?.verdict).toBe("same");
    expect(row(compareTraces(some(0), some(1)), "render")?.verdict).toBe("added");
    expect(row(compareTraces(some(0), some(1)), "escape")?.verdict).toBe("added");
    expect(row(compareTraces(some(1), some(0.2)), "render")?.verdict).toBe("removed");
  });

  test("a call that is made for every line of a list instead of once is added", () => {
    const rows = (count: number): Draft[] =>
      Array.from({ length: count }, (_, i) => ["frontend", "SELECT", "client", `d${i}`, "1", 0, 1]);
    const comparison = compareTraces(
      group(10, () => trace([...page(20), ...rows(1)])),
      group(10, () => trace([...page(20), ...rows(9)])),
    );
    expect(row(comparison, "SELECT")).toMatchObject({
      verdict: "added",
      a: { countPerTrace: 1 },
      b: { countPerTrace: 9 },
    });
  });

  test("a failed call in 30 of 100 is an error, in 2 of 100 it is not", () => {
    const failing = (count: number) => group(100, (i) => trace(page(20), i < count ? ["1", "2", "3"] : []));
    expect(row(compareTraces(failing(0), failing(30)), "GetCart")?.verdict).toBe("errors");
    expect(row(compareTraces(failing(0), failing(2)), "GetCart")?.verdict).toBe("same");
  });

  test("other pages in the traffic are no change of structure, unless there is no page in common", () => {
    const other = [["frontend", "GET /cart", "server", "1", "", 0, 9] as Draft];
    const [home, cart] = [group(30, () => trace(page(20))), group(30, () => trace(other))];
    expect(row(compareTraces([...home, ...cart], home), "GET /cart")?.verdict).toBe("same");
    expect(row(compareTraces(home, cart), "GET /cart")?.verdict).toBe("added");
  });
});
