import { IDEMPOTENCY_KEY } from "@hipstershop/contract";
import { type Money, toWire } from "@hipstershop/money";
import { type Call, CallError, RpcError, type Scope, Status } from "@hipstershop/rpc";
import { v1 as timeBasedUuid } from "uuid";
import type { Clients } from "./clients.ts";
import type { OrderEvents } from "./events.ts";
import { orUnavailable } from "./journal.ts";
import type { OpenOrder } from "./open-order.ts";
import { LostOrderError, withOrderState } from "./order-error.ts";
import type { OrderRequest } from "./request.ts";
import { runStep } from "./run-step.ts";
import { settle, type Settlement } from "./steps.ts";

/** Time that the question to the ledger, and the charge after it, must have; less is not worth the question. */
const SETTLE_MS_MIN = 200;
/** The question ends this long before the caller's deadline, so that the caller learns that the charge is unclear. */
const ANSWER_MS = 100;

export interface Payment {
  readonly amount: Money;
  readonly card: OrderRequest["card"];
}

interface ChargeParts {
  readonly clients: Clients;
  readonly events: OrderEvents;
}

/** The charge was sent, and it is not known whether it was made. */
export class UnansweredError extends Error {
  readonly failure: RpcError;

  constructor(failure: RpcError) {
    super(failure.message, { cause: failure });
    this.failure = failure;
  }
}

/**
 * Charges an order that is written in the journal. When the payment service was lost during the charge, its ledger, at
 * another replica perhaps, is asked at once: it may have been charged, or else it never will be under this key, and is
 * charged once more under another one.
 */
export async function chargeOnce(payment: Payment, open: OpenOrder, parts: ChargeParts, call: Call): Promise<void> {
  try {
    return await charge(payment, open.record.chargeKey, parts, call);
  } catch (error) {
    if (!(error instanceof UnansweredError) || error.failure.code !== Status.UNAVAILABLE) throw error;
    const { isCharged, transactionId } = await settleAtOnce(open, parts, call);
    if (isCharged === "yes") return parts.events.charged(call, transactionId);
    if (isCharged === "unknown") throw error;
  }
  const isOurs = await orUnavailable(open.save({ chargeKey: timeBasedUuid() }, call));
  if (!isOurs) throw new LostOrderError();
  await charge(payment, open.record.chargeKey, parts, call);
}

/** An earlier attempt sent a charge and got no answer, or crashed: finds out what became of it. */
export async function settleEarlier(open: OpenOrder, parts: ChargeParts, call: Call): Promise<void> {
  try {
    const settled = settleWithEvent(open, parts, call, call);
    const { isCharged } = await runStep("failed to settle the charge", settled, call);
    if (isCharged === "yes") await open.note({ step: "charged" }, call);
    // Under the same key a charge that was made is not made again.
    else open.restart(isCharged === "no" ? timeBasedUuid() : open.record.chargeKey);
  } catch (error) {
    throw error instanceof RpcError ? withOrderState(error, "unclear") : error;
  }
}

/** Within the time that the caller has left; "unknown" when that is too little, or the ledger can't be reached. */
async function settleAtOnce(open: OpenOrder, parts: ChargeParts, call: Call): Promise<Settlement> {
  const deadline = call.deadline - ANSWER_MS;
  const unknown: Settlement = { isCharged: "unknown", transactionId: "" };
  if (deadline - Date.now() < SETTLE_MS_MIN) return unknown;
  const scope: Scope = { context: call.context, signal: call.signal, deadline };
  return settleWithEvent(open, parts, call, scope).catch((error: unknown) => {
    if (error instanceof CallError) return unknown;
    throw error;
  });
}

async function settleWithEvent(
  { record }: OpenOrder,
  { clients, events }: ChargeParts,
  call: Call,
  scope: Scope,
): Promise<Settlement> {
  const settlement = await settle(record, clients, scope);
  events.settled(call, settlement);
  return settlement;
}

/**
 * hipstershop.PaymentService/Charge: the point of no return. It is never repeated under its key once it was sent.
 * Without an answer it is not known whether money has moved, and the caller is told so.
 */
async function charge(
  { amount, card }: Payment,
  key: string,
  { clients, events }: ChargeParts,
  call: Call,
): Promise<void> {
  const answer = clients.payment.charge({ amount: toWire(amount), creditCard: card.reveal() }, call, {
    metadata: { [IDEMPOTENCY_KEY]: key },
  });
  const meanings = new Map([
    [Status.INVALID_ARGUMENT, Status.INVALID_ARGUMENT],
    [Status.ALREADY_EXISTS, Status.ALREADY_EXISTS],
  ]);
  try {
    const { transactionId } = await runStep("failed to charge the card", answer, call, meanings);
    events.charged(call, transactionId);
  } catch (error) {
    if (!(error instanceof RpcError && error.cause instanceof CallError && error.cause.mayBeDone)) throw error;
    throw new UnansweredError(call.signal.aborted ? error : withOrderState(error, "unclear"));
  }
}
