import { randomUUID } from "node:crypto";
import type { CartItem } from "@hipstershop/contract";
import { fromWire, type Money, multiply, sum } from "@hipstershop/money";
import type { FastifyInstance, FastifyReply } from "fastify";
import { addToCartForm, defaultCheckoutForm, fieldsOf, parseForm, quantityForm } from "../forms.ts";
import { frameOf } from "../frame.ts";
import { HttpProblem } from "../http-problem.ts";
import type { PageContext } from "../page-context.ts";
import { priceOf } from "../price.ts";
import { cardOf, recommendedCards } from "../product-card.ts";
import { PAGE } from "../route-kind.ts";
import { sendPage } from "../send-page.ts";
import type { Shop } from "../shop.ts";
import { cartPage } from "../views/index.ts";
import type { CartModel, CheckoutForm } from "../views/models.ts";
import type { Visit } from "../visit.ts";
import { sendProduct } from "./product.ts";

const YEARS_OFFERED = 5;

/**
 * GET /cart, POST /cart, POST /cart/quantity, POST /cart/empty. The last two are forms; who opens their address, by a
 * reload or a link, is led to the cart.
 */
export function cartRoutes(app: FastifyInstance, context: PageContext): void {
  const { shop, config } = context;

  app.get("/cart", PAGE, ({ visit }, reply) => sendCart(visit, reply, context));

  app.post("/cart", PAGE, async (request, reply) => {
    const { visit } = request;
    const fields = fieldsOf(request);
    try {
      const { product_id: productId, quantity } = parseForm(addToCartForm, fields);
      await shop.product(visit, productId);
      await shop.addToCart(visit, { productId, quantity });
    } catch (error) {
      const productId = fields["product_id"];
      const isRefused = error instanceof HttpProblem && error.statusCode === 422;
      if (!isRefused || !productId || error.fields["product_id"]) throw error;
      const errors = error.cause ? { quantity: "Your cart has no room for that many more." } : error.fields;
      return sendProduct(visit, reply, context, { id: productId, errors });
    }
    return reply.redirect(`${config.baseUrl}/cart`, 302);
  });

  app.post("/cart/quantity", PAGE, async (request, reply) => {
    const { product_id: productId, quantity } = parseForm(quantityForm, fieldsOf(request));
    await shop.setQuantity(request.visit, { productId, quantity });
    return reply.redirect(`${config.baseUrl}/cart`, 302);
  });

  for (const address of ["/cart/quantity", "/cart/empty"])
    app.get(address, PAGE, async (_request, reply) => reply.redirect(`${config.baseUrl}/cart`, 302));

  app.post("/cart/empty", PAGE, async ({ visit }, reply) => {
    await shop.emptyCart(visit);
    return reply.redirect(`${config.baseUrl}/`, 302);
  });
}

/** What the checkout form shows after it was refused. */
export interface RefusedCheckout {
  readonly form: CheckoutForm;
  readonly errors: Readonly<Record<string, string>>;
  readonly idempotencyKey: string;
}

/** The cart with its checkout form: 11 + 2n rpcs for n lines. */
export async function sendCart(
  visit: Visit,
  reply: FastifyReply,
  { shop, config, version }: PageContext,
  refused?: RefusedCheckout,
): Promise<FastifyReply> {
  const loadCart = async () => {
    const cart = await shop.cart(visit);
    const [lines, shipping, recommendations] = await Promise.all([
      Promise.all(cart.map((item) => loadLine(visit, shop, item))),
      shop.shippingQuote(visit, cart),
      recommendedCards(
        visit,
        shop,
        cart.map(({ productId }) => productId),
      ),
    ]);
    return { cart, lines: lines.filter((line) => line !== undefined), shipping, recommendations };
  };
  const [currencies, { cart, lines, shipping, recommendations }] = await Promise.all([
    shop.currencies(visit),
    loadCart(),
  ]);
  visit.span.setAttribute("app.cart.lines", lines.length);
  const thisYear = new Date().getFullYear();
  const model: CartModel = {
    lines: lines.map(({ product, price, quantity, linePrice }) => ({
      product: { ...cardOf(product), price: priceOf(price, visit.locale) },
      quantity,
      linePrice: priceOf(linePrice, visit.locale),
    })),
    shipping: undefined,
    total: undefined,
    ...(shipping && lines.length > 0 && totalsOf(lines, shipping, visit.locale)),
    recommendations,
    form: refused?.form ?? defaultCheckoutForm(thisYear),
    years: Array.from({ length: YEARS_OFFERED }, (_, i) => thisYear + i),
    idempotencyKey: refused?.idempotencyKey ?? randomUUID(),
    errors: refused?.errors ?? {},
  };
  const frame = frameOf(visit, config, version, { title: "Cart", currencies, cart });
  return sendPage(reply, cartPage(frame, model), refused ? 422 : 200);
}

/** Shipping and total; no total when some prices could not be converted. */
function totalsOf(lines: readonly { readonly linePrice: Money }[], shipping: Money, locale: string) {
  if (lines.some(({ linePrice }) => linePrice.currencyCode !== shipping.currencyCode)) return undefined;
  const total = lines.reduce((subtotal, { linePrice }) => sum(subtotal, linePrice), shipping);
  return { shipping: priceOf(shipping, locale), total: priceOf(total, locale) };
}

/** A cart line with its price; undefined, and a note on the page, when the product is no longer sold. */
async function loadLine(visit: Visit, shop: Shop, { productId, quantity }: CartItem) {
  try {
    const product = await shop.product(visit, productId);
    const price: Money = await shop.convert(visit, fromWire(product.priceUsd));
    return { product, price, quantity, linePrice: multiply(price, quantity) };
  } catch (error) {
    if (!(error instanceof HttpProblem) || error.statusCode !== 404) throw error;
    visit.notes.push({
      service: "productcatalogservice",
      text: `A product in your cart (${productId}) is no longer sold.`,
    });
    return undefined;
  }
}
