import { randomBytes } from "node:crypto";
import { createPropagation, type Inject, type PropagatorName } from "@hipstershop/telemetry";
import { trace, TraceFlags } from "@opentelemetry/api";
import type { HeaderFormat } from "../../catalogue/index.ts";

/** Writes trace headers in one format. Baggage is written as ever: it is a header of its own. */
export function headersOf(format: HeaderFormat, usual: readonly PropagatorName[]): Inject {
  const baggage = usual.filter((name) => name === "baggage");
  switch (format) {
    case "b3multi":
      return createPropagation([...baggage, "b3multi"]).inject;
    case "b3single":
      return createPropagation([...baggage, "b3"]).inject;
    case "w3c":
      return createPropagation([...baggage, "tracecontext"]).inject;
    case "none":
      return createPropagation(baggage).inject;
    case "shortIds":
      return withShortIds(createPropagation([...baggage, "b3multi"]).inject);
    case "lostParent":
      return withOtherParent(createPropagation(usual).inject);
    case "notSampled":
      return notSampled(createPropagation(usual).inject);
  }
}

/** All that the service usually writes, but baggage. */
export function withoutBaggage(usual: readonly PropagatorName[]): Inject {
  return createPropagation(usual.filter((name) => name !== "baggage")).inject;
}

const ID_64_BITS = 16;

function withShortIds(inject: Inject): Inject {
  return (context, carrier, setter) =>
    inject(context, carrier, {
      set: (target, key, value) => setter.set(target, key, key === "x-b3-traceid" ? value.slice(-ID_64_BITS) : value),
    });
}

/** Names a span as parent that nobody records. */
function withOtherParent(inject: Inject): Inject {
  return (context, carrier, setter) => {
    const span = trace.getSpanContext(context);
    const unknown = span && { ...span, spanId: randomBytes(8).toString("hex") };
    inject(unknown ? trace.setSpanContext(context, unknown) : context, carrier, setter);
  };
}

function notSampled(inject: Inject): Inject {
  return (context, carrier, setter) => {
    const span = trace.getSpanContext(context);
    const dropped = span && { ...span, traceFlags: TraceFlags.NONE };
    inject(dropped ? trace.setSpanContext(context, dropped) : context, carrier, setter);
  };
}
