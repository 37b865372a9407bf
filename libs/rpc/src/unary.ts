import { type handleUnaryCall, status } from "@grpc/grpc-js";
import type { IncomingCall } from "./call.ts";
import { toMetadata } from "./errors.ts";
import { type AnyHandler, openCall, type ServedRpc, toRpcError } from "./server-call.ts";

/** Makes grpc-js's handler of a unary rpc out of ours: server span, duration metric, and errors as statuses. */
export function unaryHandler(rpc: ServedRpc): handleUnaryCall<unknown, unknown> {
  return (grpcCall, callback) => {
    const { call, finish } = openCall(rpc, grpcCall);
    callHandler(rpc.handler, grpcCall.request, call).then(
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

/** Async, so that what a handler throws at once becomes a rejection. */
async function callHandler(handler: AnyHandler, request: unknown, call: IncomingCall): Promise<unknown> {
  return handler(request as never, call);
}
