import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { connect } from "node:net";
import { Client, credentials, Metadata, type MethodDefinition, type ServiceError, status } from "@grpc/grpc-js";

const WAIT_MS = 5000;

/** How an rpc ended: the name of its status, and its message. */
export interface Outcome {
  readonly status: string;
  readonly details: string;
  readonly answer: unknown;
}

/** A client that sends what it is given: messages as they are, or bytes that need not be one. */
export class BluntClient implements Disposable {
  readonly #client: Client;

  /** @param address host:port */
  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure(), { "grpc.max_send_message_length": -1 });
  }

  call<Q, R>(
    method: MethodDefinition<Q, R>,
    request: Q | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    const serialize = (value: Q | Buffer) => (Buffer.isBuffer(value) ? value : method.requestSerialize(value));
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    const options = { deadline: Date.now() + PATIENCE_MS };
    return new Promise((resolve) => {
      const done = (error: ServiceError | null, answer?: unknown) =>
        resolve({ status: status[error?.code ?? status.OK] ?? "?", details: error?.details ?? "", answer });
      this.#client.makeUnaryRequest(
        method.path,
        serialize,
        method.responseDeserialize,
        request,
        metadata,
        options,
        done,
      );
    });
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

/** The protobuf field `number` of a length-delimited kind. */
export function field(number: number, value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value);
  const head = [(number << 3) | 2];
  let left = bytes.length;
  for (; left > 127; left >>>= 7) head.push((left & 127) | 128);
  return Buffer.concat([Buffer.from([...head, left]), bytes]);
}

/** What came back over a bare connection: the status, 0 when there was none, and everything as text. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** Writes bytes to a port and reads until the other side ends, or nothing comes for `quietMs`. */
export function sendBytes(port: number, bytes: Uint8Array | string, quietMs = WAIT_MS): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const finish = () => {
      socket.destroy();
      const text = Buffer.concat(parts).toString("latin1");
      resolve({ status: Number(/^HTTP\/1\.\d (\d+)/.exec(text)?.[1] ?? 0), text });
    };
    socket.setTimeout(quietMs, finish);
    socket.on("data", (part) => parts.push(part));
    socket.on("error", finish);
    socket.on("close", finish);
  });
}

/** An HTTP/1 request as text, its headers and path taken as they are. */
export function requestText(line: string, headers: Readonly<Record<string, string>> = {}, body?: string): string {
  const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  const all = { Host: "127.0.0.1", Connection: "close", ...length, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${line} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

export function portOf(address: string): number {
  return Number(new URL(address.includes("://") ? address : `http://${address}`).port);
}
