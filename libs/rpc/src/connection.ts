import { Client as GrpcClient, connectivityState, credentials } from "@grpc/grpc-js";
import type { Span } from "@opentelemetry/api";
import type { Scope } from "./call.ts";
import { Reachability } from "./reachability.ts";
import { RetryBudget } from "./retry-budget.ts";

/** An address with a scheme stands for all replicas behind it. */
const NAMES_REPLICAS = /^(dns|ipv[46]):/;

const CHANNEL_OPTIONS = {
  "grpc.enable_channelz": 0,
  // A proxy that the environment names is for the world outside: services reach each other without.
  "grpc.enable_http_proxy": 0,
  // A service that is back is found within a third of a second; one that stays away costs three small packets a second.
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 300,
  // How soon after one look-up a failed connection may cause another: gRPC's 30 s would hide a new address that long.
  "grpc.dns_min_time_between_resolutions_ms": 1000,
  "grpc.service_config_disable_resolution": 1,
  // A peer that vanished without a word (a node without power, a frozen process) is noticed by its silence.
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5000,
  // A connection that a new channel shared with an old one could be the very one that hangs.
  "grpc.use_local_subchannel_pool": 1,
} as const;
const ROUND_ROBIN = { "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }) };

/** How long connecting may take; twice as long each time, since a name server or a peer may just be slow. */
const CONNECT_MS = 2000;
const CONNECT_MAX_MS = 20_000;
/** "No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1 (2019-…). Resolution note: " */
const CAUSE = /.*Last error: (?:Error: )?(.+?)(?: \(\d{4}-[^)]*\))?\. Resolution note/s;
/** How often a name that had no address is looked up again, while somebody may wait for it. */
const RESOLVE_AGAIN_MS = 250;

/**
 * The connection to one service at `address` (host:port; calls take turns over all that dns:///host:port names). It connects
 * when first asked for and reconnects by itself. grpc-js gives connecting no limit of its own: an address that swallows
 * packets would hold everybody up for two minutes. So a channel that comes to nothing is given up for a new one.
 */
export class Connection implements Disposable {
  readonly budget = new RetryBudget();
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

  /** What calls are made with while the connection is ready. */
  get client(): GrpcClient {
    return this.#client;
  }

  get isReady(): boolean {
    return this.#reachability.isReachable;
  }

  /** Why there is no connection, as far as it is known. */
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
    const look = (): void => {
      if (this.#closed || this.#client !== client) return;
      const state = channel.getConnectivityState(false);
      channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
      this.#changed(state);
    };
    look();
  }

  #changed(state: connectivityState): void {
    if (state === connectivityState.READY) {
      this.#connectMs = CONNECT_MS;
      this.#lastFailure = "";
      this.#stopTimers();
      this.#reachability.reached();
      return;
    }
    if (this.isReady) {
      this.#reachability.unreachable();
      // Not from within grpc-js's own change of state.
      setImmediate(() => this.#connect());
    }
    if (state === connectivityState.TRANSIENT_FAILURE) this.#readFailure();
  }

  /** Begins to connect, unless it does already. */
  #connect(): void {
    if (this.#closed || this.isReady) return;
    this.#watchAttempt();
    this.#client.getChannel().getConnectivityState(true);
  }

  /** Until there is a connection: names are looked up again, and what hangs is given up. */
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

  /** Only to those who make a call does a channel say why it failed. This one fails at once, unsent. */
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
  return new GrpcClient(address, credentials.createInsecure(), options);
}
