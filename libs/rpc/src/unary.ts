import { type handleUnaryCall, type sendUnaryData, type ServerUnaryCall, status } from "@grpc/grpc-js";
import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { now, type Telemetry } from "@hipstershop/telemetry";
import { IncomingCall } from "./call.ts";
import { metadataGetter } from "./carrier.ts";
import { CallError, passedOn, RpcError, statusName, toMetadata } from "./errors.ts";
import type { RecordCall } from "./instruments.ts";

export type AnyHandler = (request: never, call: IncomingCall) => unknown;

/** Codes that mean the server failed, rather than that it rightly refused: only they mark a server span as failed. */
const SERVER_FAILURES = new Set<number>([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** Makes grpc-js's handler out of ours: server span, duration metric, and errors turned into statuses. */
export function unaryHandler(
  method: string,
  handler: AnyHandler,
  telemetry: Telemetry,
  record: RecordCall,
): handleUnaryCall<unknown, unknown> {
  return (grpcCall: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
    const startTime = now();
    const { span, call } = openCall(method, grpcCall, telemetry, startTime);
    const finish = (code: number, description?: string) => {
      endServerSpan(span, code, description);
      record(method, code, now() - startTime, span);
    };
    answer(handler, grpcCall.request, call).then(
      (response) => {
        finish(grpcCall.cancelled ? status.CANCELLED : status.OK);
        callback(null, response);
      },
      (error: unknown) => {
        const failure = toRpcError(error, call);
        finish(failure.code, failure.message);
        callback({ code: failure.code, details: failure.message, metadata: toMetadata(failure.metadata) });
      },
    );
  };
}

/** The same without span and metric, for health checks. */
export function quietHandler(
  method: string,
  handler: AnyHandler,
  telemetry: Telemetry,
): handleUnaryCall<unknown, unknown> {
  return (grpcCall, callback) => {
    const call = quietCall(method, grpcCall, telemetry);
    answer(handler, grpcCall.request, call).then(
      (response) => callback(null, response),
      (error: unknown) => {
        const failure = toRpcError(error, call);
        callback({ code: failure.code, details: failure.message, metadata: toMetadata(failure.metadata) });
      },
    );
  };
}

/** A call that leaves no trace. */
export function quietCall(
  method: string,
  grpcCall: ConstructorParameters<typeof IncomingCall>[1],
  telemetry: Telemetry,
  closing?: AbortSignal,
): IncomingCall {
  return new IncomingCall(
    method,
    grpcCall,
    trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    ROOT_CONTEXT,
    telemetry,
    closing,
  );
}

/** Opens the server span as child of the caller's, and our view of the call. */
export function openCall(
  method: string,
  grpcCall: ConstructorParameters<typeof IncomingCall>[1],
  telemetry: Telemetry,
  startTime: number,
  closing?: AbortSignal,
): { span: Span; call: IncomingCall } {
  const caller = telemetry.propagation.extract(grpcCall.metadata, metadataGetter);
  const span = telemetry.tracer.startSpan(
    method,
    { kind: SpanKind.SERVER, attributes: { "rpc.system.name": "grpc", "rpc.method": method }, startTime },
    caller,
  );
  return { span, call: new IncomingCall(method, grpcCall, span, trace.setSpan(caller, span), telemetry, closing) };
}

export function endServerSpan(span: Span, code: number, description?: string): void {
  span.setAttribute("rpc.response.status_code", statusName(code));
  if (SERVER_FAILURES.has(code)) {
    span.setAttribute("error.type", statusName(code));
    span.setStatus(description ? { code: SpanStatusCode.ERROR, message: description } : { code: SpanStatusCode.ERROR });
  }
  span.end(now());
}

/** The longest status message sent: it travels in a header, and a huge one breaks the whole connection. */
const MESSAGE_LENGTH_MAX = 1000;

/**
 * What a handler threw, as a status. Anything but an RpcError is our fault: it is logged whole and told as INTERNAL. So is
 * another service's refusal that a handler gave no meaning to.
 */
export function toRpcError(error: unknown, call: IncomingCall): RpcError {
  if (error instanceof CallError) return sendable(passedOn(error, { hasCallerLeft: call.signal.aborted }));
  if (error instanceof RpcError) return sendable(error);
  call.log.error({ err: error }, `${call.method} failed unexpectedly`);
  return new RpcError(status.INTERNAL, `${call.method} failed unexpectedly; the service's log says why`, {
    cause: error,
  });
}

async function answer(handler: AnyHandler, request: unknown, call: IncomingCall): Promise<unknown> {
  return handler(request as never, call);
}

/** grpc-js percent-encodes the message, which fails on half an emoji. */
function sendable(error: RpcError): RpcError {
  const { code, message, metadata } = error;
  if (message.length <= MESSAGE_LENGTH_MAX && message.isWellFormed()) return error;
  const short = message.length <= MESSAGE_LENGTH_MAX ? message : `${message.slice(0, MESSAGE_LENGTH_MAX)}…`;
  return new RpcError(code, short.toWellFormed(), { cause: error, metadata });
}
