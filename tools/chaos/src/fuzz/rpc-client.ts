import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from "node:http2";

/** How a call ended that got no status: the connection or the stream was closed. */
export const CLOSED = -1;

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
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const session = connect(this.#url);
    session.on("error", () => {});
    session.on("goaway", () => session.close());
    this.#session = session;
    return session;
  }
}
