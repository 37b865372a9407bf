import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";

/** One call as it was seen between two services. Times are of `performance.now()`. */
export interface SeenCall {
  readonly caller: string;
  readonly callee: string;
  /** Such as /hipstershop.CartService/GetCart. */
  readonly path: string;
  /** Of W3C's traceparent; "" without one. */
  readonly traceId: string;
  /** What grpc-timeout says, in milliseconds; undefined when the call has none. */
  readonly timeoutMs: number | undefined;
  readonly at: number;
  /** When the caller took the call back. */
  cancelledAt?: number;
}

/** Told of each call as it arrives; true: it gets no answer. */
export type OnCall = (call: SeenCall) => boolean;

/** A proxy between one caller and one callee. */
export interface RecordingProxy extends Disposable {
  /** host:port for the caller. */
  readonly address: string;
}

/** Passes gRPC calls of `caller` on to `callee` at `address` (host:port), message by message, cancellations included. */
export async function startRecordingProxy(
  { caller, callee, address }: { readonly caller: string; readonly callee: string; readonly address: string },
  onCall: OnCall,
): Promise<RecordingProxy> {
  let session: ClientHttp2Session | undefined;
  const open = () => {
    if (session && !session.closed && !session.destroyed) return session;
    session = connect(`http://${address}`).on("error", () => {});
    return session;
  };
  const server = createServer();
  server.on("session", (one) => one.on("error", () => {}));
  server.on("stream", (stream, headers) => {
    const call: SeenCall = {
      caller,
      callee,
      path: headers[":path"] ?? "",
      traceId: String(headers["traceparent"] ?? "").split("-")[1] ?? "",
      timeoutMs: timeoutMsOf(headers["grpc-timeout"]),
      at: performance.now(),
    };
    stream.on("error", () => {});
    stream.once("aborted", () => (call.cancelledAt = performance.now()));
    if (onCall(call)) stream.resume();
    else passOn(stream, headers, open());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  return {
    address: `127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`,
    [Symbol.dispose]() {
      session?.destroy();
      server.close();
    },
  };
}

function passOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, session: ClientHttp2Session): void {
  const upstream = session.request(headers, { endStream: false });
  const trailers = new Promise<IncomingHttpHeaders>((resolve) => upstream.once("trailers", resolve));
  upstream.on("error", () => {});
  upstream.once("response", ({ ...answer }, flags) => {
    if (stream.destroyed) return;
    if (flags & constants.NGHTTP2_FLAG_END_STREAM) return stream.respond(answer, { endStream: true });
    stream.respond(answer, { waitForTrailers: true });
    stream.once("wantTrailers", () => void trailers.then((last) => stream.destroyed || stream.sendTrailers(last)));
    upstream.pipe(stream);
  });
  // A side that goes takes the other one along.
  upstream.once(
    "close",
    () => stream.closed || (!stream.headersSent && stream.close(constants.NGHTTP2_REFUSED_STREAM)),
  );
  stream.once("aborted", () => upstream.close(constants.NGHTTP2_CANCEL));
  stream.pipe(upstream);
}

const UNIT_MS = new Map([
  ["H", 3_600_000],
  ["M", 60_000],
  ["S", 1000],
  ["m", 1],
  ["u", 1e-3],
  ["n", 1e-6],
]);

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md: up to eight digits and a unit. */
function timeoutMsOf(header: string | readonly string[] | undefined): number | undefined {
  const [, digits, unit = ""] = /^(\d{1,8})([HMSmun])$/.exec(String(header)) ?? [];
  return digits === undefined ? undefined : Number(digits) * (UNIT_MS.get(unit) ?? Number.NaN);
}
