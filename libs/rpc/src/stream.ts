import { type handleServerStreamingCall, type ServerWritableStream, status } from "@grpc/grpc-js";
import { now, type Telemetry } from "@hipstershop/telemetry";
import { RpcError } from "./errors.ts";
import type { RecordCall } from "./instruments.ts";
import { type AnyHandler, endServerSpan, openCall, quietCall, toRpcError } from "./unary.ts";

/**
 * Makes grpc-js's server-streaming handler out of an async iterable. `closing` ends the stream when the server stops.
 * Without `record` there is neither span nor metric.
 */
export function streamHandler(
  method: string,
  handler: AnyHandler,
  telemetry: Telemetry,
  closing: AbortSignal,
  record: RecordCall | undefined,
): handleServerStreamingCall<unknown, unknown> {
  return (grpcCall) => {
    const startTime = now();
    const opened = record && openCall(method, grpcCall, telemetry, startTime, closing);
    const call = opened?.call ?? quietCall(method, grpcCall, telemetry, closing);
    const finish = (code: number, description?: string) => {
      if (!opened) return;
      endServerSpan(opened.span, code, description);
      record(method, code, now() - startTime, opened.span);
    };
    const messages = handler(grpcCall.request as never, call) as AsyncIterable<unknown>;
    pump(messages, grpcCall).then(
      () => {
        finish(status.OK);
        grpcCall.end();
      },
      (error: unknown) => {
        const failure = endOfStream(call.signal, closing) ?? toRpcError(error, call);
        finish(failure.code, failure.message);
        grpcCall.emit("error", { code: failure.code, details: failure.message });
      },
    );
  };
}

/** The status of a stream that was ended from outside; undefined when it failed by itself. */
function endOfStream(signal: AbortSignal, closing: AbortSignal): RpcError | undefined {
  if (closing.aborted) return new RpcError(status.UNAVAILABLE, "the server is stopping");
  return signal.aborted ? new RpcError(status.CANCELLED, "the caller went away") : undefined;
}

async function pump(messages: AsyncIterable<unknown>, grpcCall: ServerWritableStream<unknown, unknown>): Promise<void> {
  for await (const message of messages) {
    if (grpcCall.cancelled) break;
    if (!grpcCall.write(message)) await drained(grpcCall);
  }
}

function drained(grpcCall: ServerWritableStream<unknown, unknown>): Promise<void> {
  return new Promise((resolve) => {
    grpcCall.once("drain", () => resolve());
    grpcCall.once("cancelled", () => resolve());
  });
}
