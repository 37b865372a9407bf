import { setTimeout as delay } from "node:timers/promises";
import { type Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { now } from "@hipstershop/telemetry";
import type { Breaker, EndedAttempt } from "./breaker.ts";
import type { Scope } from "./call.ts";
import { CallError, fromServiceError, statusName } from "./errors.ts";
import type { RecordCall } from "./call-recorder.ts";
import type { Connection } from "./connection.ts";
import type { RememberedAnswers } from "./remembered-answers.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { WaitAndRetryCounters } from "./wait-and-retry-counters.ts";

/** An rpc of the contract, as proto-loader describes it. */
export interface MethodShape {
  readonly path: string;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: unknown) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}

/**
 * Whether a second call of an rpc has no further effect: for some only if both have the same idempotency key, and for
 * some of these only while the server has not answered.
 */
export type Repeatable = "always" | "by key" | "by key when lost" | "never";

/** One rpc as its client calls it. */
export interface CalledRpc {
  /** Such as hipstershop.CartService/GetCart. */
  readonly method: string;
  readonly shape: MethodShape;
  readonly repeatable: Repeatable;
  /** Undefined for an rpc whose answers are not remembered. */
  readonly remembered: RememberedAnswers | undefined;
  readonly record: RecordCall;
  readonly counters: WaitAndRetryCounters;
}

/** Maximum attempts of an idempotent call, the first one included. */
const ATTEMPTS_MAX = 3;
/**
 * Pause before the second attempt; three times as long before the third. Each varies by a fifth, so that callers
 * spread.
 */
const BACKOFF_MS = 20;
const BACKOFF_MULTIPLIER = 3;
/**
 * Minimum time left before the deadline for another attempt: a server that failed this late had waited for something
 * itself.
 */
const TIME_LEFT_MIN_MS = 200;
/** A target that was waited for this share of its limit, without an answer, was given enough time. */
const ENOUGH_TIME = 0.9;
/** Metadata that tells the server how many attempts came before; gRPC's own retries send the same. */
export const PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts";

interface OutgoingCallParts {
  readonly connection: Connection;
  readonly budget: RetryBudget;
  /** Undefined for a call that is neither to be refused nor to be counted by it. */
  readonly breaker: Breaker | undefined;
  readonly rpc: CalledRpc;
  /** A second call has no further effect. */
  readonly isIdempotent: boolean;
  readonly request: unknown;
  readonly metadata: Metadata;
  readonly scope: Scope;
  /** In milliseconds since the epoch, as is `startTime`. */
  readonly deadline: number;
  /** The time that the caller gives the call, if its own deadline is not earlier. */
  readonly deadlineMs: number;
  /** The time that the caller gives one attempt. */
  readonly attemptMs: number;
  /** The call's client span; it ends with the call. */
  readonly span: Span;
  readonly startTime: number;
}

/**
 * One call, from the start of its client span to the end. While the connection is lost and may soon be back, a call
 * waits: nothing was sent yet, so this is safe for every rpc. After the request was sent, only an idempotent rpc is
 * repeated: when the connection broke or the server answered UNAVAILABLE. The span gets an event for each wait and each
 * retry; both are counted.
 */
export class OutgoingCall {
  readonly #parts: OutgoingCallParts;
  readonly #end = Promise.withResolvers<unknown>();

  constructor(parts: OutgoingCallParts) {
    this.#parts = parts;
  }

  /** Makes the call: resolves with the response, or rejects with a CallError. The span has ended then. */
  run(): Promise<unknown> {
    const { connection, breaker, deadline, startTime } = this.#parts;
    if (breaker?.isOpen) this.#refuse();
    else if (connection.isReady || deadline <= startTime) this.#send(1);
    else void this.#sendWhenConnected(1);
    return this.#end.promise;
  }

  /** The same after `before`, which runs inside the span; when it rejects, nothing is sent. */
  async runAfter(before: (span: Span) => void | Promise<void>): Promise<unknown> {
    try {
      await before(this.#parts.span);
    } catch (error) {
      this.#finish(
        error instanceof CallError ? error : new CallError(status.INTERNAL, String(error), { isUnsent: true }),
      );
      return this.#end.promise;
    }
    return this.run();
  }

