import { EventEmitter, on } from "node:events";
import { Health, type ServingStatus } from "@hipstershop/contract";
import { RpcError, Status } from "./errors.ts";
import type { Handlers } from "./handlers.ts";

type HealthDefinition = typeof Health.definition;

/**
 * State and handlers of the standard health service: "" is the process, and each service has an entry by its full name.
 * grpc-health-check is not used, since its Watch streams stay open while a server stops and delay it.
 */
export class HealthState {
  readonly #statuses = new Map<string, ServingStatus>();
  readonly #changes = new EventEmitter().setMaxListeners(0);

  /** @param services full names, such as hipstershop.CartService; all start as NOT_SERVING. */
  constructor(services: readonly string[]) {
    for (const name of ["", ...services]) this.#statuses.set(name, "NOT_SERVING");
  }

  /** Sets the status of the process and of all its services. */
  setAll(serving: boolean): void {
    for (const name of this.#statuses.keys()) {
      this.#statuses.set(name, serving ? "SERVING" : "NOT_SERVING");
    }
    this.#changes.emit("change");
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
