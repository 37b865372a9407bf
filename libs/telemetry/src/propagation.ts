import {
  type Context,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
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

const makers: Record<Exclude<PropagatorName, "none">, () => TextMapPropagator> = {
  baggage: () => new W3CBaggagePropagator(),
  tracecontext: () => new W3CTraceContextPropagator(),
  b3: () => new B3Propagator("single"),
  b3multi: () => new B3Propagator("multi"),
};

/** All formats are written. On reading, B3 wins over traceparent where both are valid, whatever the order of `names`. */
export function createPropagation(names: readonly PropagatorName[]): Propagation {
  const wanted = (Object.keys(makers) as (keyof typeof makers)[]).filter((name) => names.includes(name));
  const propagator = new CompositePropagator({ propagators: wanted.map((name) => makers[name]()) });
  return {
    extract: (carrier, getter) => propagator.extract(ROOT_CONTEXT, carrier, getter),
    inject: (context, carrier, setter) => propagator.inject(context, carrier, setter),
  };
}
