import { toDecimal } from "@hipstershop/money";
import { type Call, RpcError, Status, type StatusCode } from "@hipstershop/rpc";
import type { Counter, Logger, Telemetry } from "@hipstershop/telemetry";
import { OrderError } from "./order-error.ts";
import type { OrderRecord } from "./order-record.ts";
import type { PricedOrder } from "./pricing.ts";
import type { Settlement } from "./steps.ts";

/** Statuses of an order that was refused because of its request. */
const REFUSALS = new Set<StatusCode>([
  Status.INVALID_ARGUMENT,
  Status.FAILED_PRECONDITION,
  Status.ALREADY_EXISTS,
  Status.OUT_OF_RANGE,
]);

/** Reports what happens to an order, to span, log and counters. */
export class OrderEvents {
  readonly #orders: Counter;
  readonly #mailsLost: Counter;
  readonly #finished: Counter;

  constructor({ meter }: Telemetry) {
    this.#orders = meter.createCounter("app_orders_total", { description: "Orders, by how they ended." });
    this.#mailsLost = meter.createCounter("app_order_mails_lost_total", {
      description: "Confirmations that could not be sent.",
    });
    this.#finished = meter.createCounter("app_orders_finished_total", {
      description: "Orders that a worker took up, by how they ended.",
    });
  }

  started(call: Call, orderId: string, currency: string): void {
    call.span.setAttributes({ "app.order.id": orderId, "app.user.currency": currency });
  }

  /** Another replica, or an earlier request with this key, placed the order. */
  repeated(call: Call, orderId: string): void {
    call.span.setAttributes({ "app.order.id": orderId, "app.order.repeated": true });
  }

  priced(call: Call, { lines, total, shipping }: PricedOrder): void {
    call.span.setAttributes({
      "app.cart.lines": lines.length,
      "app.order.amount": Number(toDecimal(total)),
      "app.order.currency": total.currencyCode,
      "app.shipping.amount": Number(toDecimal(shipping)),
    });
  }

  charged(call: Call, transactionId: string): void {
    call.span.addEvent("charged", { "app.payment.transaction_id": transactionId });
  }

  /** The ledger was asked what became of a charge that was not answered. */
  settled(call: Call, { isCharged, transactionId }: Settlement): void {
    call.span.addEvent("charge settled", {
      "app.order.charged": isCharged,
      ...(transactionId && { "app.payment.transaction_id": transactionId }),
    });
  }

  shipped(call: Call, trackingId: string): void {
    call.span.addEvent("shipped", { "app.shipping.tracking_id": trackingId });
    call.span.setAttribute("app.shipping.tracking_id", trackingId);
  }

  placed(call: Call, orderId: string): void {
    this.#orders.add(1, { "app.order.outcome": "placed" });
    call.log.info({ "app.order.id": orderId }, "order placed");
  }

  notPlaced(call: Call, error: unknown): void {
    if (error instanceof OrderError && error.state === "unclear") return this.#maybeCharged(call, error);
    const code = error instanceof RpcError ? error.code : Status.INTERNAL;
    const outcome = REFUSALS.has(code) ? "refused" : code === Status.CANCELLED ? "cancelled" : "failed";
    this.#orders.add(1, { "app.order.outcome": outcome });
  }

  /** The payment service was called and did not answer: a person has to find out whether the card was charged. */
  #maybeCharged(call: Call, error: unknown): void {
    this.#orders.add(1, { "app.order.outcome": "unclear" });
    call.span.addEvent("card may be charged");
    call.log.error({ err: error }, "it is not known whether the card of a failed order was charged");
  }

  /** The worst case: the card was charged and the order can't be shipped. */
  paidNotShipped(call: Call, orderId: string, error: unknown): void {
    this.#orders.add(1, { "app.order.outcome": "paid_not_shipped" });
    call.span.addEvent("paid but not shipped");
    call.log.error({ "app.order.id": orderId, err: error }, "order is paid but could not be shipped");
  }

  cartKept(call: Call, error: unknown): void {
    call.span.addEvent("cart could not be emptied");
    call.log.warn({ err: error }, "the cart of a placed order could not be emptied");
  }

  /** A worker brought an order to its end that PlaceOrder had left open. */
  finished(log: Logger, { orderId, step }: OrderRecord): void {
    this.#finished.add(1, { "app.order.outcome": step });
    log.info({ "app.order.id": orderId, "app.order.outcome": step }, "open order finished");
  }

  mailLost({ log }: Pick<Call, "log">, orderId: string, error: unknown): void {
    this.#mailsLost.add(1);
    log.warn({ "app.order.id": orderId, err: error }, "the order confirmation could not be sent");
  }
}
