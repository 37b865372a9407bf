import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";

const UNIMPLEMENTED = "12";
const UNAVAILABLE = "14";

/** Stands where a gRPC service was: refuses every call as UNAVAILABLE, and counts the calls that arrive. */
export interface RefusingService extends AsyncDisposable {
  /** Calls so far, without repetitions. */
  meant(): number;
  /** Calls that their clients sent again. */
  repeated(): number;
}

/** Listens on the address of the service, which must have ended. */
export async function startRefusingService(address: string): Promise<RefusingService> {
  const sessions = new Set<ServerHttp2Session>();
  let meant = 0;
  let repeated = 0;
  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    const isHealth = headers[":path"]?.startsWith("/grpc.health.") ?? false;
    if (!isHealth && headers["grpc-previous-rpc-attempts"] === undefined) meant += 1;
    else if (!isHealth) repeated += 1;
    stream.on("error", () => {});
    const grpcStatus = isHealth ? UNIMPLEMENTED : UNAVAILABLE;
    stream.respond(
      { ":status": 200, "content-type": "application/grpc", "grpc-status": grpcStatus },
      { endStream: true },
    );
    stream.resume();
  });
  const at = address.lastIndexOf(":");
  server.listen(Number(address.slice(at + 1)), address.slice(0, at));
  await once(server, "listening");
  return {
    meant: () => meant,
    repeated: () => repeated,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}
