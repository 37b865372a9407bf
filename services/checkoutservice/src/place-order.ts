import { setTimeout as delay } from "node:timers/promises";
import type { CartItem, OrderResult } from "@hipstershop/contract";
import { toWire } from "@hipstershop/money";
import { type Call, type Scope, Status } from "@hipstershop/rpc";
import { chargeOnce, settleEarlier, UnansweredError } from "./charge.ts";
import type { Clients } from "./clients.ts";
import type { OrderEvents } from "./events.ts";
import { orUnavailable } from "./journal.ts";
import type { OpenOrder } from "./open-order.ts";
import { LostOrderError, OrderError, orderProblem } from "./order-error.ts";
import { isClosed, isPlaced } from "./order-record.ts";
import { isRefused, type Outbox } from "./outbox.ts";
import { priceOrder, type PricedOrder } from "./pricing.ts";
import type { OrderRequest } from "./request.ts";
import { runStep } from "./run-step.ts";
import { ship } from "./steps.ts";

/** Pause between two looks at an order that another replica has taken up. */
const LOOK_AGAIN_MS = 50;

/** The points between two effects of an order. */
export type OrderPoint =
  | "begun"
  | "priced"
  | "charge answered"
  | "charged"
  | "parcel sent"
  | "shipped"
  | "cart emptied"
  | "mail sent";

export interface Counterparts {
  readonly clients: Clients;
  readonly outbox: Outbox;
  readonly events: OrderEvents;
  /** Whether what is in the journal is still there after this process. */
  readonly isJournalLasting: boolean;
  /** When a worker takes up an order that PlaceOrder left; until then its caller may try again. */
  readonly takeUpMs: number;
  /** Called at each point; tests crash the process there. */
  readonly reached: (point: OrderPoint) => void;
}

/**
 * Places an order in the original's steps: price, charge, ship. A caller that leaves cancels it before the charge, but
 * not after: a paid order is shipped. An order that an earlier attempt left goes on where that one stopped.
 */
export async function placeOrder(
  request: OrderRequest,
  open: OpenOrder,
  counterparts: Counterparts,
  call: Call,
): Promise<OrderResult> {
  const { clients, events, takeUpMs, reached } = counterparts;
  const { orderId } = open.record;
  events.started(call, orderId, request.currency);
  reached("begun");
  if (open.record.step === "charging")
    await settleEarlier(open, counterparts, call).catch(async (error: unknown) => {
      await open.leave({}, takeUpMs);
      throw error;
    });
  if (open.record.step === "started") await pay(request, open, counterparts, call);
  const paid: Scope = { context: call.context };
  const order = await shipPaid(open, counterparts, call);
  // hipstershop.CartService/EmptyCart: removes what was bought. A failure does not fail the order. A replica that took
  // the order up has emptied the cart, and its user may have filled it anew.
  if (await open.isStillOurs(paid))
    await clients.cart
      .emptyCart({ userId: request.userId }, paid)
      .then(() => void open.note({ step: "emptied" }, paid))
      .catch((error: unknown) => events.cartKept(call, error));
  reached("cart emptied");
  await counterparts.outbox.send({ email: request.email, order }, paid, async (error) => {
    reached("mail sent");
    const isLost = isRefused(error) || (counterparts.outbox.isStopping && !counterparts.isJournalLasting);
    if (error !== undefined && isLost) events.mailLost(call, orderId, error);
    // What is left, the cart or the mail, is the worker's.
    if (error !== undefined && !isLost) return open.leave({}, takeUpMs);
    const isDone = open.record.step === "emptied";
    return open.leave({ email: "", ...(isDone && { step: "done" }) }, isDone ? undefined : takeUpMs);
  });
  events.placed(call, orderId);
  return order;
}

/** Prices and charges. Until the charge is sent, the order can be forgotten. */
async function pay(
  request: OrderRequest,
  open: OpenOrder,
  { clients, events, takeUpMs, reached }: Counterparts,
  call: Call,
): Promise<void> {
  const { orderId } = open.record;
  const { traceId, spanId, traceFlags } = call.span.spanContext();
  try {
    const items = await readCart(request.userId, clients, call);
    const priced = await priceOrder(items, request, clients, call);
    events.priced(call, priced);
    const span = { traceId, spanId, traceFlags };
    const order = toResult(orderId, request, priced);
    const charging = { step: "charging", order, email: request.email, span, since: Date.now(), attempts: 0 } as const;
    if (!(await orUnavailable(open.save(charging, call)))) throw new LostOrderError();
    reached("priced");
    await chargeOnce({ amount: priced.total, card: request.card }, open, { clients, events }, call);
  } catch (error) {
    if (error instanceof LostOrderError) open.lost();
    else if (!(error instanceof UnansweredError)) await open.free();
    else await open.leave({}, takeUpMs);
    throw error instanceof UnansweredError ? error.failure : error;
  }
  reached("charge answered");
  void open.note({ step: "charged" }, { context: call.context });
  reached("charged");
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

/** Ships a paid order, and writes that it is placed, unless another replica has taken it up. */
async function shipPaid(
  open: OpenOrder,
  { clients, events, takeUpMs, reached }: Counterparts,
  call: Call,
): Promise<OrderResult> {
  const paid: Scope = { context: call.context };
  const { orderId, order } = open.record;
  if (!order) throw new Error(`the journal has no lines of order ${orderId}`);
  if (!(await open.isStillOurs(paid))) return takenUp(open, paid, call);
  const trackingId = await ship(order, clients, paid).catch(async (error: unknown) => {
    events.paidNotShipped(call, orderId, error);
    await open.leave({ step: "charged" }, takeUpMs);
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the card was charged, but the order could not be shipped: ${reason}`;
    throw new OrderError(Status.UNAVAILABLE, message, "paid", { cause: error });
  });
  events.shipped(call, trackingId);
  reached("parcel sent");
  const shipped = { ...order, shippingTrackingId: trackingId };
  const isOurs = await open.note({ step: "shipped", order: shipped }, paid);
  reached("shipped");
  return isOurs ? shipped : takenUp(open, paid, call);
}

/** What becomes of a paid order that another replica took up while this one was frozen, as long as its caller waits. */
async function takenUp(open: OpenOrder, paid: Scope, { deadline, signal }: Call): Promise<OrderResult> {
  open.lost();
  let record = await open.current(paid);
  while (!isPlaced(record) && !isClosed(record) && !signal.aborted && Date.now() + LOOK_AGAIN_MS < deadline) {
    await delay(LOOK_AGAIN_MS);
    // Without a scope: a span for each look would fill the trace.
    record = await open.current();
  }
  if (isPlaced(record) && record.order) return record.order;
  if (record.step === "refunded")
    throw new OrderError(Status.UNAVAILABLE, "the order could not be shipped, and was refunded", "unpaid");
  throw new OrderError(Status.UNAVAILABLE, "the card was charged, and another replica ships the order", "paid");
}

/** The order as it is answered, before it has a tracking id. */
function toResult(orderId: string, { address }: OrderRequest, priced: PricedOrder): OrderResult {
  return {
    orderId,
    shippingTrackingId: "",
    shippingCost: toWire(priced.shipping),
    shippingAddress: address,
    items: priced.lines.map(({ item, cost }) => ({ item, cost: toWire(cost) })),
  };
}
