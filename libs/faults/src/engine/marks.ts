import type { Counter, Span } from "@opentelemetry/api";
import type { Telemetry } from "@hipstershop/telemetry";
import { APP_FAULT, APP_FAULT_IGNORED, FAULTS_COUNTER } from "../names.ts";
import type { ActiveAct } from "./request-faults.ts";

type Marked = Pick<ActiveAct, "fault" | "variant" | "reason" | "provider" | "isUnmarked">;

/** Marks the spans in which faults act, and counts them. */
export class Marks {
  readonly #counter: Counter;
  readonly #marked = new WeakMap<Span, string[]>();

  constructor({ meter }: Telemetry) {
    this.#counter = meter.createCounter(FAULTS_COUNTER, { description: "Faults that acted, by name and variant." });
  }

  /**
   * Once for each span and fault: counts it and, unless it is unmarked, sets the attribute `app.fault` and an event by
   * https://opentelemetry.io/docs/specs/semconv/feature-flags/feature-flags-events/
   */
  acted(span: Span, { fault, variant, reason, provider, isUnmarked }: Marked): void {
    const text = `${fault.name}:${variant}`;
    const before = this.#marked.get(span) ?? [];
    if (before.includes(text)) return;
    this.#marked.set(span, [...before, text]);
    this.counted({ fault, variant });
    if (isUnmarked) return;
    span.setAttribute(APP_FAULT, [...before, text].join("+"));
    span.addEvent("feature_flag.evaluation", {
      "feature_flag.key": fault.name,
      "feature_flag.result.variant": variant,
      "feature_flag.result.reason": reason,
      "feature_flag.provider.name": provider,
    });
  }

  /** For a fault that acts outside any span that is exported. */
  counted({ fault, variant }: Pick<Marked, "fault" | "variant">): void {
    this.#counter.add(1, { name: fault.name, variant });
  }

  ignored(span: Span, problems: readonly string[]): void {
    span.setAttribute(APP_FAULT_IGNORED, problems.join("; "));
  }
}
