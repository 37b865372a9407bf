import { type handleUnaryCall, status } from "@grpc/grpc-js";
import type { IncomingCall } from "./call.ts";
import { toMetadata } from "./errors.ts";
import { openCall, type ServedRpc, toRpcError } from "./server-call.ts";

/** Makes grpc-js's handler of a unary rpc out of ours: server span, duration metric, and errors as statuses. */
export function unaryHandler(rpc: ServedRpc): handleUnaryCall<unknown, unknown> {
  return (grpcCall, callback) => {
    const { call, finish } = openCall(rpc, grpcCall);
    callHandler(rpc, call).then(
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

/** Async, so that what a handler throws at once becomes a rejection. Calls that have a span can be intercepted. */
async function callHandler({ handler, record, telemetry }: ServedRpc, call: IncomingCall): Promise<unknown> {
  const around = record && telemetry.interception.current?.incoming(call);
  if (!around) return handler(call.request as never, call);
  return around(async (request, context) => handler(request as never, call.within(context)));
}
