import { status } from "@grpc/grpc-js";
import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { now, type Telemetry } from "@hipstershop/telemetry";
import { type GrpcCall, IncomingCall } from "./call.ts";
import type { RecordCall } from "./call-recorder.ts";
import { metadataGetter } from "./carrier.ts";
import { CallError, passedOn, RpcError, statusName } from "./errors.ts";

/** A handler of any rpc; `Handlers` has its real types. */
export type AnyHandler = (request: never, call: IncomingCall) => unknown;

/** One rpc as its server runs it. */
export interface ServedRpc {
  /** Such as hipstershop.CartService/GetCart. */
  readonly method: string;
  readonly handler: AnyHandler;
  readonly telemetry: Telemetry;
  /** Records the call's duration; without it the call has no server span either, as health checks have none. */
  readonly record?: RecordCall | undefined;
  /** Aborted when the server stops. Given for streams only: a stopping server lets a unary call finish. */
  readonly closing?: AbortSignal | undefined;
}

export interface OpenCall {
  /** The call as the handler sees it. */
  readonly call: IncomingCall;
  /** Ends the server span and records the duration. */
  readonly finish: (code: number, description?: string) => void;
}

/** Opens the server span as a child of the caller's span. */
export function openCall(rpc: ServedRpc, grpcCall: GrpcCall): OpenCall {
  const { method, telemetry, record, closing } = rpc;
  if (!record)
    return { call: new IncomingCall({ method, grpcCall, telemetry, closing, ...UNTRACED }), finish: () => {} };
  const startTime = now();
  const caller = telemetry.propagation.extract(grpcCall.metadata, metadataGetter);
  const span = telemetry.tracer
    .startSpan(method, { kind: SpanKind.SERVER, startTime }, caller)
    .setAttribute("rpc.system.name", "grpc")
    .setAttribute("rpc.method", method);
  const context = trace.setSpan(caller, span);
  return {
    call: new IncomingCall({ method, grpcCall, telemetry, closing, span, context }),
    finish: (code, description) => {
      endServerSpan(span, code, description);
      record(method, code, now() - startTime, span);
    },
  };
}

const UNTRACED = { span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT), context: ROOT_CONTEXT };

/**
 * Status codes that mark a server span as failed. The others say that the server rightly refused the request.
 * https://opentelemetry.io/docs/specs/semconv/rpc/grpc/
 */
const SERVER_FAILURES = new Set<number>([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

function endServerSpan(span: Span, code: number, description?: string): void {
  span.setAttribute("rpc.response.status_code", statusName(code));
  if (SERVER_FAILURES.has(code)) {
    span.setAttribute("error.type", statusName(code));
    span.setStatus(description ? { code: SpanStatusCode.ERROR, message: description } : { code: SpanStatusCode.ERROR });
  }
  span.end(now());
}

/** Maximum characters of a status message. It travels in a header; one that is too long breaks the connection. */
const MESSAGE_LENGTH_MAX = 1000;

/**
 * The status for what a handler threw. Anything but an RpcError is a bug: it is logged with its stack, and the caller
 * gets INTERNAL. The caller also gets INTERNAL for a CallError that the handler did not translate.
 */
export function toRpcError(error: unknown, call: IncomingCall): RpcError {
  if (error instanceof CallError) return sendable(passedOn(error, { hasCallerLeft: call.signal.aborted }));
  if (error instanceof RpcError) return sendable(error);
  call.log.error({ err: error }, `${call.method} failed unexpectedly`);
  return new RpcError(status.INTERNAL, `${call.method} failed unexpectedly; the service's log says why`, {
    cause: error,
  });
}

/** The same error with a message that can be sent: grpc-js percent-encodes it, which fails on half a surrogate pair. */
function sendable(error: RpcError): RpcError {
  const { code, message, metadata } = error;
  if (message.length <= MESSAGE_LENGTH_MAX && message.isWellFormed()) return error;
  const short = message.length <= MESSAGE_LENGTH_MAX ? message : `${message.slice(0, MESSAGE_LENGTH_MAX)}…`;
  return new RpcError(code, short.toWellFormed(), { cause: error, metadata });
}
