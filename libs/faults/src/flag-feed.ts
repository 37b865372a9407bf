import { Client, credentials, type ClientReadableStream } from "@grpc/grpc-js";
import { FlagSync } from "@hipstershop/contract";

/** Pause before the stream is opened again; doubled after each failure. */
const RETRY_MS = 1000;
const RETRY_MAX_MS = 10_000;

/**
 * Follows the flags by flagd's sync protocol (flagd.sync.v1.FlagSyncService/SyncFlags), as flagd's in-process providers
 * do; flagservice and a real flagd both serve it. While nobody answers, the flags received last stay in effect.
 */
export class FlagFeed implements Disposable {
  readonly #client: Client;
  readonly #onFlags: (configuration: string) => void;
  #stream: ClientReadableStream<unknown> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retryMs = RETRY_MS;
  #closed = false;

  /** @param onFlags is called with the whole configuration, JSON as text: at once, and after each change. */
  constructor(address: string, onFlags: (configuration: string) => void) {
    this.#client = new Client(address, credentials.createInsecure(), {
      "grpc.enable_channelz": 0,
      "grpc.enable_http_proxy": 0,
      "grpc.service_config_disable_resolution": 1,
      "grpc.keepalive_time_ms": 30_000,
      "grpc.keepalive_timeout_ms": 5000,
    });
    this.#onFlags = onFlags;
    this.#open();
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stream?.cancel();
    this.#client.close();
  }

  #open(): void {
    const { path, requestSerialize, responseDeserialize } = FlagSync.definition.SyncFlags;
    const stream = this.#client.makeServerStreamRequest(
      path,
      requestSerialize as (message: unknown) => Buffer,
      responseDeserialize as (bytes: Buffer) => { flagConfiguration: string },
      {},
    );
    this.#stream = stream;
    stream.on("data", ({ flagConfiguration }: { flagConfiguration: string }) => {
      this.#retryMs = RETRY_MS;
      this.#onFlags(flagConfiguration);
    });
    stream.once("error", () => this.#openAgain(stream));
    stream.once("end", () => this.#openAgain(stream));
  }

  #openAgain(ended: ClientReadableStream<unknown>): void {
    if (this.#closed || this.#stream !== ended) return;
    this.#stream = undefined;
    this.#timer = setTimeout(() => this.#open(), this.#retryMs).unref();
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MAX_MS);
  }
}
