/** What sampling policies look at. */
export interface SampleTrace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** Some span of it failed. */
  readonly hasError: boolean;
  readonly durationMs: number;
  readonly spanCount: number;
}

/**
 * A policy. "head" decides when the request begins, by the trace id alone; the others after the whole trace has been
 * seen, as a collector with tail sampling does.
 */
export type Policy =
  | { readonly kind: "head"; readonly share: number }
  | { readonly kind: "errors" }
  | { readonly kind: "slow"; readonly fromMs: number };

/** Digits of a trace id that are random by W3C Trace Context, level 2: the last 56 bits. */
export const RANDOM_DIGITS = 14;
const RANDOM_BITS = 56n;
/** Precision of a share: thresholds are whole numbers. */
const PARTS = 2 ** 32;

/**
 * The smallest number that head sampling with this share keeps, of the last 56 bits of a trace id (OpenTelemetry's
 * consistent probability sampling): all services come to the same decision without asking each other.
 */
export function rejectionThreshold(share: number): bigint {
  const kept = BigInt(Math.round(Math.min(1, Math.max(0, share)) * PARTS));
  return ((BigInt(PARTS) - kept) << RANDOM_BITS) / BigInt(PARTS);
}

export function keeps(policy: Policy, trace: SampleTrace): boolean {
  switch (policy.kind) {
    case "head":
      return BigInt(`0x${trace.traceId.slice(-RANDOM_DIGITS)}`) >= rejectionThreshold(policy.share);
    case "errors":
      return trace.hasError;
    case "slow":
      return trace.durationMs >= policy.fromMs;
  }
}

/** What is left after sampling. */
export interface Outcome {
  readonly kept: readonly SampleTrace[];
  readonly lost: readonly SampleTrace[];
  /** Spans that are stored, of all that were made: the cost. */
  readonly spanShare: number;
  readonly errorsKept: number;
  readonly errorsLost: number;
}

/** Applies policies, of which one suffices to keep a trace. */
export function sample(traces: readonly SampleTrace[], policies: readonly Policy[]): Outcome {
  const kept = traces.filter((trace) => policies.some((policy) => keeps(policy, trace)));
  const lost = traces.filter((trace) => !kept.includes(trace));
  const spansIn = (list: readonly SampleTrace[]): number => list.reduce((sum, { spanCount }) => sum + spanCount, 0);
  const all = spansIn(traces);
  const errorsIn = (list: readonly SampleTrace[]): number => list.filter(({ hasError }) => hasError).length;
  return {
    kept,
    lost,
    spanShare: all === 0 ? 0 : spansIn(kept) / all,
    errorsKept: errorsIn(kept),
    errorsLost: errorsIn(lost),
  };
}

/**
 * How many traces each kept one stands for: 1 when a policy keeps it whatever its id, otherwise the inverse of the
 * highest share of the head policies.
 */
export function weightOf(trace: SampleTrace, policies: readonly Policy[]): number {
  if (policies.some((policy) => policy.kind !== "head" && keeps(policy, trace))) return 1;
  const share = Math.max(0, ...policies.map((policy) => (policy.kind === "head" ? policy.share : 0)));
  return share === 0 ? 1 : 1 / share;
}

/** A quantile of the durations by nearest rank, each trace counted by its weight; NaN when there are none. */
export function durationQuantile(
  traces: readonly SampleTrace[],
  quantile: number,
  weight: (trace: SampleTrace) => number = () => 1,
): number {
  const sorted = traces.toSorted((a, b) => a.durationMs - b.durationMs);
  const total = sorted.reduce((sum, trace) => sum + weight(trace), 0);
  let passed = 0;
  for (const trace of sorted) {
    passed += weight(trace);
    if (passed >= quantile * total) return trace.durationMs;
  }
  return sorted.at(-1)?.durationMs ?? NaN;
}
