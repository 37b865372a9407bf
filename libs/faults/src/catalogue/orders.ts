import { onCall, onHandler, variant, variants } from "./acts.ts";
import type { Fault } from "./types.ts";

const MAIL = "EmailService/SendOrderConfirmation";
const CHARGE = "PaymentService/Charge";
const SHIP = "ShippingService/ShipOrder";

const emptyFirst = onCall("checkoutservice", SHIP, {
  kind: "callBefore",
  rpc: "hipstershop.CartService/EmptyCart",
  pauseMs: 200,
});

export const orderFaults: readonly Fault[] = [
  {
    name: "emailForeground",
    lesson: "orders",
    effect: "The confirmation mail is slow, and the order waits for it.",
    perRequest: true,
    variants: variants(
      variant(
        "2s",
        "the mail takes 2 s, and PlaceOrder waits for it",
        onHandler("emailservice", MAIL, { kind: "delay", ms: 2000 }),
        onHandler("checkoutservice", "CheckoutService/PlaceOrder", {
          kind: "awaitCalls",
          rpc: `hipstershop.${MAIL}`,
        }),
      ),
    ),
    shows: {
      traces:
        "SendOrderConfirmation is on the critical path of PlaceOrder; without the fault PlaceOrder ends before it.",
      metrics: "The duration of PlaceOrder rises by two seconds.",
      logs: "The access log shows checkouts of more than two seconds.",
    },
    teaches: "What need not be done before the answer should not be waited for.",
    tryAt: "checkout",
  },
  {
    name: "orderRace",
    lesson: "orders",
    effect: "The cart is emptied before the order is shipped.",
    perRequest: true,
    variants: variants(
      variant("cartFirst", "the cart is emptied, then the order is shipped", emptyFirst),
      variant(
        "shippingFails",
        "the cart is emptied, then shipping fails: the card was charged, and the cart is gone",
        emptyFirst,
        onHandler("shippingservice", SHIP, { kind: "fail", status: "INTERNAL", message: "no parcel service today" }),
      ),
    ),
    shows: {
      traces:
        "EmptyCart begins before ShipOrder; usually it is the other way round. After shippingFails a trace finish order has a link to it.",
      metrics: "Nothing for cartFirst; failed orders for shippingFails.",
      logs: "With shippingFails checkout logs that an order was paid and not shipped; its worker ships it soon after, or refunds it.",
    },
    teaches: "The order of spans is behaviour: a test on the trace would have found it.",
    tryAt: "checkout",
  },
  {
    name: "chargeUnanswered",
    lesson: "orders",
    effect: "The payment service does not answer the charge, so that checkout can't know whether the card was charged.",
    perRequest: true,
    variants: variants(
      variant(
        "charged",
        "the card is charged, and the answer never comes",
        onHandler("paymentservice", CHARGE, { kind: "hang", afterWork: true }),
      ),
      variant(
        "notCharged",
        "the charge hangs before anything is done",
        onHandler("paymentservice", CHARGE, { kind: "hang" }),
      ),
    ),
    shows: {
      traces:
        "Charge ends with DEADLINE_EXCEEDED either way; only if the card was charged, its server span has app.payment.transaction_id. A retry, or a trace finish order, then has SettleCharge.",
      metrics:
        "app_orders_total counts an order as unclear; app_orders_finished_total tells what the worker made of it.",
      logs: "Checkout logs that it is not known whether the card was charged.",
    },
    teaches: "A call without an answer may have been carried out: who repeats it needs a key, and a ledger to ask.",
    tryAt: "checkout",
  },
];
