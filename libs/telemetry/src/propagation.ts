import type { IncomingHttpHeaders } from "node:http";
import { type Context, ROOT_CONTEXT, type TextMapGetter, type TextMapPropagator, trace } from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { B3Propagator } from "./b3.ts";
import type { Inject } from "./interception.ts";

/** The supported values of OTEL_PROPAGATORS. */
export const PROPAGATOR_NAMES = ["baggage", "tracecontext", "b3multi", "b3", "none"] as const;
export type PropagatorName = (typeof PROPAGATOR_NAMES)[number];

/** Passes the trace context from service to service, in HTTP headers and gRPC metadata. */
export interface Propagation {
  /** The configured formats. */
  readonly names: readonly PropagatorName[];
  /** Reads the caller's context. Malformed headers are ignored. */
  extract<C>(carrier: C, getter: TextMapGetter<C>): Context;
  /** Writes `context` for the called service, in every configured format. */
  readonly inject: Inject;
}

/** Reads the headers of a request of Node's HTTP server. */
export const headerGetter: TextMapGetter<IncomingHttpHeaders> = {
  get: (headers, key) => headers[key],
  keys: (headers) => Object.keys(headers),
};

/** Characters that gRPC's metadata allows. */
const PRINTABLE = /^[ -~]*$/;

const makers: Record<Exclude<PropagatorName, "none">, () => TextMapPropagator> = {
  baggage: () => new W3CBaggagePropagator(),
  tracecontext: () => new W3CTraceContextPropagator(),
  b3: () => new B3Propagator("single"),
  b3multi: () => new B3Propagator("multi"),
};

/**
 * Writes all formats in `names`. When both B3 and traceparent are valid, B3 is used, whatever the order of `names`;
 * tracestate stays with its trace.
 */
export function createPropagation(names: readonly PropagatorName[]): Propagation {
  const wanted = (Object.keys(makers) as (keyof typeof makers)[]).filter((name) => names.includes(name));
  const propagators = new Map(wanted.map((name) => [name, makers[name]()]));
  const writing = new CompositePropagator({ propagators: [...propagators.values()] });
  // Each of the two B3 propagators reads both forms.
  if (propagators.has("b3")) propagators.delete("b3multi");
  const reading = new CompositePropagator({ propagators: [...propagators.values()] });
  return {
    names,
    extract: (carrier, getter) => withoutEmptyState(reading.extract(ROOT_CONTEXT, carrier, sendable(getter))),
    inject: (context, carrier, setter) => writing.inject(context, carrier, setter),
  };
}

/** The context without a tracestate that has no valid member, which would be sent as an empty header. */
function withoutEmptyState(context: Context): Context {
  const span = trace.getSpanContext(context);
  if (!span?.traceState || span.traceState.serialize() !== "") return context;
  const { traceState: _, ...rest } = span;
  return trace.setSpanContext(context, rest);
}

/** Reads baggage without members that gRPC's metadata can't contain: one of them would make all of it invalid. */
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
