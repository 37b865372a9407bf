import type { CheckoutService, OrderResult } from "@hipstershop/contract";
import type { Handlers } from "@hipstershop/rpc";
import { OncePerKey } from "./idempotency.ts";
import { type Counterparts, isPaid, placeOrder } from "./place-order.ts";
import { checkRequest, fingerprint } from "./request.ts";

export function checkoutHandlers(counterparts: Counterparts): Handlers<typeof CheckoutService.definition> {
  const orders = new OncePerKey<OrderResult>();
  return {
    async placeOrder(message, call) {
      try {
        const request = checkRequest(message, call.header("idempotency-key"));
        const { userId, key } = request;
        const place = () => placeOrder(request, counterparts, call);
        return { order: await (key ? orders.run(`${userId} ${key}`, fingerprint(request), place) : place()) };
      } catch (error) {
        if (!isPaid(error)) counterparts.events.notPlaced(error);
        throw error;
      }
    },
  };
}
