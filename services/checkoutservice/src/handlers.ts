import type { CheckoutService, OrderResult } from "@hipstershop/contract";
import { type Handlers, RpcError } from "@hipstershop/rpc";
import { OncePerKey } from "./idempotency.ts";
import { type Counterparts, ORDER_PAID, placeOrder } from "./place-order.ts";
import { checkRequest, fingerprint } from "./request.ts";

export function checkoutHandlers(counterparts: Counterparts): Handlers<typeof CheckoutService.definition> {
  const orders = new OncePerKey<OrderResult>();
  return {
    async placeOrder(message, call) {
      const request = checkRequest(message);
      const key = call.header("idempotency-key");
      const place = () => placeOrder(request, key, counterparts, call);
      try {
        const order = await (key ? orders.run(`${request.userId} ${key}`, fingerprint(request), place) : place());
        return { order };
      } catch (error) {
        if (!isPaid(error)) counterparts.events.refused();
        throw error;
      }
    },
  };
}

function isPaid(error: unknown): boolean {
  return error instanceof RpcError && error.metadata["x-order-state"] === ORDER_PAID["x-order-state"];
}
