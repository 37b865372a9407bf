import { type ClientHttp2Session, connect, constants, type OutgoingHttpHeaders } from "node:http2";

/** How a call ended that got no status: the connection or the stream was closed. */
export const CLOSED = -1;
/** Calls on one connection, after which another one is opened. */
const CALLS_PER_CONNECTION = 20_000;

/** Sends bytes to a gRPC server over HTTP/2, whether they are messages or not. */
export class RpcClient implements Disposable {
  readonly #url: string;
  #session: ClientHttp2Session | undefined;
  #calls = 0;

  /** @param address host:port */
  constructor(address: string) {
    this.#url = `http://${address}`;
  }

  /** Resolves to the number of the call's gRPC status, and to CLOSED when it had none. */
  call(path: string, body: Buffer, headers: OutgoingHttpHeaders = {}): Promise<number> {
    return new Promise((resolve) => {
      let status = CLOSED;
      const stream = this.#open().request(
        { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers", ...headers },
        { endStream: false },
      );
      const read = (from: Readonly<Record<string, unknown>>) => {
        if (from["grpc-status"] !== undefined) status = Number(from["grpc-status"]);
      };
      stream.on("response", read).on("trailers", read);
      stream.on("error", () => {});
      stream.once("close", () => resolve(status));
      stream.resume();
      stream.end(body);
    });
  }

  /** Opens a call and takes it back at once, as a "rapid reset" does. */
  reset(path: string): void {
    const stream = this.#open().request({ ":method": "POST", ":path": path, "content-type": "application/grpc" });
    stream.on("error", () => {});
    stream.close(constants.NGHTTP2_CANCEL);
  }

  [Symbol.dispose](): void {
    this.#session?.destroy();
  }

  #open(): ClientHttp2Session {
    this.#calls += 1;
    const isWorn = this.#calls % CALLS_PER_CONNECTION === 0;
    if (this.#session && !this.#session.closed && !this.#session.destroyed && !isWorn) return this.#session;
    this.#session?.close();
    const session = connect(this.#url);
    session.on("error", () => {});
    session.on("goaway", () => session.close());
    this.#session = session;
    return session;
  }
}
