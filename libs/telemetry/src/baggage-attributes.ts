import { type Context, propagation } from "@opentelemetry/api";
import type { Span, SpanProcessor } from "@opentelemetry/sdk-trace";

/** The baggage member that names who learns with this request. */
export const LEARNER_BAGGAGE = "shop.learner";
/** Baggage members that every span of a request gets as attributes of the same name. */
export const COPIED_BAGGAGE = [LEARNER_BAGGAGE] as const;
/** Longer values are cut: baggage comes from outside. */
const VALUE_LENGTH_MAX = 40;

/** The context with this member in its baggage, unless the caller's baggage has one. */
export function withBaggageMember(context: Context, key: string, value: string): Context {
  const baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
  if (baggage.getEntry(key)) return context;
  return propagation.setBaggage(context, baggage.setEntry(key, { value }));
}

/** Copies members of the baggage onto spans when they start. */
export class BaggageAttributes implements SpanProcessor {
  onStart(span: Span, parent: Context): void {
    const baggage = propagation.getBaggage(parent);
    if (!baggage) return;
    for (const key of COPIED_BAGGAGE) {
      const value = baggage.getEntry(key)?.value;
      if (value !== undefined && value !== "") span.setAttribute(key, value.slice(0, VALUE_LENGTH_MAX));
    }
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
