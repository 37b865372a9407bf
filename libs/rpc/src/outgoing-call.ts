import { setTimeout as delay } from "node:timers/promises";
import { type Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { now } from "@hipstershop/telemetry";
import type { Scope } from "./call.ts";
import { CallError, fromServiceError, statusName } from "./errors.ts";
import type { WaitAndRetryCounters, RecordCall } from "./instruments.ts";
import type { Connection } from "./connection.ts";

export interface MethodShape {
  readonly path: string;
  readonly requestSerialize: (message: unknown) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}

/** What a call is, beside where it goes and what it says. */
export interface CallFacts {
  readonly method: string;
  readonly shape: MethodShape;
  /** Has no side effects, or the same when it is made twice. */
  readonly isIdempotent: boolean;
  readonly record: RecordCall;
  readonly counters: WaitAndRetryCounters;
}

/** How often an idempotent call is made at most. */
const ATTEMPTS_MAX = 3;
/** Before the second attempt; three times as long before the third. Give or take a fifth, so that callers spread. */
const BACKOFF_MS = 20;
const BACKOFF_MULTIPLIER = 3;
/** With less time left there is no other attempt: who answered so late waited for something itself. */
const WORTH_TRYING_MS = 200;
/** By which a server can tell, as gRPC's own retries say it. */
const PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts";

/**
 * One call, which is one client span, from its beginning to its end. It waits for a connection when the service has just
 * vanished: nothing has been sent then, so any call can. Once it was sent, only an idempotent one is tried again, when
 * the connection broke or the answer was UNAVAILABLE. Both are told to the span, as events, and counted.
 */
export class OutgoingCall {
  readonly #connection: Connection;
  readonly #facts: CallFacts;
  readonly #request: unknown;
  readonly #metadata: Metadata;
  readonly #scope: Scope;
  readonly #deadline: number;
  readonly #span: Span;
  readonly #startTime: number;
  readonly #end = Promise.withResolvers<unknown>();

  constructor(
    connection: Connection,
    facts: CallFacts,
    request: unknown,
    metadata: Metadata,
    scope: Scope,
    deadline: number,
    span: Span,
    startTime: number,
  ) {
    this.#connection = connection;
    this.#facts = facts;
    this.#request = request;
    this.#metadata = metadata;
    this.#scope = scope;
    this.#deadline = deadline;
    this.#span = span;
    this.#startTime = startTime;
  }

  run(): Promise<unknown> {
    if (this.#connection.isReady || this.#deadline <= this.#startTime) this.#send(1);
    else void this.#sendWhenConnected(1);
    return this.#end.promise;
  }

  #send(attempt: number): void {
    const { shape, isIdempotent } = this.#facts;
    const { signal } = this.#scope;
    const cancel = () => grpcCall.cancel();
    const answered = (error: ServiceError | null, response: unknown) => {
      signal?.removeEventListener("abort", cancel);
      if (error) return this.#failed(fromServiceError(error), attempt);
      if (isIdempotent) this.#connection.budget.succeeded();
      this.#finish(null, response);
    };
    const grpcCall = withoutFrames(() =>
      this.#connection.client.makeUnaryRequest(
        shape.path,
        shape.requestSerialize,
        shape.responseDeserialize,
        this.#request,
        this.#metadata,
        { deadline: this.#deadline },
        answered,
      ),
    );
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  }

  /** @param failure of the attempt before, if there was one: it stands when there is no other. */
  async #sendWhenConnected(attempt: number, failure?: CallError): Promise<void> {
    const { signal } = this.#scope;
    const since = now();
    const isConnected = await this.#connection.wait({ deadline: this.#deadline, ...(signal && { signal }) });
    this.#span.addEvent("waiting for a connection", since);
    this.#span.addEvent(isConnected ? "connected" : "not connected", now());
    this.#facts.counters.waited(this.#facts.method, isConnected);
    if (isConnected) return this.#send(attempt);
    const isUnsent = failure === undefined;
    if (signal?.aborted) return this.#finish(new CallError(status.CANCELLED, "the caller left", { isUnsent }));
    this.#finish(
      failure ?? new CallError(status.UNAVAILABLE, `no connection: ${this.#connection.lastFailure}`, { isUnsent }),
    );
  }

  #failed(failure: CallError, attempt: number): void {
    const mayBeRepeated =
      this.#facts.isIdempotent &&
      failure.code === status.UNAVAILABLE &&
      attempt < ATTEMPTS_MAX &&
      // A connection that broke is no service that fails: what was under way on it is asked once more, all of it.
      (!this.#connection.isReady || this.#connection.budget.failed());
    if (mayBeRepeated) void this.#repeat(failure, attempt + 1);
    else this.#finish(failure);
  }

  async #repeat(failure: CallError, attempt: number): Promise<void> {
    const { signal } = this.#scope;
    const pauseMs = BACKOFF_MS * BACKOFF_MULTIPLIER ** (attempt - 2) * (0.8 + 0.4 * Math.random());
    if (Date.now() + pauseMs + WORTH_TRYING_MS > this.#deadline) return this.#finish(failure);
    this.#span.addEvent("trying again", { "app.rpc.attempt": attempt, "error.message": failure.message });
    this.#facts.counters.retried(this.#facts.method, failure.code);
    this.#metadata.set(PREVIOUS_ATTEMPTS, String(attempt - 1));
    try {
      await delay(pauseMs, undefined, signal && { signal });
    } catch {
      return this.#finish(new CallError(status.CANCELLED, "the caller left"));
    }
    if (this.#connection.isReady) this.#send(attempt);
    else await this.#sendWhenConnected(attempt, failure);
  }

  #finish(failure: CallError | null, response?: unknown): void {
    const code = failure?.code ?? status.OK;
    const { method, record } = this.#facts;
    endClientSpan(this.#span, code, failure);
    record(method, code, now() - this.#startTime, this.#span);
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

/** grpc-js makes an Error for every call, to tell later where it was made. Our span tells that: frames would cost 3 % of a page. */
function withoutFrames<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