  #refuse(): void {
    this.#parts.span.addEvent("circuit breaker open", now());
    this.#finish(
      new CallError(status.UNAVAILABLE, "circuit breaker open: the last calls got no answer in time", {
        isUnsent: true,
      }),
    );
  }

  #send(attempt: number): void {
    const { connection, budget, breaker, rpc, request, metadata, isIdempotent } = this.#parts;
    const { signal } = this.#parts.scope;
    // grpc-js would send a call that is cancelled in the same turn of the event loop, and never take it back.
    if (signal?.aborted)
      return this.#finish(new CallError(status.CANCELLED, "the caller left", { isUnsent: attempt === 1 }));
    const sentAt = Date.now();
    const started = performance.now();
    const limitMs = breaker?.limitOf(this.#parts.attemptMs) ?? Number.POSITIVE_INFINITY;
    const deadline = Math.min(this.#parts.deadline, sentAt + limitMs);
    const { path, requestSerialize, responseDeserialize } = rpc.shape;
    const cancel = () => grpcCall.cancel();
    const answered = (error: ServiceError | null, response: unknown) => {
      signal?.removeEventListener("abort", cancel);
      if (breaker) this.#tell(breaker, error, { limitMs, tookMs: performance.now() - started });
      if (error) return this.#attemptFailed(fromServiceError(error), attempt);
      if (isIdempotent) budget.succeeded();
      this.#finish(null, response);
    };
    const { client } = connection;
    const memory = rpc.remembered?.attempt(request, metadata);
    const deserialize = memory ? (bytes: Buffer) => memory.decode(bytes, responseDeserialize) : responseDeserialize;
    const grpcCall = withoutFrames(() =>
      client.makeUnaryRequest(path, requestSerialize, deserialize, request, metadata, { deadline }, answered),
    );
    if (memory) grpcCall.on("metadata", (headers) => memory.receiveHeaders(headers));
    signal?.addEventListener("abort", cancel, { once: true });
  }

  /**
   * Tells the breaker how an attempt ended. One that had less time, since its caller had none left, says nothing about
   * the target; nor does one whose connection broke or whose caller left.
   */
  #tell(breaker: Breaker, error: ServiceError | null, attempt: EndedAttempt): void {
    const { tookMs } = attempt;
    if (error?.code === status.DEADLINE_EXCEEDED) {
      const limitMs = Math.min(attempt.limitMs, this.#parts.deadlineMs);
      if (tookMs < ENOUGH_TIME * limitMs) return;
      this.#parts.span.addEvent("no answer in time", { "app.rpc.attempt_limit_ms": Math.round(limitMs) });
      breaker.timedOut({ limitMs, tookMs });
    } else if (error?.code !== status.CANCELLED && error?.code !== status.UNAVAILABLE) breaker.answered(tookMs);
  }

  /** @param failure of the previous attempt, if there was one: the call ends with it when there is no connection. */
  async #sendWhenConnected(attempt: number, failure?: CallError): Promise<void> {
    const { connection, rpc, span, deadline } = this.#parts;
    const { signal } = this.#parts.scope;
    const isConnected = await connection.wait(span, { deadline, ...(signal && { signal }) });
    rpc.counters.waited(rpc.method, isConnected);
    if (isConnected) return this.#send(attempt);
    const isUnsent = failure === undefined;
    if (signal?.aborted) return this.#finish(new CallError(status.CANCELLED, "the caller left", { isUnsent }));
    const message = `no connection: ${connection.lastFailure}`;
    this.#finish(failure ?? new CallError(status.UNAVAILABLE, message, { isUnsent }));
  }

  #attemptFailed(failure: CallError, attempt: number): void {
    const { connection, budget, rpc, isIdempotent } = this.#parts;
    const mayBeRepeated =
      isIdempotent &&
      failure.code === status.UNAVAILABLE &&
      !(rpc.repeatable === "by key when lost" && failure.isAnswer) &&
      attempt < ATTEMPTS_MAX &&
      // A lost connection does not cost the retry budget: it says nothing about the service, and all calls on it fail
      // at once.
      (!connection.isReady || budget.failed());
    if (mayBeRepeated) void this.#repeat(failure, attempt + 1);
    else this.#finish(failure);
  }

  async #repeat(failure: CallError, attempt: number): Promise<void> {
    const { connection, rpc, metadata, span, deadline } = this.#parts;
    const { signal } = this.#parts.scope;
    const pauseMs = BACKOFF_MS * BACKOFF_MULTIPLIER ** (attempt - 2) * (0.8 + 0.4 * Math.random());
    if (Date.now() + pauseMs + TIME_LEFT_MIN_MS > deadline) return this.#finish(failure);
    span.addEvent("trying again", { "app.rpc.attempt": attempt, "error.message": failure.message });
    rpc.counters.retried(rpc.method, failure.code);
    metadata.set(PREVIOUS_ATTEMPTS, String(attempt - 1));
    try {
      await delay(pauseMs, undefined, signal && { signal });
    } catch {
      return this.#finish(new CallError(status.CANCELLED, "the caller left"));
    }
    if (connection.isReady) this.#send(attempt);
    else await this.#sendWhenConnected(attempt, failure);
  }

  #finish(failure: CallError | null, response?: unknown): void {
    const { rpc, span, startTime } = this.#parts;
    const code = failure?.code ?? status.OK;
    endClientSpan(span, code, failure);
    rpc.record(rpc.method, code, now() - startTime, span);
    if (failure) this.#end.reject(failure);
    else this.#end.resolve(response);
  }
}

function endClientSpan(span: Span, code: number, failure: CallError | null): void {
  span.setAttribute("rpc.response.status_code", statusName(code));
  if (failure) {
    span.setAttribute("error.type", statusName(code));
    span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
  }
  span.end(now());
}

/**
 * grpc-js makes an Error for every call, for its stack trace. Our span shows the caller already; the stack would cost 3
 * % of a page's CPU.
 */
function withoutFrames<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
