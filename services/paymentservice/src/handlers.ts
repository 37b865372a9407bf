import { randomUUID } from "node:crypto";
import { IDEMPOTENCY_KEY, orderFailureMetadata, type PaymentService } from "@hipstershop/contract";
import { type Call, type Handlers, OncePerKey, RpcError, Status } from "@hipstershop/rpc";
import { checkCard, DeclineError } from "./check-card.ts";
import type { PaymentEvents } from "./events.ts";
import { type Charge, checkRequest, fingerprint } from "./request.ts";

export function paymentHandlers(events: PaymentEvents, now: () => number): Handlers<typeof PaymentService.definition> {
  // One charge per idempotency key: the same request with the same key gets the first one's transaction id.
  const once = new OncePerKey<string>(now);
  return {
    /** hipstershop.PaymentService/Charge */
    async charge(request, call) {
      const charge = checkRequest(request, call.header(IDEMPOTENCY_KEY));
      events.asked(call, charge.amount);
      if (!charge.key) return { transactionId: await chargeCard(charge, call, events, now) };
      let isRepeated = true;
      const transactionId = await once.run(charge.key, fingerprint(charge), () => {
        isRepeated = false;
        return chargeCard(charge, call, events, now);
      });
      if (isRepeated) events.repeated(call, transactionId);
      return { transactionId };
    },
  };
}

/** Checks the card and makes a transaction id. No bank is involved. */
async function chargeCard(
  { amount, card }: Charge,
  call: Call,
  events: PaymentEvents,
  now: () => number,
): Promise<string> {
  try {
    const accepted = checkCard(card, now());
    const transactionId = randomUUID();
    events.charged(call, amount, accepted, transactionId);
    return transactionId;
  } catch (error) {
    if (!(error instanceof DeclineError)) throw error;
    events.declined(call, error.reason);
    const metadata = orderFailureMetadata({ declineReason: error.reason });
    throw new RpcError(Status.INVALID_ARGUMENT, error.message, { cause: error, metadata });
  }
}
