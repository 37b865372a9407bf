import type { Effect } from "./effects.ts";
import type { Act, Place, Variant } from "./types.ts";
import { OFF } from "../names.ts";

/** `rpc` without its package, which is hipstershop for all rpcs that faults act on: PaymentService/Charge. */
function act(at: Place, service: string, rpc: string, effect: Effect): Act {
  return { at, service, rpc: rpc.includes("/") ? `hipstershop.${rpc}` : rpc, effect };
}

/** Around the handler of an rpc; "*" for all rpcs of the service. */
export const onHandler = (service: string, rpc: string, effect: Effect): Act => act("handler", service, rpc, effect);
/** Around the calls that `caller` makes to an rpc; `Service/*` for all rpcs of a service. */
export const onCall = (caller: string, rpc: string, effect: Effect): Act => act("call", caller, rpc, effect);
/** Inside the spans of a service's own work. */
export const onWork = (service: string, effect: Effect): Act => act("work", service, "*", effect);
/** On the whole process of a service. */
export const onService = (service: string, effect: Effect): Act => act("service", service, "*", effect);

export function variant(name: string, about: string, ...acts: readonly Act[]): Variant {
  return { name, about, acts };
}

/** The variants of a fault: these, after `off`. */
export function variants(first: Variant, ...more: readonly Variant[]): readonly [Variant, Variant, ...Variant[]] {
  return [variant(OFF, "nothing happens"), first, ...more];
}
