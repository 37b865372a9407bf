import type { Launch, Launched } from "@hipstershop/shop/launch";
import { launchProcess } from "@hipstershop/shop/launch-process";
import { killAtOnce } from "./kill-at-once.ts";

/** One process of a service. */
export interface Replica {
  readonly service: string;
  /** Which of two it is, 1 or 2. */
  readonly number: number;
  /** Ends it in order, as SIGTERM does; resolves with how long that took, in milliseconds. */
  stop(): Promise<number>;
  /** Ends it as kill -9 does. */
  kill(): Promise<void>;
  /** Starts it again at the same port; resolves when it serves. */
  start(): Promise<void>;
}

/** Starts a second process of each service, and tells callers of both. */
export class TwoReplicas {
  /** Both replicas of each gRPC service. */
  readonly replicas: Replica[] = [];
  readonly frontends: Replica[] = [];
  /** Base addresses of the frontends. */
  readonly urls: string[] = [];
  /** Both addresses in gRPC's form, by the first one. */
  readonly #both = new Map<string, string>();

  /** Launches services for startShop. */
  readonly launch: Launch = async (service, variables, events) => {
    const known = Object.entries(variables).map(([name, value]) => [name, this.#both.get(value ?? "") ?? value]);
    const environment = Object.fromEntries(known);
    const first = await launchProcess(service, environment, events);
    // The flag service keeps a file, and its address is used outside gRPC.
    if (service.name === "flagservice") return first;
    const second = await launchProcess(service, { ...environment, PORT: "0", METRICS_PORT: "0" }, events);
    const both = [first, second].map((launched, i) => replicaOf(service.name, i + 1, launched));
    if (service.protocol === "http") {
      this.frontends.push(...both);
      this.urls.push(...[first, second].map(({ port }) => `http://127.0.0.1:${port}`));
    } else {
      this.replicas.push(...both);
      this.#both.set(`127.0.0.1:${first.port}`, `ipv4:127.0.0.1:${first.port},127.0.0.1:${second.port}`);
    }
    return {
      port: first.port,
      metricsUrl: first.metricsUrl,
      pid: first.pid,
      state: first.state,
      ...(first.control && { control: first.control }),
      async [Symbol.asyncDispose]() {
        await Promise.all([first[Symbol.asyncDispose](), second[Symbol.asyncDispose]()]);
      },
    };
  };
}

/** What can happen to a launched process of a service. */
export function replicaOf(service: string, number: number, launched: Launched): Replica {
  const { control } = launched;
  if (!control) throw new Error(`there is no process of ${service}`);
  return {
    service,
    number,
    async stop() {
      const started = performance.now();
      await control.stop();
      return performance.now() - started;
    },
    kill: () => killAtOnce(launched),
    start: async () => void (await control.start()),
  };
}
