import { type handleServerStreamingCall, type ServerWritableStream, status } from "@grpc/grpc-js";
import { RpcError } from "./errors.ts";
import { openCall, type ServedRpc, toRpcError } from "./server-call.ts";

/**
 * Makes grpc-js's server-streaming handler out of an async iterable. `rpc.closing` ends the stream when the server
 * stops.
 */
export function streamHandler(
  rpc: ServedRpc & { readonly closing: AbortSignal },
): handleServerStreamingCall<unknown, unknown> {
  return (grpcCall) => {
    const { call, finish } = openCall(rpc, grpcCall);
    const messages = rpc.handler(grpcCall.request as never, call) as AsyncIterable<unknown>;
    writeAll(messages, grpcCall).then(
      () => {
        finish(status.OK);
        grpcCall.end();
      },
      (error: unknown) => {
        const failure = endOfStream(call.signal, rpc.closing) ?? toRpcError(error, call);
        finish(failure.code, failure.message);
        grpcCall.emit("error", { code: failure.code, details: failure.message });
      },
    );
  };
}

/** The status of a stream that the server or the caller ended; undefined when the handler failed. */
function endOfStream(signal: AbortSignal, closing: AbortSignal): RpcError | undefined {
  if (closing.aborted) return new RpcError(status.UNAVAILABLE, "the server is stopping");
  return signal.aborted ? new RpcError(status.CANCELLED, "the caller went away") : undefined;
}

/** Writes all messages; waits while the buffer is full. */
async function writeAll(
  messages: AsyncIterable<unknown>,
  grpcCall: ServerWritableStream<unknown, unknown>,
): Promise<void> {
  for await (const message of messages) {
    if (grpcCall.cancelled) break;
    if (!grpcCall.write(message)) await whenDrained(grpcCall);
  }
}

function whenDrained(grpcCall: ServerWritableStream<unknown, unknown>): Promise<void> {
  return new Promise((resolve) => {
    grpcCall.once("drain", () => resolve());
    grpcCall.once("cancelled", () => resolve());
  });
}
