import { Server, ServerCredentials, status, type handleUnaryCall, type MethodDefinition } from "@grpc/grpc-js";
import { listenFailure } from "../http.ts";
import { hostAndPort, urlHost } from "@hipstershop/addresses";
import type { SpanStore } from "../store/span-store.ts";
import { Batch } from "./batch.ts";
import { BODY_BYTES_MAX } from "./body.ts";
import { IngestError } from "./ingest-error.ts";
import { exportResponse, PROTOBUF_TYPE } from "./otlp-answer.ts";
import { readOtlpProtobuf } from "./otlp-protobuf.ts";
import type { TagPool } from "../store/tag-pool.ts";

const passBytes = (bytes: Buffer): Buffer => bytes;

/**
 * grpc-js passes the raw bytes on; the handler parses them with the same reader as for HTTP, so that error messages are
 * the same.
 */
const EXPORT: MethodDefinition<Buffer, Buffer> = {
  path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  requestStream: false,
  responseStream: false,
  requestSerialize: passBytes,
  requestDeserialize: passBytes,
  responseSerialize: passBytes,
  responseDeserialize: passBytes,
};

export interface OtlpGrpcServer extends AsyncDisposable {
  /** host:port */
  readonly address: string;
}

/** OTLP over gRPC: TraceService/Export. Rejects with a listenFailure. */
export async function startOtlpGrpc(
  store: SpanStore,
  pool: TagPool,
  host: string,
  port: number,
): Promise<OtlpGrpcServer> {
  const server = new Server({ "grpc.max_receive_message_length": BODY_BYTES_MAX, "grpc.so_reuseport": 0 });
  server.addService({ Export: EXPORT }, { Export: exportHandler(store, pool) });
  const bound = await bindServer(server, host, port);
  return {
    address: `${urlHost(host)}:${bound}`,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

function exportHandler(store: SpanStore, pool: TagPool): handleUnaryCall<Buffer, Buffer> {
  return ({ request }, answer) => {
    try {
      const batch = new Batch(pool);
      readOtlpProtobuf(request, batch);
      store.countRejectedSpans(batch.rejected);
      store.add(batch.spans);
      answer(null, exportResponse(PROTOBUF_TYPE, batch));
    } catch (error) {
      store.countRejectedBody();
      if (!(error instanceof IngestError)) throw error;
      const code = error.status === 413 ? status.RESOURCE_EXHAUSTED : status.INVALID_ARGUMENT;
      answer({ code, details: error.message });
    }
  };
}

function bindServer(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(hostAndPort(host, port), ServerCredentials.createInsecure(), (cause, bound) => {
      if (cause) reject(listenFailure("OTLP over gRPC", host, port, cause));
      else resolve(bound);
    });
  });
}
