import { type handleUnaryCall, Metadata, type ServerUnaryCall, status } from "@grpc/grpc-js";
import type { IncomingCall } from "./call.ts";
import { toMetadata } from "./errors.ts";
import { ANSWER_VERSION, encodedAnswer, KNOWN_VERSION } from "./kept-answer.ts";
import { openCall, type ServedRpc, toRpcError } from "./server-call.ts";

type UnaryCall = ServerUnaryCall<unknown, unknown>;

/** A unary rpc as its server runs it. */
interface ServedUnaryRpc extends ServedRpc {
  readonly responseSerialize: (message: unknown) => Buffer;
}

/** Makes grpc-js's handler of a unary rpc out of ours: server span, duration metric, and errors as statuses. */
export function unaryHandler(rpc: ServedUnaryRpc): handleUnaryCall<unknown, unknown> {
  return (grpcCall, callback) => {
    const { call, finish } = openCall(rpc, grpcCall);
    answer(rpc, call, grpcCall).then(
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

/**
 * The handler's answer; a kept one in its encoded form, whose version goes ahead of it. Async, so that what a handler
 * throws at once becomes a rejection. Calls that have a span can be intercepted.
 */
async function answer(rpc: ServedUnaryRpc, call: IncomingCall, grpcCall: UnaryCall): Promise<unknown> {
  const { handler, record, telemetry } = rpc;
  const around = record && telemetry.interception.current?.incoming(call);
  const response = around
    ? await around(async (request, context) => handler(request as never, call.within(context)))
    : await handler(call.request as never, call);
  const [known] = grpcCall.metadata.get(KNOWN_VERSION);
  const encoded = encodedAnswer(response, known, rpc.responseSerialize);
  if (!encoded) return response;
  const headers = new Metadata();
  headers.set(ANSWER_VERSION, encoded.version);
  grpcCall.sendMetadata(headers);
  return encoded;
}
