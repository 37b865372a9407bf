import type { HrTime, Span } from "@opentelemetry/api";
import type { Interceptor } from "@hipstershop/telemetry";

type ReadableSpan = Parameters<Interceptor["exported"]>[0];

const NANOS_PER_MS = 1_000_000;
const NANOS_PER_SECOND = 1_000_000_000;

/** The clock of a service that is wrong for some requests: their spans are exported with other times. */
export class SkewedClock {
  readonly #skews = new WeakMap<object, number>();

  /** From now on the times of this span are wrong by so many milliseconds. */
  skew(span: Span, ms: number): void {
    this.#skews.set(span, ms);
  }

  /** A copy of the span with its wrong times; undefined when they are right. */
  shifted(span: ReadableSpan): ReadableSpan | undefined {
    const ms = this.#skews.get(span);
    if (ms === undefined) return undefined;
    const { name, kind, parentSpanContext, status, attributes, links, duration, ended, resource } = span;
    const { instrumentationScope, droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
    return {
      name,
      kind,
      spanContext: () => span.spanContext(),
      ...(parentSpanContext && { parentSpanContext }),
      startTime: shift(span.startTime, ms),
      endTime: shift(span.endTime, ms),
      events: span.events.map((event) => ({ ...event, time: shift(event.time, ms) })),
      status,
      attributes,
      links,
      duration,
      ended,
      resource,
      instrumentationScope,
      droppedAttributesCount,
      droppedEventsCount,
      droppedLinksCount,
    };
  }
}

function shift([seconds, nanos]: HrTime, ms: number): HrTime {
  const total = BigInt(seconds) * BigInt(NANOS_PER_SECOND) + BigInt(nanos) + BigInt(ms) * BigInt(NANOS_PER_MS);
  return [Number(total / BigInt(NANOS_PER_SECOND)), Number(total % BigInt(NANOS_PER_SECOND))];
}
