import { EventEmitter, on } from "node:events";
import { Health, type ServingStatus } from "@hipstershop/contract";
import { RpcError, Status } from "./errors.ts";
import type { Handlers } from "./handlers.ts";

type HealthDefinition = typeof Health.definition;

/**
 * The standard health service's state and handlers: "" for the process, and one entry per service by its full name.
 * Ours rather than grpc-health-check, whose Watch streams stay open while a server drains and hold up its stop.
 */
export class HealthState {
  readonly #statuses = new Map<string, ServingStatus>();
  readonly #changes = new EventEmitter().setMaxListeners(0);

  /** @param services full names, such as hipstershop.CartService; all start as NOT_SERVING. */
  constructor(services: readonly string[]) {
    for (const name of ["", ...services]) this.#statuses.set(name, "NOT_SERVING");
  }

  /** Sets the process and all its services. */
  setAll(serving: boolean): void {
    for (const name of this.#statuses.keys()) {
      this.#statuses.set(name, serving ? "SERVING" : "NOT_SERVING");
    }
    this.#changes.emit("change");
  }

  get(service: string): ServingStatus | undefined {
    return this.#statuses.get(service);
  }

  handlers(): Handlers<HealthDefinition> {
    return {
      check: ({ service }) => {
        const status = this.#statuses.get(service);
        if (!status) throw new RpcError(Status.NOT_FOUND, `no service "${service}" here`);
        return { status };
      },
      list: () => ({
        statuses: Object.fromEntries([...this.#statuses].map(([service, status]) => [service, { status }])),
      }),
      watch: ({ service }, { signal }) => this.#watch(service, signal),
    };
  }

  async *#watch(service: string, signal: AbortSignal): AsyncGenerator<{ status: ServingStatus }> {
    const current = (): ServingStatus => this.#statuses.get(service) ?? "SERVICE_UNKNOWN";
    let sent = current();
    const changes = on(this.#changes, "change", { signal });
    yield { status: sent };
    for await (const _ of changes) {
      if (current() === sent) continue;
      sent = current();
      yield { status: sent };
    }
  }
}
