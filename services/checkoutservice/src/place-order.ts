import type { CartItem, OrderResult } from "@hipstershop/contract";
import { toWire } from "@hipstershop/money";
import { type Call, RpcError, type Scope, Status } from "@hipstershop/rpc";
import { ExponentialBackoff, handleWhen, retry } from "cockatiel";
import { v1 as timeBasedUuid } from "uuid";
import type { Clients } from "./clients.ts";
import type { OrderEvents } from "./events.ts";
import { step } from "./failures.ts";
import type { Outbox } from "./outbox.ts";
import { priceOrder, type PricedOrder } from "./pricing.ts";
import type { OrderRequest } from "./request.ts";

const SHIP_ATTEMPTS_MAX = 3;
/** Tells the caller, in trailing metadata, that money has moved although the order failed. */
const ORDER_PAID = { "x-order-state": "paid" } as const;

export interface Counterparts {
  readonly clients: Clients;
  readonly outbox: Outbox;
  readonly events: OrderEvents;
}

/**
 * The purchase, step by step, in the order that learners know from the original: charge, then ship. A caller that leaves
 * ends it, but not once the card is charged: who has paid gets a parcel.
 */
export async function placeOrder(
  request: OrderRequest,
  { clients, outbox, events }: Counterparts,
  call: Call,
): Promise<OrderResult> {
  const orderId = timeBasedUuid();
  events.started(call, orderId, request.currency);
  const items = await readCart(request.userId, clients, call);
  const priced = await priceOrder(items, request, clients, call);
  events.priced(call, priced);
  // hipstershop.PaymentService/Charge: the point of no return.
  const charge = { amount: toWire(priced.total), creditCard: request.card };
  const { transactionId } = await step(
    "failed to charge the card",
    clients.payment.charge(charge, call, { metadata: { "idempotency-key": request.key || orderId } }),
    new Map([[Status.ALREADY_EXISTS, Status.ALREADY_EXISTS]]),
  );
  events.charged(call, transactionId);
  const paid: Scope = { context: call.context };
  const trackingId = await ship(request, items, clients, paid).catch((error: unknown) => {
    events.paidNotShipped(call, orderId, error);
    throw error;
  });
  events.shipped(call, trackingId);
  // hipstershop.CartService/EmptyCart: what is bought leaves the cart; one that stays is no reason to fail the order.
  await clients.cart
    .emptyCart({ userId: request.userId }, paid)
    .catch((error: unknown) => events.cartKept(call, error));
  const order = toResult(orderId, trackingId, request, priced);
  await outbox.send({ email: request.email, order }, paid, (error) => events.mailLost(call, orderId, error));
  events.placed(call, orderId);
  return order;
}

/** hipstershop.CartService/GetCart: what is to be bought. */
async function readCart(userId: string, clients: Clients, call: Call): Promise<readonly CartItem[]> {
  const { items } = await step(
    "failed to read the cart",
    clients.cart.getCart({ userId }, call),
    new Map([[Status.FAILED_PRECONDITION, Status.UNAVAILABLE]]),
  );
  if (items.length === 0) throw new RpcError(Status.FAILED_PRECONDITION, "the cart is empty");
  return items;
}

/** hipstershop.ShippingService/ShipOrder. Tried again only when the service was not reached: a parcel must not leave twice. */
async function ship(
  { address }: OrderRequest,
  items: readonly CartItem[],
  clients: Clients,
  scope: Scope,
): Promise<string> {
  const policy = retry(
    handleWhen((error) => error instanceof RpcError && error.code === Status.UNAVAILABLE),
    { maxAttempts: SHIP_ATTEMPTS_MAX - 1, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }) },
  );
  try {
    const order = { address, items: [...items] };
    const { trackingId } = await policy.execute(() => clients.shipping.shipOrder(order, scope));
    return trackingId;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new RpcError(Status.UNAVAILABLE, `the card was charged, but the order could not be shipped: ${message}`, {
      cause: error,
      metadata: ORDER_PAID,
    });
  }
}

/** Whether a failed order moved money all the same. */
export function isPaid(error: unknown): boolean {
  return error instanceof RpcError && error.metadata["x-order-state"] === ORDER_PAID["x-order-state"];
}

function toResult(
  orderId: string,
  shippingTrackingId: string,
  { address }: OrderRequest,
  priced: PricedOrder,
): OrderResult {
  return {
    orderId,
    shippingTrackingId,
    shippingCost: toWire(priced.shipping),
    shippingAddress: address,
    items: priced.lines.map(({ item, cost }) => ({ item, cost: toWire(cost) })),
  };
}
