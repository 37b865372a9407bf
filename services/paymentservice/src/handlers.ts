import { randomUUID } from "node:crypto";
import type { PaymentService } from "@hipstershop/contract";
import { type Call, type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { checkCard, DeclineError } from "./check-card.ts";
import type { PaymentEvents } from "./events.ts";
import { KeyReusedError, OncePerKey } from "./once-per-key.ts";
import { type Charge, checkRequest, fingerprint } from "./request.ts";

export function paymentHandlers(events: PaymentEvents, now: () => number): Handlers<typeof PaymentService.definition> {
  const once = new OncePerKey<string>(now);
  return {
    async charge(request, call) {
      const charge = checkRequest(request, call.header("idempotency-key"));
      events.asked(call, charge.amount);
      const work = () => chargeCard(charge, call, events, now);
      return { transactionId: charge.key ? await chargeOnce(once, charge, call, events, work) : await work() };
    },
  };
}

async function chargeOnce(
  once: OncePerKey<string>,
  charge: Charge,
  call: Call,
  events: PaymentEvents,
  work: () => Promise<string>,
): Promise<string> {
  try {
    const { result, repeated } = await once.run(charge.key, fingerprint(charge), work);
    if (repeated) events.repeated(call, result);
    return result;
  } catch (error) {
    if (!(error instanceof KeyReusedError)) throw error;
    throw new RpcError(Status.ALREADY_EXISTS, error.message, { cause: error });
  }
}

/** Nothing is charged really: a card that is in order is enough, and the transaction is an id. */
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
    const metadata = { "x-decline-reason": error.reason };
    throw new RpcError(Status.INVALID_ARGUMENT, error.message, { cause: error, metadata });
  }
}
