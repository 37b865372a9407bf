import type { CheckoutService, OrderResult } from "@hipstershop/contract";
import { type Handlers, OneAtATime, OncePerKey, RpcError } from "@hipstershop/rpc";
import { stateOf, withState } from "./failures.ts";
import { type Counterparts, placeOrder } from "./place-order.ts";
import { checkRequest, fingerprint } from "./request.ts";

export function checkoutHandlers(counterparts: Counterparts): Handlers<typeof CheckoutService.definition> {
  const orders = new OncePerKey<OrderResult>();
  // Two tabs, or a client without keys: the second order of a cart finds it empty instead of paying for it again.
  const tills = new OneAtATime();
  return {
    /** hipstershop.CheckoutService/PlaceOrder */
    async placeOrder(message, call) {
      try {
        const request = checkRequest(message, call.header("idempotency-key"));
        const { userId, key } = request;
        const place = () => tills.run(userId, () => placeOrder(request, counterparts, call));
        return { order: await (key ? orders.run(`${userId} ${key}`, fingerprint(request), place) : place()) };
      } catch (error) {
        if (stateOf(error) !== "paid") counterparts.events.notPlaced(call, error);
        // What is no status is a bug, and may have happened after the charge.
        throw error instanceof RpcError ? withState(error, "unpaid") : error;
      }
    },
  };
}
