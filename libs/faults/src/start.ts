import type { Interceptor, Telemetry } from "@hipstershop/telemetry";
import { propagation } from "@opentelemetry/api";
import { askedBy } from "./asked.ts";
import type { Engine } from "./engine/engine.ts";
import { FlagFeed } from "./flag-feed.ts";
import { SHOP_FAULT } from "./names.ts";
import { hasSwitchedFault } from "./switched.ts";

/** Where a service learns which faults are on. */
export interface FaultConfig {
  /** host:port of flagd's sync protocol; "" when the service follows no flags. */
  readonly flagSyncAddress: string;
  /** Whether one request can ask for faults, by baggage or header. */
  readonly fromRequests: boolean;
  /** Percentage of the calls that succeed; 100 for a service that does not fail on purpose. */
  readonly successRate: number;
}

/** The first requests, and the probes of a cluster, are answered before a connection is opened, which takes 10 ms of CPU. */
const FOLLOW_AFTER_MS = 100;

/** The faults of one service. */
interface StartedFaults extends Disposable {
  /** Starts to follow the flags, a moment later: to be called when the service serves. */
  follow(): void;
}

/**
 * Makes faults act in a service: on all its handlers, calls and spans, from outside. Until a fault is switched on or a
 * request asks for one, the code that makes them act is not loaded, and nothing surrounds a call.
 */
export function startFaults(config: FaultConfig, telemetry: Telemetry): StartedFaults {
  const faults = new ServiceFaults(config, telemetry);
  let feed: FlagFeed | undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    follow() {
      const { flagSyncAddress: address } = config;
      if (!address) return;
      timer = setTimeout(() => (feed = feedOf(address, faults, telemetry)), FOLLOW_AFTER_MS).unref();
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      feed?.[Symbol.dispose]();
    },
  };
}

function feedOf(address: string, faults: ServiceFaults, { log }: Telemetry): FlagFeed {
  return new FlagFeed(address, {
    onFlags: (configuration) => void faults.follow(configuration),
    onLost(error) {
      const fields = { "server.address": address, "error.message": error };
      log.warn(fields, "the flag service does not answer; faults stay as they are");
    },
    onFound: () => log.info({ "server.address": address }, "the flag service answers again"),
  });
}

class ServiceFaults {
  readonly #config: FaultConfig;
  readonly #telemetry: Telemetry;
  #engine: Engine | undefined;
  #loading: Promise<Engine> | undefined;
  #newest = "";
  /** Whether any fault is on, in whichever service. */
  #isAnyOn = false;

  constructor(config: FaultConfig, telemetry: Telemetry) {
    this.#config = config;
    this.#telemetry = telemetry;
    if (config.successRate < 100) void this.#load();
    this.#install();
  }

  /** Puts flags into effect: the whole configuration, as flagd sends it. */
  async follow(configuration: string): Promise<void> {
    this.#newest = configuration;
    this.#isAnyOn = hasSwitchedFault(configuration);
    if (!this.#engine && !this.#isAnyOn) return;
    const engine = await this.#load();
    engine.follow(this.#newest);
    this.#install();
  }

  async #load(): Promise<Engine> {
    this.#loading ??= import("./engine/engine.ts").then(({ Engine }) => new Engine(this.#telemetry, this.#config));
    this.#engine = await this.#loading;
    this.#install();
    return this.#engine;
  }

  /** Nothing surrounds the service's work while no fault can act. */
  #install(): void {
    const isNeeded = this.#engine?.isActive || this.#isAnyOn || this.#config.fromRequests;
    this.#telemetry.interception.current = isNeeded ? this.#interceptor : undefined;
  }

  readonly #interceptor: Interceptor = {
    incoming: (work) => {
      const engine = this.#engine;
      const asked = this.#config.fromRequests ? askedBy(work) : "";
      if (!asked && !engine?.isActive) return undefined;
      if (engine) return (next) => engine.incoming(work, asked, next);
      return async (next) => (await this.#load()).incoming(work, asked, next);
    },
    outgoing: (work) => this.#engine?.outgoing(work),
    isExperiment: (context) => this.#isAnyOn || propagation.getBaggage(context)?.getEntry(SHOP_FAULT) !== undefined,
    inner: (span, context) => this.#engine?.inner(span, context),
    exporting: () => this.#engine?.exporting(),
    exported: (span) => this.#engine?.exported(span),
  };
}
