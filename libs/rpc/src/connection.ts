import { Client as GrpcClient, connectivityState } from "@grpc/grpc-js";
import type { Span } from "@opentelemetry/api";
import type { Scope } from "./call.ts";
import { clientCredentials } from "./identity.ts";
import { Reachability } from "./reachability.ts";
import { RetryBudget } from "./retry-budget.ts";

/** An address with one of these schemes names all replicas of a service. */
const NAMES_REPLICAS = /^(dns|ipv[46]):/;

const CHANNEL_OPTIONS = {
  "grpc.enable_channelz": 0,
  // A proxy in the environment is for addresses outside the cluster; services reach each other directly.
  "grpc.enable_http_proxy": 0,
  // A service that is back is found within 300 ms. A missing one costs three attempts per second.
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 300,
  // Minimum time between DNS look-ups. With gRPC's default of 30 s a new address would be found that late.
  "grpc.dns_min_time_between_resolutions_ms": 1000,
  "grpc.service_config_disable_resolution": 1,
  // Pings detect a peer that disappeared without closing the connection (a node without power, a frozen process).
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5000,
  // A new channel must not share the connection of the one it replaces, which may be the one that hangs.
  "grpc.use_local_subchannel_pool": 1,
} as const;
const ROUND_ROBIN = { "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }) };

/** Maximum time to connect; doubled after each failure, since the name server or the peer may only be slow. */
const CONNECT_MS = 2000;
const CONNECT_MAX_MS = 20_000;
/** "No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1 (2019-…). Resolution note: " */
const CAUSE = /.*Last error: (?:Error: )?(.+?)(?: \(\d{4}-[^)]*\))?\. Resolution note/s;
/** Interval of DNS look-ups for a name without an address, while callers may be waiting. */
const RESOLVE_AGAIN_MS = 250;

/**
 * The connection to one service at `address`: host:port, or dns:///host:port for round-robin over all its addresses. It
 * connects at the first call and reconnects by itself. grpc-js does not limit the time to connect: with an address that
 * drops packets every call would wait two minutes. So a channel that does not connect in time is replaced by a new one.
 */
export class Connection implements Disposable {
  readonly budget = new RetryBudget();
  /** That of requests with faults: failures on purpose must not take the retries of others. */
  readonly experimentBudget = new RetryBudget();
  readonly #address: string;
  readonly #reachability: Reachability;
  #client: GrpcClient;
  #connectMs = CONNECT_MS;
  #connectTimer: NodeJS.Timeout | undefined;
  #resolveTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #lastFailure = "";

  constructor(address: string, waitForReadyMs?: number) {
    this.#address = address;
    this.#reachability = new Reachability(waitForReadyMs);
    this.#client = open(address);
    this.#watch();
  }

  /** The grpc-js client to call with while the connection is ready. */
  get client(): GrpcClient {
    return this.#client;
  }

  get isReady(): boolean {
    return this.#reachability.isReachable;
  }

  /** Why there is no connection, as far as known. */
  get lastFailure(): string {
    return this.#closed ? "the client is closed" : this.#lastFailure || "it does not answer";
  }

  /** Starts to connect, and waits as `Reachability.waitInSpan` does; true when there is a connection. */
  wait(span: Span, scope: Pick<Scope, "deadline" | "signal">): Promise<boolean> {
    this.#connect();
    return this.#reachability.waitInSpan(span, scope);
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#stopTimers();
    this.#reachability.close();
    this.#client.close();
  }

  #watch(): void {
    const client = this.#client;
    const channel = client.getChannel();
    const watchState = (): void => {
      if (this.#closed || this.#client !== client) return;
      const state = channel.getConnectivityState(false);
      channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, watchState);
      this.#stateChanged(state);
    };
    watchState();
  }

  #stateChanged(state: connectivityState): void {
    if (state === connectivityState.READY) {
      this.#connectMs = CONNECT_MS;
      this.#lastFailure = "";
      this.#stopTimers();
      this.#reachability.reached();
      return;
    }
    if (this.isReady) {
      this.#reachability.unreachable();
      // Later, since grpc-js is still changing its state here.
      setImmediate(() => this.#connect());
    }
    if (state === connectivityState.TRANSIENT_FAILURE) this.#readFailure();
  }

  /** Begins to connect, unless a connection is ready or in progress. */
  #connect(): void {
    if (this.#closed || this.isReady) return;
    this.#watchAttempt();
    this.#client.getChannel().getConnectivityState(true);
  }

  /** Until a connection is ready, repeats DNS look-ups and replaces a channel that takes too long. */
  #watchAttempt(): void {
    this.#connectTimer ??= setTimeout(() => this.#replaceChannel(), this.#connectMs).unref();
    this.#resolveTimer ??= setInterval(() => this.#resolveAgain(), RESOLVE_AGAIN_MS).unref();
  }

  #stopTimers(): void {
    clearTimeout(this.#connectTimer);
    clearInterval(this.#resolveTimer);
    this.#connectTimer = this.#resolveTimer = undefined;
  }

  #resolveAgain(): void {
    if (this.#reachability.isWorthWaitingFor) this.#client.getChannel().getConnectivityState(true);
    else clearInterval(this.#resolveTimer);
  }

  #replaceChannel(): void {
    this.#stopTimers();
    this.#connectMs = Math.min(2 * this.#connectMs, CONNECT_MAX_MS);
    const old = this.#client;
    this.#client = open(this.#address);
    this.#watch();
    old.close();
    this.#reachability.unreachable();
    this.#connect();
  }

  /**
   * Reads why connecting failed. A channel says so only as the error of a call; this call fails at once and is not
   * sent.
   */
  #readFailure(): void {
    const client = this.#client;
    const nothing = () => Buffer.alloc(0);
    client.makeUnaryRequest("/", nothing, nothing, undefined, (error) => {
      if (!error || this.#closed || this.isReady || this.#client !== client) return;
      const [, cause = error.details] = CAUSE.exec(error.details) ?? [];
      this.#lastFailure = cause;
      this.#reachability.unreachable();
    });
  }
}

function open(address: string): GrpcClient {
  const options = { ...CHANNEL_OPTIONS, ...(NAMES_REPLICAS.test(address) && ROUND_ROBIN) };
  return new GrpcClient(address, clientCredentials(), options);
}
