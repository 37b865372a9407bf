import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { span, tag } from "../../test/spans.ts";
import { SpanStore } from "./span-store.ts";

const id = (text: string): string => text.padStart(32, "0");
const HOUR_MS = 3_600_000;

/** One span of a trace, in a learner's name; "" for none. */
function spanOf(learner: string, traceId: string, spanId = "1", text = "") {
  const tags = learner === "" ? [] : [tag("shop.learner", learner)];
  return span({ traceId, spanId, tags: text === "" ? tags : [...tags, tag("text", text)] });
}

const idsOf = (store: SpanStore, learner: string): string[] =>
  [...store.traces()].filter((trace) => trace.learner === learner).map(({ traceId }) => traceId);
const partiesOf = (store: SpanStore) =>
  store.stats().parties.map(({ party, learner, spans }) => [party, learner, spans] as const);

describe("the room is divided between learners", () => {
  test("one alone may take all; a second one gets half of it, and loses nothing before", () => {
    const store = new SpanStore({ maxSpans: 10 });
    for (let n = 1; n <= 50; n += 1) store.add([spanOf("ada", `a${n}`)]);
    expect(partiesOf(store)).toEqual([["learner", "ada", 10]]);
    for (let n = 1; n <= 5; n += 1) store.add([spanOf("bob", `b${n}`)]);
    for (let n = 51; n <= 99; n += 1) store.add([spanOf("ada", `a${n}`)]);
    expect(idsOf(store, "bob")).toEqual([1, 2, 3, 4, 5].map((n) => id(`b${n}`)));
    expect(idsOf(store, "ada")).toEqual([95, 96, 97, 98, 99].map((n) => id(`a${n}`)));
  });

  test("traces without a learner are one party more: load pushes nobody's traces out", () => {
    const store = new SpanStore({ maxSpans: 10 });
    for (let n = 1; n <= 4; n += 1) store.add([spanOf("ada", `a${n}`)]);
    for (let n = 1; n <= 100; n += 1) store.add([spanOf("", `f${n}`)]);
    expect(idsOf(store, "ada")).toHaveLength(4);
    expect(partiesOf(store)).toEqual([
      ["nobody", "", 6],
      ["learner", "ada", 4],
    ]);
  });

  test("who takes most bytes gives way when bytes are short, though others have more spans", () => {
    const store = new SpanStore({ maxSpans: 1000, maxBytes: 100_000 });
    for (let n = 1; n <= 40; n += 1) store.add([spanOf("ada", `a${n}`)]);
    for (let n = 1; n <= 20; n += 1) store.add([spanOf("bob", `b${n}`, "1", "x".repeat(10_000))]);
    expect(idsOf(store, "ada")).toHaveLength(40);
    expect(idsOf(store, "bob").at(-1)).toBe(id("b20"));
  });

  test("a trace belongs to the learner whom a later span names, and to the first who is named", () => {
    const store = new SpanStore({ maxSpans: 10 });
    store.add([spanOf("", "1", "1"), spanOf("", "1", "2")]);
    expect(partiesOf(store)).toEqual([["nobody", "", 2]]);
    store.add([spanOf("ada", "1", "3")]);
    store.add([spanOf("eve", "1", "4")]);
    expect(partiesOf(store)).toEqual([["learner", "ada", 4]]);
  });

  test("pinned traces are nobody's room; unpinned, they are their learner's again", () => {
    const store = new SpanStore({ maxSpans: 10 });
    store.add([spanOf("ada", "1")]);
    store.add([spanOf("bob", "2")]);
    store.pin(id("1"));
    store.add([spanOf("ada", "1", "2")]);
    expect(partiesOf(store)).toEqual([["learner", "bob", 1]]);
    store.pin(id("2"));
    store.unpin(id("1"));
    expect(partiesOf(store)).toEqual([["learner", "ada", 2]]);
  });

  test("the state names the age of a party's oldest trace", () => {
    const store = new SpanStore();
    store.add([spanOf("ada", "1")], 10_000);
    store.add([spanOf("ada", "2")], 12_000);
    expect(store.stats(13_000).parties).toMatchObject([{ learner: "ada", traces: 2, oldestAgeSeconds: 3 }]);
  });
});

