import { type CheckoutService, IDEMPOTENCY_KEY, type OrderResult } from "@hipstershop/contract";
import {
  type Call,
  type Handlers,
  OneAtATime,
  OncePerKey,
  PREVIOUS_ATTEMPTS,
  RpcError,
  Status,
} from "@hipstershop/rpc";
import type { Journal } from "./journal.ts";
import { OpenOrder } from "./open-order.ts";
import { LostOrderError, OrderError, withOrderState } from "./order-error.ts";
import { type Counterparts, placeOrder } from "./place-order.ts";
import { checkRequest, fingerprint, type OrderRequest } from "./request.ts";

export function checkoutHandlers(
  journal: Journal,
  counterparts: Counterparts,
): Handlers<typeof CheckoutService.definition> {
  // What this replica does or did itself need not be asked of the journal, which keeps the replicas apart.
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
        const print = fingerprint(request);
        let isFirst = false;
        const placeInTurn = () => {
          isFirst = true;
          return perUser.run(userId, () => placeOnce({ ...request, print }, journal, counterparts, call));
        };
        const ownKey = `${userId} ${key}`;
        if (key && isResumed(call) && !counterparts.isJournalLasting && !orders.has(ownKey))
          throw new OrderError(Status.UNAVAILABLE, "the checkout that began the order was lost", "unclear");
        const order = await (key ? orders.run(ownKey, print, placeInTurn) : placeInTurn());
        if (!isFirst) counterparts.events.repeated(call, order.orderId);
        return { order };
      } catch (error) {
        const isPaid = error instanceof OrderError && error.state === "paid";
        if (!isPaid) counterparts.events.notPlaced(call, error);
        // Any other error is a bug. It may have happened after the charge, so it gets no state.
        throw error instanceof RpcError ? withOrderState(error, "unpaid") : error;
      }
    },
  };
}

/**
 * Whether the caller lost the checkout that it asked first. Only a journal that outlives a replica knows what that one
 * did; without it a second attempt could charge again.
 */
function isResumed(call: Call): boolean {
  return call.header(PREVIOUS_ATTEMPTS) !== "";
}

/** Places an order, or waits for the replica that does. */
async function placeOnce(
  request: OrderRequest & { readonly print: string },
  journal: Journal,
  counterparts: Counterparts,
  call: Call,
): Promise<OrderResult> {
  const { userId, key, print } = request;
  for (;;) {
    const open = await journal.begin({ userId, key, fingerprint: print }, call);
    if (!(open instanceof OpenOrder)) {
      counterparts.events.repeated(call, open.orderId);
      return open;
    }
    try {
      return await placeOrder(request, open, counterparts, call);
    } catch (error) {
      if (!(error instanceof LostOrderError)) throw error;
    } finally {
      // Nobody waits for it but this user's next order.
      void journal.endTurn(userId);
    }
  }
}
