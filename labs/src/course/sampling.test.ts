import { Random } from "@hipstershop/random";
import { describe, expect, test } from "vitest";
import { durationQuantile, type Policy, rejectionThreshold, sample, type SampleTrace, weightOf } from "./sampling.ts";

/** Traces by chance: one in ten failed, one in ten is slow. */
function tracesOf(seed: number, count: number): readonly SampleTrace[] {
  const random = new Random(seed);
  const digits = (length: number): string => Array.from({ length }, () => random.int(0, 15).toString(16)).join("");
  return Array.from({ length: count }, () => ({
    traceId: digits(32),
    hasError: random.next() < 0.1,
    durationMs: random.next() < 0.1 ? random.between(500, 1500) : random.between(5, 60),
    spanCount: random.int(1, 40),
  }));
}

/** Decides as naively as possible: digit by digit for a share of k/16, and one policy after the other. */
function naive(trace: SampleTrace, policies: readonly Policy[]): boolean {
  for (const policy of policies) {
    if (policy.kind === "errors" && trace.hasError) return true;
    if (policy.kind === "slow" && !(trace.durationMs < policy.fromMs)) return true;
    if (policy.kind === "head") {
      const digit = "0123456789abcdef".indexOf(trace.traceId[18] ?? "");
      if (digit >= 16 - policy.share * 16) return true;
    }
  }
  return false;
}

/** The smallest duration that at least this share of the values does not exceed. */
function naiveQuantile(values: readonly number[], quantile: number): number {
  const enough = values.filter((value) => values.filter((other) => other <= value).length >= quantile * values.length);
  return Math.min(...enough);
}

const POLICIES: readonly (readonly Policy[])[] = [
  [],
  [{ kind: "head", share: 1 / 16 }],
  [{ kind: "head", share: 0.25 }],
  [{ kind: "head", share: 0.5 }],
  [{ kind: "errors" }],
  [{ kind: "slow", fromMs: 500 }],
  [{ kind: "errors" }, { kind: "slow", fromMs: 300 }],
  [{ kind: "errors" }, { kind: "slow", fromMs: 500 }, { kind: "head", share: 0.125 }],
];

describe.each(POLICIES.map((policies) => [JSON.stringify(policies), policies] as const))("%s", (_name, policies) => {
  test("keeps what a naive decision keeps, and loses the rest, in 10,000 traces", () => {
    const traces = tracesOf(7, 10_000);
    const { kept, lost, errorsKept, errorsLost, spanShare } = sample(traces, policies);
    const wanted = new Set(traces.filter((trace) => naive(trace, policies)));
    expect(new Set(kept)).toEqual(wanted);
    expect(kept.length + lost.length).toBe(traces.length);
    expect(lost.some((trace) => wanted.has(trace))).toBe(false);
    expect(errorsKept).toBe([...wanted].filter(({ hasError }) => hasError).length);
    expect(errorsKept + errorsLost).toBe(traces.filter(({ hasError }) => hasError).length);
    const [of, all] = [[...wanted], traces].map((list) => list.map(({ spanCount }) => spanCount));
    const sum = (counts: readonly number[] = []): number => counts.reduce((a, b) => a + b, 0);
    expect(spanShare).toBeCloseTo(sum(of) / sum(all), 10);
  });
});

test("the shares of 0 and 1 keep nothing and everything", () => {
  const traces = tracesOf(1, 100);
  expect(sample(traces, [{ kind: "head", share: 0 }]).kept).toEqual([]);
  expect(sample(traces, [{ kind: "head", share: 1 }]).lost).toEqual([]);
  expect(rejectionThreshold(0)).toBe(2n ** 56n);
  expect(rejectionThreshold(1)).toBe(0n);
  expect(rejectionThreshold(0.25).toString(16)).toBe("c0000000000000");
});

test("a quarter is kept from c0000000000000 on, in the last 14 digits", () => {
  const [trace] = tracesOf(1, 1);
  const ids = ["bfffffffffffff", "c0000000000000"].map((end) => "f".repeat(18) + end);
  const { kept } = sample(
    ids.map((traceId) => ({ ...trace!, traceId })),
    [{ kind: "head", share: 0.25 }],
  );
  expect(kept.map(({ traceId }) => traceId)).toEqual([ids[1]]);
});

test("no traces have no share and no quantile", () => {
  expect(sample([], [{ kind: "errors" }]).spanShare).toBe(0);
  expect(durationQuantile([], 0.9)).toBeNaN();
});

test.each([0.5, 0.9, 0.99, 1])("the quantile %d is that of a naive count", (quantile) => {
  for (const count of [1, 2, 10, 99, 100]) {
    const traces = tracesOf(count, count);
    const values = traces.map(({ durationMs }) => durationMs);
    expect(durationQuantile(traces, quantile)).toBe(naiveQuantile(values, quantile));
  }
});

test("with errors and slow ones kept and a tenth of the rest, weights undo the bias", () => {
  const traces = tracesOf(3, 20_000);
  const policies: readonly Policy[] = [{ kind: "errors" }, { kind: "slow", fromMs: 500 }, { kind: "head", share: 0.1 }];
  const { kept } = sample(traces, policies);
  const weight = (trace: SampleTrace): number => weightOf(trace, policies);
  const p75 = durationQuantile(traces, 0.75);
  expect(durationQuantile(kept, 0.75)).toBeGreaterThan(5 * p75);
  expect(durationQuantile(kept, 0.75, weight)).toBeGreaterThan(0.9 * p75);
  expect(durationQuantile(kept, 0.75, weight)).toBeLessThan(1.1 * p75);
  const total = kept.reduce((sum, trace) => sum + weight(trace), 0);
  expect(total / traces.length).toBeGreaterThan(0.95);
  expect(total / traces.length).toBeLessThan(1.05);
});

test("a trace that only the head keeps stands for others, one that is kept anyway for itself", () => {
  const [trace] = tracesOf(1, 1);
  const policies: readonly Policy[] = [{ kind: "errors" }, { kind: "head", share: 0.25 }];
  expect(weightOf({ ...trace!, hasError: false }, policies)).toBe(4);
  expect(weightOf({ ...trace!, hasError: true }, policies)).toBe(1);
  expect(weightOf({ ...trace!, hasError: false }, [{ kind: "errors" }])).toBe(1);
});