describe("names come from outside", () => {
  test("thirty thousand names push nobody out, and are a hundred parties and one", () => {
    const store = new SpanStore({ maxSpans: 2000 });
    for (let n = 1; n <= 15; n += 1) store.add([spanOf("ada", `a${n}`)]);
    for (let n = 0; n < 30_000; n += 1) store.add([spanOf(`name ${n}`, `f${n}`)]);
    expect(idsOf(store, "ada")).toHaveLength(15);
    const { parties, spans } = store.stats();
    expect(parties).toHaveLength(101);
    expect(parties[0]).toMatchObject({ party: "others", learner: "", spans: 2000 - 15 - 99 });
    expect(spans).toBe(2000);
  });

  test("a long name is cut; a blank one is none", () => {
    const store = new SpanStore();
    store.add([spanOf("x".repeat(100_000), "1"), spanOf("  ", "2")]);
    expect(partiesOf(store)).toEqual([
      ["learner", "x".repeat(64), 1],
      ["nobody", "", 1],
    ]);
  });

  test("a new learner takes the place of the one who is silent for hours, whose traces go with the others", () => {
    const store = new SpanStore({ maxSpans: 200 });
    for (let n = 0; n < 100; n += 1) store.add([spanOf(`name ${n}`, `f${n}`)], n === 7 ? 0 : HOUR_MS);
    store.add([spanOf("early", "e")], HOUR_MS);
    expect(partiesOf(store)).toContainEqual(["others", "", 1]);
    store.add([spanOf("late", "d")], 2 * HOUR_MS);
    expect(partiesOf(store)).toContainEqual(["learner", "late", 1]);
    expect(partiesOf(store)).not.toContainEqual(["learner", "name 7", 1]);
    expect(partiesOf(store)).toContainEqual(["others", "", 2]);
    for (let n = 0; n < 500; n += 1) store.add([spanOf("late", `d${n}`)], 2 * HOUR_MS);
    expect(store.stats()).toMatchObject({ spans: 200, traces: 200 });
    expect(store.trace(id("f7"))).toBeDefined();
    // Among the others the silent learner's trace is evicted as they are; those of the other learners stay.
    for (let n = 0; n < 150; n += 1) store.add([spanOf(`new ${n}`, `c${n}`)], 2 * HOUR_MS);
    expect([store.trace(id("f7")), store.trace(id("e")), store.trace(id("f8"))].map(Boolean)).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("names of long ago, as a file may have them by the thousand, do not keep learners of today from a share", () => {
    const store = new SpanStore({ maxSpans: 2000 });
    for (let n = 0; n < 5000; n += 1) store.add([spanOf(`name ${n}`, `f${n}`)], Date.now(), "kept");
    store.add([spanOf("ada", "a")]);
    for (let n = 5000; n < 9000; n += 1) store.add([spanOf(`name ${n}`, `f${n}`)], Date.now(), "kept");
    expect(partiesOf(store)).toContainEqual(["learner", "ada", 1]);
    expect(store.stats()).toMatchObject({ spans: 2000, traces: 2000 });
  });

  test("a learner whose last trace is gone leaves a place for another", () => {
    const store = new SpanStore({ maxSpans: 100, maxBytes: 1e9 });
    for (let n = 0; n < 100; n += 1) store.add([spanOf(`name ${n}`, `f${n}`)]);
    store.pin(id("f3"));
    store.add([spanOf("new", "c")]);
    expect(partiesOf(store)).toContainEqual(["learner", "new", 1]);
  });
});

const LIMITS = { maxSpans: 24, maxBytes: 24 * 900 };
const learners = fc.constantFrom("", "ada", "bob", "cy", "dee");
const steps = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("add" as const),
      learner: learners,
      trace: fc.integer({ min: 1, max: 60 }),
      size: fc.constantFrom(0, 0, 100, 3000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pin" as const), trace: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unpin" as const), trace: fc.integer({ min: 1, max: 60 }) }) },
);

/** The learner of a pinned or unpinned trace; "" for none. */
const learnerOfTrace = (store: SpanStore, trace: number): string =>
  [...store.traces()].find(({ traceId }) => traceId === id(String(trace)))?.learner ?? "";

/** What each party takes, counted from the traces themselves. */
function countedFromTraces(store: SpanStore): Map<string, { traces: string[]; spans: number; bytes: number }> {
  const counted = new Map<string, { traces: string[]; spans: number; bytes: number }>();
  for (const { learner, traceId, sent, bytes, pinned } of store.traces()) {
    if (pinned) continue;
    const sum = counted.get(learner) ?? { traces: [], spans: 0, bytes: 0 };
    sum.traces.push(traceId);
    counted.set(learner, { traces: sum.traces, spans: sum.spans + sent.length, bytes: sum.bytes + bytes });
  }
  return counted;
}

test("whatever comes, the sums are right, the caps hold, and who takes less than a fair share loses nothing", () => {
  fc.assert(
    fc.property(fc.array(steps, { minLength: 60, maxLength: 200, size: "max" }), (list) => {
      const store = new SpanStore(LIMITS);
      for (const [n, step] of list.entries()) {
        const before = countedFromTraces(store);
        const { pinned } = store.stats();
        const owner = learnerOfTrace(store, step.trace);
        if (step.do === "pin") store.pin(id(String(step.trace)));
        else if (step.do === "unpin") store.unpin(id(String(step.trace)));
        else store.add([spanOf(step.learner, String(step.trace), n.toString(16), "x".repeat(step.size))]);
        const { spans, bytes, parties } = store.stats();
        expect(spans).toBeLessThanOrEqual(LIMITS.maxSpans);
        expect(bytes).toBeLessThanOrEqual(LIMITS.maxBytes);
        const after = countedFromTraces(store);
        const sums = [...after].map(([learner, sum]) => [learner, sum.traces.length, sum.spans, sum.bytes]);
        expect(parties.map((one) => [one.learner, one.traces, one.spans, one.bytes])).toEqual(
          expect.arrayContaining(sums),
        );
        expect(parties).toHaveLength(sums.length);
        if (step.do !== "add") continue;
        const free = Math.min(1 - pinned.spans / LIMITS.maxSpans, 1 - pinned.bytes / LIMITS.maxBytes);
        for (const [learner, had] of before) {
          const share = Math.max(had.spans / LIMITS.maxSpans, had.bytes / LIMITS.maxBytes);
          // Not of the party itself, whose trace grew; the one of the new span may be one party more.
          if ([step.learner, owner].includes(learner) || share >= free / (before.size + 1)) continue;
          expect(after.get(learner)?.traces).toEqual(expect.arrayContaining(had.traces));
        }
      }
    }),
    { numRuns: 40 },
  );
});
