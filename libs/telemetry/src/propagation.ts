import {
  type Context,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { B3Propagator } from "./b3.ts";

/** The values of OTEL_PROPAGATORS that we know. */
export const PROPAGATOR_NAMES = ["baggage", "tracecontext", "b3multi", "b3", "none"] as const;
export type PropagatorName = (typeof PROPAGATOR_NAMES)[number];

/** Carries the trace from service to service in headers and gRPC metadata. */
export interface Propagation {
  /** Reads the caller's context. Malformed headers are as good as none. */
  extract<C>(carrier: C, getter: TextMapGetter<C>): Context;
  /** Writes `context` for the one who is called, in every configured format. */
  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void;
}

/** What gRPC's metadata takes. */
const PRINTABLE = /^[ -~]*$/;

const makers: Record<Exclude<PropagatorName, "none">, () => TextMapPropagator> = {
  baggage: () => new W3CBaggagePropagator(),
  tracecontext: () => new W3CTraceContextPropagator(),
  b3: () => new B3Propagator("single"),
  b3multi: () => new B3Propagator("multi"),
};

/**
 * All formats are written. On reading, B3 wins over traceparent where both are valid, whatever the order of `names`; tracestate
 * stays with its trace.
 */
export function createPropagation(names: readonly PropagatorName[]): Propagation {
  const wanted = (Object.keys(makers) as (keyof typeof makers)[]).filter((name) => names.includes(name));
  const propagators = new Map(wanted.map((name) => [name, makers[name]()]));
  const writing = new CompositePropagator({ propagators: [...propagators.values()] });
  // Either of the two reads both forms of B3.
  if (propagators.has("b3")) propagators.delete("b3multi");
  const reading = new CompositePropagator({ propagators: [...propagators.values()] });
  return {
    extract: (carrier, getter) => withoutEmptyState(reading.extract(ROOT_CONTEXT, carrier, sendable(getter))),
    inject: (context, carrier, setter) => writing.inject(context, carrier, setter),
  };
}

/** A tracestate of which nothing could be read would go on as an empty header. */
function withoutEmptyState(context: Context): Context {
  const span = trace.getSpanContext(context);
  if (!span?.traceState || span.traceState.serialize() !== "") return context;
  const { traceState: _, ...rest } = span;
  return trace.setSpanContext(context, rest);
}

/** Baggage without the members that gRPC's metadata could not take: one of them would cost them all. */
function sendable<C>(getter: TextMapGetter<C>): TextMapGetter<C> {
  return {
    keys: (carrier) => getter.keys(carrier),
    get(carrier, key) {
      const value = getter.get(carrier, key);
      if (key !== "baggage" || value === undefined) return value;
      const text = String(value).replaceAll("\t", " ");
      return PRINTABLE.test(text)
        ? text
        : text
            .split(",")
            .filter((member) => PRINTABLE.test(member))
            .join(",");
    },
  };
}
