import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from "node:http2";

/** How a call ended that got no status: the connection or the stream was closed. */
export const CLOSED = -1;
/** Calls on one connection, after which another one is opened. */
const CALLS_PER_CONNECTION = 20_000;

/** How a call ended. */
export interface RpcAnswer {
  /** Number of the gRPC status; CLOSED when there was none. */
  readonly status: number;
  /** The message of the status, as it was sent: percent-encoded. */
  readonly message: string;
  /** HTTP/2's error code of the stream. */
  readonly streamCode: number;
}

/** Sends bytes to a gRPC server over HTTP/2, whether they are messages or not. */
export class RpcClient implements Disposable {
  readonly #url: string;
  #session: ClientHttp2Session | undefined;
  #calls = 0;

  /** @param address host:port */
  constructor(address: string) {
    this.#url = `http://${address}`;
  }

  /** Sends one call; resolves when its stream is closed. */
  call(path: string, body: Buffer, headers: OutgoingHttpHeaders = {}): Promise<RpcAnswer> {
    return new Promise((resolve) => {
      let status = CLOSED;
      let message = "";
      const stream = this.#open().request(
        { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers", ...headers },
        { endStream: false },
      );
      const read = (from: Readonly<Record<string, unknown>>) => {
        if (from["grpc-status"] === undefined) return;
        status = Number(from["grpc-status"]);
        const text = from["grpc-message"];
        message = typeof text === "string" ? text : "";
      };
      stream.on("response", read).on("trailers", read);
      stream.on("error", () => {});
      stream.once("close", () => resolve({ status, message, streamCode: stream.rstCode ?? 0 }));
      stream.resume();
      stream.end(body);
    });
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
