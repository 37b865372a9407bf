import { randomUUID } from "node:crypto";
import {
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_KEY_LENGTH_MAX,
  orderFailureMetadata,
  type PaymentLedgerService,
  type PaymentService,
} from "@hipstershop/contract";
import { toWire } from "@hipstershop/money";
import { type Call, type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { type Charged, isSameCharge } from "./charge-record.ts";
import type { Charges } from "./charges.ts";
import { type AcceptedCard, checkCard, DeclineError } from "./check-card.ts";
import type { PaymentEvents } from "./events.ts";
import { type Charge, checkRequest } from "./request.ts";

/** How long a repeated charge is answered as the first: as long as the key of its order counts. */
const REPEATED_WITHIN_MS = 24 * 3_600_000;
/** Maximum number of entries in one answer of the ledger. */
const ENTRIES_MAX = 1000;
/** Maximum characters of the reason for a refund. */
const REASON_MAX = 200;

export function paymentHandlers(
  charges: Charges,
  events: PaymentEvents,
  now: () => number,
): Handlers<typeof PaymentService.definition> {
  return {
    /** hipstershop.PaymentService/Charge: one charge per idempotency key, whichever replica is asked. */
    async charge(request, call) {
      const asked = checkRequest(request, call.header(IDEMPOTENCY_KEY));
      events.asked(call, asked.amount);
      const card = await accept(asked, { charges, events, now }, call);
      const transactionId = randomUUID();
      const first = { transactionId, amount: asked.amount, card, chargedAt: now(), refundId: "", refundedAt: 0 };
      const { charge, isNew } = await charges.add(asked.key || transactionId, first, call);
      if (isNew) events.charged(call, asked.amount, card, transactionId);
      else if (isSameCharge(charge, first) && charge.chargedAt > now() - REPEATED_WITHIN_MS)
        events.repeated(call, charge.transactionId);
      else throw usedForSomethingElse();
      return { transactionId: charge.transactionId };
    },
  };
}

export function ledgerHandlers(
  charges: Charges,
  events: PaymentEvents,
  now: () => number,
): Handlers<typeof PaymentLedgerService.definition> {
  return {
    /** hipstershop.PaymentLedgerService/SettleCharge */
    async settleCharge({ key }, call) {
      const charge = await charges.settle(checkKey(key), call);
      events.settled(call, charge?.transactionId);
      return charge ? { charge: toEntry(key, charge) } : {};
    },

    /** hipstershop.PaymentLedgerService/RefundCharge */
    async refundCharge({ key, reason }, call) {
      const refund = await charges.refund(checkKey(key), now(), call);
      if (!refund) throw new RpcError(Status.NOT_FOUND, "this idempotency key was not charged");
      if (refund.isNew) events.refunded(call, refund.charge, reason.slice(0, REASON_MAX));
      return { charge: toEntry(key, refund.charge) };
    },

    /** hipstershop.PaymentLedgerService/ListEntries */
    async listEntries({ sinceMs, limit }, call) {
      const max = limit > 0 && limit <= ENTRIES_MAX ? limit : ENTRIES_MAX;
      const range = { fromMs: Number(sinceMs), toMs: Number.MAX_SAFE_INTEGER, max };
      return { entries: (await charges.list(range, call)).map((item) => toEntry(item.key, item)) };
    },
  };
}

/** Checks the card. No bank is involved. A card that is declined does not use up the key. */
async function accept(
  { card, key }: Charge,
  { charges, events, now }: { charges: Charges; events: PaymentEvents; now: () => number },
  call: Call,
): Promise<AcceptedCard> {
  try {
    return checkCard(card, now());
  } catch (error) {
    if (!(error instanceof DeclineError)) throw error;
    if (key && (await charges.find(key, call))) throw usedForSomethingElse();
    events.declined(call, error.reason);
    const metadata = orderFailureMetadata({ declineReason: error.reason });
    throw new RpcError(Status.INVALID_ARGUMENT, error.message, { cause: error, metadata });
  }
}

function checkKey(key: string): string {
  if (!key) throw new RpcError(Status.INVALID_ARGUMENT, "key is required");
  if (key.length <= IDEMPOTENCY_KEY_LENGTH_MAX) return key;
  throw new RpcError(Status.INVALID_ARGUMENT, `key must have ${IDEMPOTENCY_KEY_LENGTH_MAX} characters at most`);
}

function toEntry(key: string, { transactionId, amount, chargedAt, refundId, refundedAt }: Charged) {
  return {
    key,
    transactionId,
    amount: toWire(amount),
    chargedAtMs: String(chargedAt),
    refundId,
    refundedAtMs: String(refundedAt),
  };
}

function usedForSomethingElse(): RpcError {
  return new RpcError(Status.ALREADY_EXISTS, "this idempotency key was used for something else");
}
