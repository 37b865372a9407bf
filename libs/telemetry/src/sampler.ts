import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import { samplingRequest } from "./b3.ts";

/** The supported values of OTEL_TRACES_SAMPLER. */
export const SAMPLER_NAMES = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;
export type SamplerName = (typeof SAMPLER_NAMES)[number];

/** Makes a sampler. `ratio` (0 to 1) applies to the traceidratio samplers only. */
export function createSampler(name: SamplerName, ratio: number): Sampler {
  const root = rootSampler(name, ratio);
  return name.startsWith("parentbased_") ? new RequestAwareSampler(root) : root;
}

function rootSampler(name: SamplerName, ratio: number): Sampler {
  if (name.endsWith("always_off")) return new AlwaysOffSampler();
  return name.endsWith("traceidratio") ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}

/** A parent-based sampler that also follows B3 headers without ids or without a decision. */
class RequestAwareSampler implements Sampler {
  readonly #root: Sampler;
  readonly #parentBased: Sampler;

  constructor(root: Sampler) {
    this.#root = root;
    this.#parentBased = new ParentBasedSampler({ root });
  }

  shouldSample(...span: Parameters<Sampler["shouldSample"]>): SamplingResult {
    const [context] = span;
    const request = samplingRequest(context);
    if (request === "accept") return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    if (request === "drop") return { decision: SamplingDecision.NOT_RECORD };
    const sampler = request === "defer" ? this.#root : this.#parentBased;
    return sampler.shouldSample(...span);
  }

  toString(): string {
    return `RequestAware{${this.#parentBased.toString()}}`;
  }
}
