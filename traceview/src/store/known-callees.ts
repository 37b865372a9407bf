import type { Span } from "@hipstershop/traces";
import { type Callee, calleeOf } from "./callee.ts";

const CALLEES_MAX = 1000;

/** Which services have answered calls, by whom the callers called: learned from calls that have both of their spans. */
export class KnownCallees {
  readonly #services = new Map<string, string>();
  readonly #families = new Set<string>();

  learn(caller: Span, service: string): void {
    const callee = calleeOf(caller);
    if (!callee || this.#services.get(callee.key) === service) return;
    if (this.#services.size >= CALLEES_MAX) return;
    this.#services.set(callee.key, service);
    if (callee.family !== "") this.#families.add(callee.family);
  }

  /** The name of the service that has answered there. */
  serviceOf({ key }: Callee): string | undefined {
    return this.#services.get(key);
  }

  /** True when another rpc service of the same protobuf package has answered: the callee belongs to the same application. */
  isRelative({ family }: Callee): boolean {
    return family !== "" && this.#families.has(family);
  }
}
