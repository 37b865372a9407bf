import type { Launch } from "@hipstershop/shop/launch";
import { launchProcess } from "@hipstershop/shop/launch-process";
import { services } from "@hipstershop/shop/topology";
import { type RecordingProxy, type SeenCall, startRecordingProxy } from "./recording-proxy.ts";

/** Variables for a shop whose calls are recorded: traces are told from each other by W3C's header. */
export const RECORDED = { OTEL_PROPAGATORS: "tracecontext" } as const;

/** The flag service is followed by streams that have no end, hence no deadline. */
const LEFT_OUT = "flagservice";

/** Calls of one trace that get no answer. */
export interface HeldCalls extends Disposable {
  /** Resolves when there is one. */
  readonly first: Promise<unknown>;
  readonly calls: readonly SeenCall[];
}

/** Stands between all services of a shop, and keeps what each call looked like. */
export class RecordedCalls implements Disposable {
  readonly calls: SeenCall[] = [];
  readonly #stack = new DisposableStack();
  readonly #held = new Map<string, (call: SeenCall) => boolean>();

  /** Launches services for startShopUnderTest: each calls others through proxies of its own. */
  readonly launch: Launch = async (service, variables, events) => {
    const own = { ...variables };
    for (const { name, addressVariable } of services) {
      const address = variables[addressVariable];
      if (name === LEFT_OUT || !service.calls.includes(name) || address === undefined) continue;
      own[addressVariable] = (await this.between(service.name, name, address)).address;
    }
    return launchProcess(service, own, events);
  };

  /** Puts a proxy before the callee at `address`. */
  async between(caller: string, callee: string, address: string): Promise<RecordingProxy> {
    const onCall = (call: SeenCall) => {
      this.calls.push(call);
      return this.#held.get(call.traceId)?.(call) ?? false;
    };
    return this.#stack.use(await startRecordingProxy({ caller, callee, address }, onCall));
  }

  /** Calls that `caller` makes in a trace get no answer until this is disposed. */
  hold(traceId: string, caller: string): HeldCalls {
    const calls: SeenCall[] = [];
    const { promise: first, resolve } = Promise.withResolvers<void>();
    this.#held.set(traceId, (call) => {
      if (call.caller !== caller) return false;
      calls.push(call);
      resolve();
      return true;
    });
    return { first, calls, [Symbol.dispose]: () => void this.#held.delete(traceId) };
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}
