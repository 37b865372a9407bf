import { type CheckoutService, IDEMPOTENCY_KEY, type OrderResult } from "@hipstershop/contract";
import { type Handlers, OneAtATime, OncePerKey, RpcError } from "@hipstershop/rpc";
import { OrderError, withOrderState } from "./order-error.ts";
import { type Counterparts, placeOrder } from "./place-order.ts";
import { checkRequest, fingerprint } from "./request.ts";

export function checkoutHandlers(counterparts: Counterparts): Handlers<typeof CheckoutService.definition> {
  const orders = new OncePerKey<OrderResult>();
  // Orders of one user are placed one after the other: a second order, from another tab or without a key, finds the
  // cart empty instead of paying for it again.
  const perUser = new OneAtATime();
  return {
    /** hipstershop.CheckoutService/PlaceOrder */
    async placeOrder(message, call) {
      try {
        const request = checkRequest(message, call.header(IDEMPOTENCY_KEY));
        const { userId, key } = request;
        const placeInTurn = () => perUser.run(userId, () => placeOrder(request, counterparts, call));
        return {
          order: await (key ? orders.run(`${userId} ${key}`, fingerprint(request), placeInTurn) : placeInTurn()),
        };
      } catch (error) {
        const isPaid = error instanceof OrderError && error.state === "paid";
        if (!isPaid) counterparts.events.notPlaced(call, error);
        // Any other error is a bug. It may have happened after the charge, so it gets no state.
        throw error instanceof RpcError ? withOrderState(error, "unpaid") : error;
      }
    },
  };
}
