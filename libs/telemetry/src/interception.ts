import { type Context, createContextKey, type Span, type TextMapSetter } from "@opentelemetry/api";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";

/** A request that a service answers: an rpc, or a page. */
export interface IncomingWork {
  /** Such as hipstershop.CartService/GetCart, or GET /cart. */
  readonly method: string;
  /** The message of an rpc; for a page what is known about its visitor. */
  readonly request: unknown;
  /** The server span. */
  readonly span: Span;
  readonly context: Context;
  /** In milliseconds since the epoch; Infinity for none. */
  readonly deadline: number;
  /** Aborted when the caller no longer waits. */
  readonly signal: AbortSignal;
  /** A header, or value of the metadata; "" when absent. */
  header(name: string): string;
}

/** Continues the work that is surrounded, with this request and context. */
export type Next = (request: unknown, context: Context) => Promise<unknown>;

/** Writes trace headers for a called service. */
export type Inject = <C>(context: Context, carrier: C, setter: TextMapSetter<C>) => void;

/** A call to another service, before its client span is opened. */
export interface OutgoingWork {
  readonly method: string;
  readonly request: unknown;
  readonly context: Context;
}

/** What is different about one outgoing call. */
export interface CallChange {
  readonly request?: unknown;
  /** Calls another rpc over the same connection; `shape` is its part of a service definition. */
  readonly rpc?: { readonly method: string; readonly shape: unknown };
  /** Writes the trace headers in place of the service's propagation. */
  readonly inject?: Inject;
  /** Further metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Runs inside the client span before the request is sent; when it rejects, nothing is sent and the call fails. */
  readonly before?: (span: Span) => void | Promise<void>;
}

/** Makes the call; may be used several times, or not at all. */
export type MakeCall = (change?: CallChange) => Promise<unknown>;

/** What an export of spans meets. */
export interface ExportConditions {
  /** Every export fails with this. */
  readonly error?: Error;
  /** Every export takes longer, in milliseconds. */
  readonly delayMs?: number;
  /** Maximum number of spans waiting for export. */
  readonly maxQueueSize?: number;
}

/**
 * Surrounds the work of a service from outside. Each method returns undefined for work that is to be left alone. Fault
 * injection is its only user.
 */
export interface Interceptor {
  incoming(work: IncomingWork): ((next: Next) => Promise<unknown>) | undefined;
  outgoing(work: OutgoingWork): ((call: MakeCall) => Promise<unknown>) | undefined;
  /**
   * Whether a request asks for faults of its own, or faults are on. How its calls end says nothing about the services,
   * and must not change how other requests are served.
   */
  isExperiment(context: Context): boolean;
  /** Work inside the service, in a span of its own (`inSpan`). */
  inner(span: Span, context: Context): (<T>(work: () => Promise<T>) => Promise<T>) | undefined;
  exporting(): ExportConditions | undefined;
  /** The span as it is exported; undefined for the one given. */
  exported(span: ReadableSpan): ReadableSpan | undefined;
}

/** The interceptor of one service, if there is one now, and what it can use. */
export interface Interception {
  current: Interceptor | undefined;
  /** The rpcs that the service calls, by method; filled by its clients. */
  readonly calls: Map<string, (request: unknown, context: Context) => Promise<unknown>>;
}

/** The batches of one exporter: the usual one, and one with a shorter queue while an interceptor asks for it. */
export class InterceptedProcessor implements SpanProcessor {
  readonly #usual: SpanProcessor;
  readonly #interception: Interception;
  readonly #withQueue: (size: number) => SpanProcessor;
  #short: { readonly size: number; readonly processor: SpanProcessor } | undefined;

  constructor(usual: SpanProcessor, interception: Interception, withQueue: (size: number) => SpanProcessor) {
    this.#usual = usual;
    this.#interception = interception;
    this.#withQueue = withQueue;
  }

  onStart(...started: Parameters<SpanProcessor["onStart"]>): void {
    this.#usual.onStart(...started);
  }

  onEnd(span: ReadableSpan): void {
    const { current } = this.#interception;
    if (!current) return this.#usual.onEnd(span);
    const size = current.exporting()?.maxQueueSize;
    const target = size === undefined ? this.#usual : this.#shortQueue(size);
    target.onEnd(current.exported(span) ?? span);
  }

  async forceFlush(): Promise<void> {
    await Promise.all([this.#usual.forceFlush(), this.#short?.processor.forceFlush()]);
  }

  async shutdown(): Promise<void> {
    await this.#short?.processor.shutdown();
    await this.#usual.shutdown();
  }

  #shortQueue(size: number): SpanProcessor {
    if (this.#short?.size !== size) {
      void this.#short?.processor.forceFlush().catch(() => {});
      this.#short = { size, processor: this.#withQueue(size) };
    }
    return this.#short.processor;
  }
}

/** A value in contexts under a key of its own. */
export class ContextValue<T> {
  readonly #key: symbol;

  constructor(description: string) {
    this.#key = createContextKey(description);
  }

  set(context: Context, value: T): Context {
    return context.setValue(this.#key, value);
  }

  get(context: Context): T | undefined {
    return context.getValue(this.#key) as T | undefined;
  }
}

const switches = new ContextValue<readonly string[]>("switches of this request");

/** A context in which a behaviour of the service is switched on for one request. */
export function withSwitch(context: Context, name: string): Context {
  return switches.set(context, [...(switches.get(context) ?? []), name]);
}

/** Whether a behaviour that a service offers is switched on for this request. */
export function hasSwitch(context: Context, name: string): boolean {
  return switches.get(context)?.includes(name) ?? false;
}
