import {
  type Context,
  createContextKey,
  isSpanContextValid,
  isValidSpanId,
  isValidTraceId,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
  TraceFlags,
} from "@opentelemetry/api";

/** What B3 headers without a complete decision ask of the sampler; undefined when they have one. */
export type SamplingRequest = "defer" | "accept" | "drop";

const SAMPLING_REQUEST = createContextKey("b3 sampling request");
const DEBUG = createContextKey("b3 debug flag");

/** "defer": ids without a decision, so our sampler decides. "accept" and "drop": a decision without ids. */
export function samplingRequest(context: Context): SamplingRequest | undefined {
  return context.getValue(SAMPLING_REQUEST) as SamplingRequest | undefined;
}

interface B3 {
  readonly traceId: string;
  readonly spanId: string;
  /** "1", "0", "d" (debug), or undefined: let the sampler decide. */
  readonly state: string | undefined;
}

/**
 * B3 propagation (https://github.com/openzipkin/b3-propagation). It reads both forms and writes one. OpenTelemetry's
 * propagator is not used, since it treats a missing X-B3-Sampled as "not sampled": a trace begun by hand with curl
 * would be lost. By the specification the receiver decides.
 */
export class B3Propagator implements TextMapPropagator {
  readonly #form: "single" | "multi";

  constructor(form: "single" | "multi") {
    this.#form = form;
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    if (!span || !isSpanContextValid(span)) return;
    const debug = context.getValue(DEBUG) === true;
    const sampled = (span.traceFlags & TraceFlags.SAMPLED) === 0 ? "0" : "1";
    if (this.#form === "single") {
      setter.set(carrier, "b3", `${span.traceId}-${span.spanId}-${debug ? "d" : sampled}`);
      return;
    }
    setter.set(carrier, "x-b3-traceid", span.traceId);
    setter.set(carrier, "x-b3-spanid", span.spanId);
    if (debug) setter.set(carrier, "x-b3-flags", "1");
    else setter.set(carrier, "x-b3-sampled", sampled);
  }

  /** `context` may have been read from traceparent already. Valid B3 headers win: docs/decisions/0004. */
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const read = (key: string): string | undefined => {
      const value = getter.get(carrier, key);
      return Array.isArray(value) ? value[0] : value;
    };
    const b3 = readB3(read);
    if (!b3) return context;
    const marked = b3.state === "d" ? context.setValue(DEBUG, true) : context;
    const other = trace.getSpanContext(context);
    if (!b3.traceId) return withDecisionOnly(marked, b3.state, other);
    const same = other && isSameTrace(other.traceId, b3.traceId) ? other : undefined;
    const span: SpanContext = {
      traceId: same ? longer(same.traceId, b3.traceId) : b3.traceId,
      spanId: b3.spanId,
      isRemote: true,
      traceFlags: flagsOf(b3.state, same),
      // tracestate belongs to the trace of traceparent, and must not be added to another trace.
      ...(same?.traceState && { traceState: same.traceState }),
    };
    const result = trace.setSpanContext(marked, span);
    return b3.state === undefined && !same ? result.setValue(SAMPLING_REQUEST, "defer") : result;
  }

  fields(): string[] {
    return this.#form === "single" ? ["b3"] : ["x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "x-b3-flags"];
  }
}

/** A decision without ids applies to the trace of traceparent, or else to the trace that begins here. */
function withDecisionOnly(context: Context, state: string | undefined, other: SpanContext | undefined): Context {
  if (state === undefined) return context;
  if (other) return trace.setSpanContext(context, { ...other, traceFlags: flagsOf(state, other) });
  return context.setValue(SAMPLING_REQUEST, state === "0" ? "drop" : "accept");
}

/** Without a decision in B3, the flag of traceparent counts if it names the same trace. */
function flagsOf(state: string | undefined, other: SpanContext | undefined): number {
  const flags = other?.traceFlags ?? TraceFlags.NONE;
  if (state === undefined) return flags;
  return state === "0" ? flags & ~TraceFlags.SAMPLED : flags | TraceFlags.SAMPLED;
}

const NO_UPPER_HALF = "0".repeat(16);

/** Whether two ids are equal, or one is the other without its upper 64 bits, as older B3 tracers write it. */
function isSameTrace(a: string, b: string): boolean {
  if (a === b) return true;
  return a.slice(16) === b.slice(16) && (a.startsWith(NO_UPPER_HALF) || b.startsWith(NO_UPPER_HALF));
}

function longer(a: string, b: string): string {
  return a.startsWith(NO_UPPER_HALF) ? b : a;
}

/** The single header has priority, as B3 requires. What it leaves out is read from the others. */
function readB3(read: (key: string) => string | undefined): B3 | undefined {
  const single = readSingle(read("b3"));
  if (single?.traceId) return single;
  const multi = readMulti(read);
  return single && multi ? { ...multi, state: single.state } : (single ?? multi);
}

/** `{trace id}-{span id}[-{state}[-{parent}]]`, or the state alone. */
function readSingle(header: string | undefined): B3 | undefined {
  if (!header) return undefined;
  const [first = "", spanId = "", state] = header.trim().toLowerCase().split("-");
  if (spanId === "") return readState(first) ? { traceId: "", spanId: "", state: readState(first) } : undefined;
  // An invalid state, such as the beginning of a second header, makes the whole header invalid.
  return state === undefined || readState(state) ? withIds(first, spanId, readState(state)) : undefined;
}

function readMulti(read: (key: string) => string | undefined): B3 | undefined {
  const state = read("x-b3-flags") === "1" ? "d" : readState(read("x-b3-sampled")?.toLowerCase());
  const traceId = read("x-b3-traceid");
  if (!traceId) return state === undefined ? undefined : { traceId: "", spanId: "", state };
  return withIds(traceId.trim().toLowerCase(), (read("x-b3-spanid") ?? "").trim().toLowerCase(), state);
}

/** Pads short trace ids with zeros on the left. Malformed ids count as missing. */
function withIds(shortId: string, spanId: string, state: string | undefined): B3 | undefined {
  const traceId = shortId.padStart(32, "0");
  return isValidTraceId(traceId) && isValidSpanId(spanId) ? { traceId, spanId, state } : undefined;
}

function readState(text: string | undefined): string | undefined {
  if (text === "1" || text === "true") return "1";
  if (text === "0" || text === "false") return "0";
  return text === "d" ? "d" : undefined;
}
