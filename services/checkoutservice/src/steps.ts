import { type CartItem, IDEMPOTENCY_KEY, type OrderResult } from "@hipstershop/contract";
import { CallError, RpcError, type Scope, Status, type StatusCode } from "@hipstershop/rpc";
import { ExponentialBackoff, handleWhen, retry } from "cockatiel";
import type { Clients } from "./clients.ts";
import type { OrderRecord } from "./order-record.ts";

const SHIP_ATTEMPTS_MAX = 3;

/** The items of an order. */
export function itemsOf({ items }: OrderResult): CartItem[] {
  return items.flatMap(({ item }) => (item ? [item] : []));
}

/** hipstershop.ShippingService/ShipOrder. The order's id is the parcel's key, under which it is shipped once. */
export async function ship(order: OrderResult, clients: Clients, scope: Scope): Promise<string> {
  const policy = retry(
    handleWhen((error) => error instanceof RpcError && error.code === Status.UNAVAILABLE),
    { maxAttempts: SHIP_ATTEMPTS_MAX - 1, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }) },
  );
  const parcel = { address: order.shippingAddress, items: itemsOf(order) };
  const extras = { metadata: { [IDEMPOTENCY_KEY]: order.orderId } };
  const { trackingId } = await policy.execute(() => clients.shipping.shipOrder(parcel, scope, extras));
  return trackingId;
}

/**
 * Whether the card of an order was charged, whose Charge was not answered. After "no" it never will be under this key;
 * "unknown": the payment service has no ledger, or one of several, each in the memory of a replica.
 */
export interface Settlement {
  readonly isCharged: "yes" | "no" | "unknown";
  /** Of the charge, if there is one. */
  readonly transactionId: string;
}

/** What SettleCharge answers when it can't tell. */
const NO_LEDGER = new Set<StatusCode>([Status.UNIMPLEMENTED, Status.FAILED_PRECONDITION]);

/** hipstershop.PaymentLedgerService/SettleCharge */
export async function settle({ chargeKey }: OrderRecord, clients: Clients, scope: Scope): Promise<Settlement> {
  try {
    const { charge } = await clients.ledger.settleCharge({ key: chargeKey }, scope);
    return { isCharged: charge ? "yes" : "no", transactionId: charge?.transactionId ?? "" };
  } catch (error) {
    if (error instanceof CallError && NO_LEDGER.has(error.code)) return { isCharged: "unknown", transactionId: "" };
    throw error;
  }
}
