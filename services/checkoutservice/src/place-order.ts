import { type CartItem, IDEMPOTENCY_KEY, type OrderResult } from "@hipstershop/contract";
import { type Money, toWire } from "@hipstershop/money";
import { type Call, CallError, RpcError, type Scope, Status } from "@hipstershop/rpc";
import { ExponentialBackoff, handleWhen, retry } from "cockatiel";
import { v1 as timeBasedUuid } from "uuid";
import type { Clients } from "./clients.ts";
import type { OrderEvents } from "./events.ts";
import { OrderError, orderProblem, withOrderState } from "./order-error.ts";
import type { Outbox } from "./outbox.ts";
import { priceOrder, type PricedOrder } from "./pricing.ts";
import type { OrderRequest } from "./request.ts";
import { runStep } from "./run-step.ts";

const SHIP_ATTEMPTS_MAX = 3;

export interface Counterparts {
  readonly clients: Clients;
  readonly outbox: Outbox;
  readonly events: OrderEvents;
}

/**
 * Places an order in the original's steps: price, charge, ship. A caller that leaves cancels it before the charge, but
 * not after: a paid order is shipped.
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
  const payment = { amount: priced.total, card: request.card, key: request.key || orderId };
  const transactionId = await charge(payment, clients, call);
  events.charged(call, transactionId);
  const paid: Scope = { context: call.context };
  const trackingId = await ship(request, items, clients, paid).catch((error: unknown) => {
    events.paidNotShipped(call, orderId, error);
    throw error;
  });
  events.shipped(call, trackingId);
  // hipstershop.CartService/EmptyCart: removes what was bought. A failure does not fail the order.
  await clients.cart
    .emptyCart({ userId: request.userId }, paid)
    .catch((error: unknown) => events.cartKept(call, error));
  const order = toResult(orderId, trackingId, request, priced);
  await outbox.send({ email: request.email, order }, paid, (error) => events.mailLost(call, orderId, error));
  events.placed(call, orderId);
  return order;
}

/** hipstershop.CartService/GetCart: the items to buy. */
async function readCart(userId: string, clients: Clients, call: Call): Promise<readonly CartItem[]> {
  const { items } = await runStep(
    "failed to read the cart",
    clients.cart.getCart({ userId }, call),
    call,
    // The original's cart answers FAILED_PRECONDITION when its store can't be reached.
    new Map([[Status.FAILED_PRECONDITION, Status.UNAVAILABLE]]),
  );
  if (items.length === 0) throw orderProblem("empty-cart", "the cart is empty");
  return items;
}

interface Payment {
  readonly amount: Money;
  readonly card: OrderRequest["card"];
  /** Idempotency key of the charge. */
  readonly key: string;
}

/**
 * hipstershop.PaymentService/Charge: the point of no return. It is never repeated once it was sent. Without an answer
 * it is not known whether money has moved, and the caller is told so.
 */
async function charge({ amount, card, key }: Payment, clients: Clients, call: Call): Promise<string> {
  const answer = clients.payment.charge({ amount: toWire(amount), creditCard: card.reveal() }, call, {
    metadata: { [IDEMPOTENCY_KEY]: key },
  });
  const meanings = new Map([
    [Status.INVALID_ARGUMENT, Status.INVALID_ARGUMENT],
    [Status.ALREADY_EXISTS, Status.ALREADY_EXISTS],
  ]);
  try {
    const { transactionId } = await runStep("failed to charge the card", answer, call, meanings);
    return transactionId;
  } catch (error) {
    if (!(error instanceof RpcError) || call.signal.aborted) throw error;
    const isUnclear = error.cause instanceof CallError && error.cause.mayBeDone;
    throw isUnclear ? withOrderState(error, "unclear") : error;
  }
}

/**
 * hipstershop.ShippingService/ShipOrder. Repeated only when the service was not reached: nothing may be shipped twice.
 */
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
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the card was charged, but the order could not be shipped: ${reason}`;
    throw new OrderError(Status.UNAVAILABLE, message, "paid", { cause: error });
  }
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
