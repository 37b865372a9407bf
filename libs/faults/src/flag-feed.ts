import { Client, credentials, Metadata, type ClientReadableStream } from "@grpc/grpc-js";
import { readConfiguration, SYNC_FLAGS, writeRequest } from "./sync-flags.ts";

/** Pause before the stream is opened again; doubled after each failure. */
const RETRY_MS = 1000;
const RETRY_MAX_MS = 10_000;
/** Failures in a row after which nobody is said to answer: a server that is restarted takes a second or two. */
const FAILURES_MAX = 3;

/** B3's wish that no span is recorded: a stream would be one of hours, and no part of any visitor's trace. */
const UNRECORDED = new Metadata();
UNRECORDED.set("b3", "0");

/** What a feed reports. */
export interface FeedEvents {
  /** The whole configuration, JSON as text: at once, and whenever it is another one. */
  readonly onFlags: (configuration: string) => void;
  /** Nobody has answered for some seconds; called once until somebody does. */
  readonly onLost?: (error: string) => void;
  /** Somebody answers again after that. */
  readonly onFound?: () => void;
}

/**
 * Follows the flags by flagd's sync protocol (flagd.sync.v1.FlagSyncService/SyncFlags), as flagd's in-process providers
 * do; flagservice and a real flagd both serve it. While nobody answers, the flags received last stay in effect.
 */
export class FlagFeed implements Disposable {
  readonly #client: Client;
  readonly #events: FeedEvents;
  #stream: ClientReadableStream<unknown> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #newest = "";
  #closed = false;

  constructor(address: string, events: FeedEvents) {
    this.#client = new Client(address, credentials.createInsecure(), {
      "grpc.enable_channelz": 0,
      "grpc.enable_http_proxy": 0,
      "grpc.service_config_disable_resolution": 1,
      // Not less: a flagd in Go closes connections that ask more often than every five minutes.
      "grpc.keepalive_time_ms": 310_000,
      "grpc.keepalive_timeout_ms": 5000,
      // Otherwise two minutes after a long absence.
      "grpc.max_reconnect_backoff_ms": RETRY_MAX_MS,
    });
    this.#events = events;
    this.#open();
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stream?.cancel();
    this.#client.close();
  }

  #open(): void {
    const stream = this.#client.makeServerStreamRequest(SYNC_FLAGS, writeRequest, readConfiguration, {}, UNRECORDED);
    this.#stream = stream;
    stream.on("data", (configuration: string) => this.#received(configuration));
    stream.once("error", ({ message }: Error) => this.#openAgain(stream, message));
    stream.once("end", () => this.#openAgain(stream, "the stream has ended"));
  }

  #received(configuration: string): void {
    if (this.#failures >= FAILURES_MAX) this.#events.onFound?.();
    this.#failures = 0;
    if (configuration === this.#newest) return;
    this.#newest = configuration;
    this.#events.onFlags(configuration);
  }

  #openAgain(ended: ClientReadableStream<unknown>, reason: string): void {
    if (this.#closed || this.#stream !== ended) return;
    this.#stream = undefined;
    this.#timer = setTimeout(() => this.#open(), Math.min(RETRY_MS * 2 ** this.#failures, RETRY_MAX_MS)).unref();
    this.#failures += 1;
    if (this.#failures === FAILURES_MAX) this.#events.onLost?.(reason);
  }
}
