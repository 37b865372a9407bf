import { type Dispatcher, Pool } from "undici";

/** A request to send. */
export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** What is kept of a response. Its body has been read to the end; only its length is known. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: number;
}

/** Limits of an HttpClient. */
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

  /**
   * Rejects when there is no complete response. Uses undici's dispatch(), which costs less than request(): it creates no
   * stream, buffer or signal.
   */
  send({ method, path, headers, body }: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(resolve, reject);
      this.#pool.dispatch({ method, path, headers, body: body ?? null, headersTimeout: this.#timeoutMs }, exchange);
    });
  }

  /** Aborts the requests under way. */
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

  // Required by undici.
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
