import { randomUUID } from "node:crypto";
import type { DeclineReason, OrderProblem, OrderResult } from "@hipstershop/contract";
import { fromWire, multiply, sum } from "@hipstershop/money";
import { Status } from "@hipstershop/rpc";
import type { FastifyInstance, FastifyReply } from "fastify";
import { type Checkout, checkoutForm, echoedForm, fieldsOf, parseForm } from "../forms.ts";
import { frameOf } from "../frame.ts";
import { HttpProblem } from "../http-problem.ts";
import { LastOrders } from "../last-orders.ts";
import { OrderFailedError } from "../order-failed.ts";
import type { PageContext } from "../page-context.ts";
import { priceOf } from "../price.ts";
import { recommendedCards } from "../product-card.ts";
import { PAGE } from "../route-kind.ts";
import { sendPage } from "../send-page.ts";
import { orderPage } from "../views/index.ts";
import type { OrderModel } from "../views/models.ts";
import type { Visit } from "../visit.ts";
import { sendCart } from "./cart.ts";

/**
 * POST /cart/checkout — answers 200 with the order, without a redirect. A refused form or card is answered with 422:
 * the cart again, with the reason beside its field. GET, by a reload or a link, leads to the cart; to the order again
 * when it is the session's last and nothing has been put into the cart since.
 */
export function checkoutRoute(app: FastifyInstance, context: PageContext): void {
  const { shop, config } = context;
  const lastOrders = new LastOrders();

  app.get("/cart/checkout", PAGE, async ({ visit }, reply) => {
    const order = lastOrders.of(visit.sessionId);
    const isShown = order !== undefined && (await shop.cart(visit)).length === 0;
    return isShown ? sendOrder(visit, reply, context, order) : reply.redirect(`${config.baseUrl}/cart`, 302);
  });

  app.post("/cart/checkout", PAGE, async (request, reply) => {
    const { visit } = request;
    const fields = fieldsOf(request);
    let order: OrderResult;
    try {
      const form: Checkout = parseForm(checkoutForm, fields);
      order = await shop.placeOrder(visit, form);
    } catch (error) {
      const errors = fieldErrors(error);
      if (!errors) throw error;
      const form = echoedForm(fields, new Date().getFullYear());
      return sendCart(visit, reply, context, { form, errors, idempotencyKey: randomUUID() });
    }
    // A shared session is everybody's: nobody may see another one's address.
    if (!config.singleSharedSession) lastOrders.remember(visit.sessionId, order);
    return sendOrder(visit, reply, context, order);
  });
}

/** The page of an order. Its recommendations are others than the products ordered. */
async function sendOrder(
  visit: Visit,
  reply: FastifyReply,
  { shop, config, version }: PageContext,
  order: OrderResult,
) {
  visit.span.setAttribute("app.order.id", order.orderId);
  const model = orderModel(order, visit.locale, (id) => shop.nameOf(id));
  const [recommendations, currencies] = await Promise.all([
    recommendedCards(
      visit,
      shop,
      model.lines.map(({ productId }) => productId),
    ),
    shop.currencies(visit).catch((error: unknown) => {
      visit.log.warn({ err: error }, "an order is shown without the currencies to choose from");
    }),
  ]);
  const facts = { title: "Order complete", cart: [], ...(currencies && { currencies }) };
  return sendPage(reply, orderPage(frameOf(visit, config, version, facts), { ...model, recommendations }));
}

const DECLINED: Readonly<Record<DeclineReason, readonly [field: string, message: string]>> = {
  invalid: ["credit_card_number", "The bank does not know this card. Check the number."],
  unaccepted: ["credit_card_number", "We take Visa and Mastercard only."],
  expired: ["credit_card_expiration_year", "This card has expired."],
};

const EMPTY = "There is nothing in your cart that could be ordered.";
const PROBLEMS: Readonly<Record<OrderProblem, string>> = {
  "empty-cart": EMPTY,
  "product-not-sold": "Something in your cart is no longer sold. Empty the cart and choose again.",
};

/** What the visitor can correct, by form field; undefined for errors that are not the visitor's. */
function fieldErrors(error: unknown): Readonly<Record<string, string>> | undefined {
  if (error instanceof HttpProblem) return error.fields;
  if (!(error instanceof OrderFailedError)) return undefined;
  const { problem, declineReason } = error;
  if (declineReason) {
    const [field, message] = DECLINED[declineReason];
    return { [field]: message };
  }
  if (error.code === Status.INVALID_ARGUMENT) return { "": "The order was refused. Check what you entered." };
  if (error.code === Status.FAILED_PRECONDITION) return { "": problem ? PROBLEMS[problem] : EMPTY };
  if (error.code === Status.OUT_OF_RANGE)
    return { "": "That is more than one order can hold. Take something out of your cart." };
  if (error.code === Status.ALREADY_EXISTS)
    return { "": "This form was sent before with other contents. Please send it again." };
  return undefined;
}

function orderModel(
  order: OrderResult,
  locale: string,
  nameOf: (id: string) => string,
): Omit<OrderModel, "recommendations"> {
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
    shipping: priceOf(shipping, locale),
    total: priceOf(
      lines.reduce((total, { line }) => sum(total, line), shipping),
      locale,
    ),
    lines: lines.map(({ productId, quantity, unit, line }) => ({
      productId,
      name: nameOf(productId),
      quantity,
      unitPrice: priceOf(unit, locale),
      linePrice: priceOf(line, locale),
    })),
    address: [streetAddress, `${city}, ${state} ${zipCode}`, country],
  };
}
