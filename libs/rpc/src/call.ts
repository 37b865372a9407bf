import { setMaxListeners } from "node:events";
import type { ServerUnaryCall, ServerWritableStream } from "@grpc/grpc-js";
import type { Context, Span } from "@opentelemetry/api";
import { type IncomingWork, type Logger, type Telemetry, traceFields } from "@hipstershop/telemetry";

/**
 * What a caller passes on to every call made on its behalf: the trace context, the cancellation and the deadline.
 * Pass it to every outgoing call.
 */
export interface Scope {
  /** The trace context; new spans become children of its span. */
  readonly context: Context;
  /** Aborted when the caller no longer waits for the answer. */
  readonly signal?: AbortSignal;
  /** Deadline in milliseconds since the epoch; Infinity for none. */
  readonly deadline?: number;
}

/** An incoming call, as a handler sees it. */
export interface Call extends Scope {
  /** Such as hipstershop.CartService/GetCart. */
  readonly method: string;
  readonly span: Span;
  readonly signal: AbortSignal;
  readonly deadline: number;
  /** Logs with this call's trace_id and span_id. */
  readonly log: Logger;
  /** A value of the call's metadata; "" when absent. */
  header(name: string): string;
}

export type GrpcCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

interface IncomingCallParts {
  readonly method: string;
  readonly grpcCall: GrpcCall;
  readonly span: Span;
  readonly context: Context;
  readonly telemetry: Telemetry;
  /** Aborts the call's signal as well: a stream ends when its server stops. */
  readonly closing: AbortSignal | undefined;
}

/** Wraps grpc-js's call. Signal and logger are made when first used: most calls need neither. */
export class IncomingCall implements Call, IncomingWork {
  readonly method: string;
  readonly span: Span;
  readonly context: Context;
  readonly #parts: IncomingCallParts;
  #signal: AbortSignal | undefined;
  #log: Logger | undefined;

  constructor(parts: IncomingCallParts) {
    this.method = parts.method;
    this.span = parts.span;
    this.context = parts.context;
    this.#parts = parts;
  }

  get request(): unknown {
    return this.#parts.grpcCall.request;
  }

  /** The same call with another context, which outgoing calls then inherit. */
  within(context: Context): IncomingCall {
    return context === this.context ? this : new IncomingCall({ ...this.#parts, context });
  }

  get deadline(): number {
    const deadline = this.#parts.grpcCall.getDeadline();
    return deadline instanceof Date ? deadline.getTime() : deadline;
  }

  get signal(): AbortSignal {
    return (this.#signal ??= signalOf(this.#parts.grpcCall, this.#parts.closing));
  }

  get log(): Logger {
    return (this.#log ??= this.#parts.telemetry.log.child({ ...traceFields(this.context), "rpc.method": this.method }));
  }

  header(name: string): string {
    const value = this.#parts.grpcCall.metadata.get(name)[0];
    return typeof value === "string" ? value : "";
  }
}

function signalOf(call: GrpcCall, closing: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  if (call.cancelled || closing?.aborted) controller.abort();
  else call.once("cancelled", () => controller.abort());
  closing?.addEventListener("abort", () => controller.abort(), { once: true, signal: controller.signal });
  return controller.signal;
}
