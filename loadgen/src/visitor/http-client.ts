import { type Dispatcher, Pool } from "undici";

export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** What is kept of an answer. Its body has been read to the end, and counted. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: number;
}

export interface HttpClientOptions {
  readonly connectionsMax: number;
  readonly timeoutMs: number;
}

/** Sends requests to one origin over connections that stay open. */
export class HttpClient implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #timeoutMs: number;

  constructor(origin: string, { connectionsMax, timeoutMs }: HttpClientOptions) {
    this.#timeoutMs = timeoutMs;
    this.#pool = new Pool(origin, {
      connections: connectionsMax,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connectTimeout: timeoutMs,
      allowH2: false,
    });
  }

  /** Rejects when there is no complete answer. Below undici's request(): no stream, no buffer, no signal per request. */
  send({ method, path, headers, body }: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(resolve, reject);
      this.#pool.dispatch({ method, path, headers, body: body ?? null, headersTimeout: this.#timeoutMs }, exchange);
    });
  }

  /** Cuts what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;
  #status = 0;
  #headers: Answer["headers"] = {};
  #bytes = 0;

  constructor(resolve: (answer: Answer) => void, reject: (error: Error) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  // undici insists on this one.
  onRequestStart(): void {}

  onResponseStart(_: unknown, status: number, headers: Answer["headers"]): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#bytes += chunk.length;
  }

  onResponseEnd(): void {
    this.#resolve({ status: this.#status, headers: this.#headers, bytes: this.#bytes });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#reject(error);
  }
}
