import { randomUUID } from "node:crypto";
import type { OrderResult } from "@hipstershop/contract";
import { fromWire, multiply, sum } from "@hipstershop/money";
import { CallError, RpcError, Status } from "@hipstershop/rpc";
import type { FastifyInstance } from "fastify";
import { type Checkout, checkoutForm, echoedForm, fieldsOf, parseForm } from "../forms.ts";
import { cardOf, frameOf, priceOf } from "../frame.ts";
import { HttpProblem, OrderProblem, type OrderState } from "../problems.ts";
import { orderPage } from "../views/index.ts";
import type { OrderModel } from "../views/models.ts";
import { sendCart } from "./cart.ts";
import { type Pages, RECOMMENDATIONS_SHOWN, sendPage } from "./pages.ts";

/**
 * POST /cart/checkout — answers 200 with the order itself, without a redirect; a refused form or card shows the cart
 * again, 422, with the reason beside its field.
 */
export function checkoutRoute(app: FastifyInstance, pages: Pages): void {
  const { shop, config, version } = pages;
  app.post("/cart/checkout", async (request, reply) => {
    const { visit } = request;
    const fields = fieldsOf(request);
    let order: OrderResult;
    try {
      const form: Checkout = parseForm(checkoutForm, fields);
      order = await shop.placeOrder(visit, form);
    } catch (error) {
      const errors = fieldErrors(error);
      if (!errors) throw error instanceof RpcError ? new OrderProblem(stateOf(error), error) : error;
      const form = echoedForm(fields, new Date().getFullYear());
      return sendCart(visit, reply, pages, { form, errors, idempotencyKey: randomUUID() });
    }
    visit.span.setAttribute("app.order.id", order.orderId);
    const [recommended, currencies] = await Promise.all([
      shop.recommendations(visit, []),
      shop.currencies(visit).catch((error: unknown) => {
        visit.log.warn({ err: error }, "an order is shown without the currencies to choose from");
      }),
    ]);
    const model = orderModel(order, (id) => shop.nameOf(id));
    const facts = { title: "Order complete", cart: [], ...(currencies && { currencies }) };
    const frame = frameOf(visit, config, version, facts);
    const recommendations = recommended.slice(0, RECOMMENDATIONS_SHOWN).map(cardOf);
    return sendPage(reply, orderPage(frame, { ...model, recommendations }));
  });
}

const DECLINED: Readonly<Record<string, readonly [field: string, message: string]>> = {
  invalid: ["credit_card_number", "The bank does not know this card. Check the number."],
  unaccepted: ["credit_card_number", "We take Visa and Mastercard only."],
  expired: ["credit_card_expiration_year", "This card has expired."],
};

const EMPTY = "There is nothing in your cart that could be ordered.";
const NOT_YET: Readonly<Record<string, string>> = {
  "empty-cart": EMPTY,
  "product-not-sold": "Something in your cart is no longer sold. Empty the cart and choose again.",
};

/** How a purchase that failed stands: as the checkout says, or else as the call tells. */
function stateOf(error: RpcError): OrderState {
  const told = error.metadata["x-order-state"];
  if (told === "unpaid" || told === "unclear" || told === "paid") return told;
  return error instanceof CallError && error.mayBeDone ? "unclear" : "unpaid";
}

/** What the visitor can put right, by form field; undefined when it is not the visitor's to mend. */
function fieldErrors(error: unknown): Readonly<Record<string, string>> | undefined {
  if (error instanceof HttpProblem) return error.fields;
  if (!(error instanceof RpcError)) return undefined;
  const declined = DECLINED[error.metadata["x-decline-reason"] ?? ""];
  if (declined) return { [declined[0]]: declined[1] };
  if (error.code === Status.INVALID_ARGUMENT) return { "": "The order was refused. Check what you entered." };
  if (error.code === Status.FAILED_PRECONDITION)
    return { "": NOT_YET[error.metadata["x-order-problem"] ?? ""] ?? EMPTY };
  if (error.code === Status.OUT_OF_RANGE)
    return { "": "That is more than one order can hold. Take something out of your cart." };
  if (error.code === Status.ALREADY_EXISTS)
    return { "": "This form was sent before with other contents. Please send it again." };
  return undefined;
}

function orderModel(order: OrderResult, nameOf: (id: string) => string): Omit<OrderModel, "recommendations"> {
  const shipping = fromWire(order.shippingCost);
  const lines = order.items.map(({ item, cost }) => {
    const { productId, quantity } = item ?? { productId: "", quantity: 0 };
    const unit = fromWire(cost);
    return { productId, quantity, unit, line: multiply(unit, quantity) };
  });
  const { streetAddress = "", city = "", state = "", country = "", zipCode = 0 } = order.shippingAddress ?? {};
  return {
    orderId: order.orderId,
    trackingId: order.shippingTrackingId,
    shipping: priceOf(shipping),
    total: priceOf(lines.reduce((total, { line }) => sum(total, line), shipping)),
    lines: lines.map(({ productId, quantity, unit, line }) => ({
      productId,
      name: nameOf(productId),
      quantity,
      unitPrice: priceOf(unit),
      linePrice: priceOf(line),
    })),
    address: [streetAddress, `${city}, ${state} ${zipCode}`, country],
  };
}
