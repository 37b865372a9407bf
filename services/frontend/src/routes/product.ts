import { fromWire } from "@hipstershop/money";
import type { FastifyInstance, FastifyReply } from "fastify";
import { frameOf } from "../frame.ts";
import type { PageContext } from "../page-context.ts";
import { priceOf } from "../price.ts";
import { cardOf, recommendedCards } from "../product-card.ts";
import { PAGE } from "../route-kind.ts";
import { sendPage } from "../send-page.ts";
import { productPage } from "../views/index.ts";
import type { Visit } from "../visit.ts";

/** GET /product/{id} — 12 rpcs; those that do not need the product run in parallel with GetProduct. */
export function productRoute(app: FastifyInstance, context: PageContext): void {
  app.get<{ Params: { id: string } }>("/product/:id", PAGE, ({ visit, params }, reply) =>
    sendProduct(visit, reply, context, { id: params.id }),
  );
}

interface ShownProduct {
  readonly id: string;
  /** What is wrong with a form that was refused, by field. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** Answers with the page of a product: 200, or 422 when it shows the errors of a form. */
export async function sendProduct(
  visit: Visit,
  reply: FastifyReply,
  { shop, config, version }: PageContext,
  { id, errors = {} }: ShownProduct,
): Promise<FastifyReply> {
  const loadProduct = async () => {
    const product = await shop.product(visit, id);
    const [price, ad] = await Promise.all([
      shop.convert(visit, fromWire(product.priceUsd)),
      shop.ad(visit, product.categories),
    ]);
    return { product, price, ad };
  };
  const [{ product, price, ad }, currencies, cart, recommendations] = await Promise.all([
    loadProduct(),
    shop.currencies(visit),
    shop.cartIfKnown(visit),
    recommendedCards(visit, shop, [id]),
  ]);
  visit.span.setAttribute("app.product.id", product.id);
  const { description, categories } = product;
  const markup = productPage(
    frameOf(visit, config, version, { title: product.name, currencies, ...(cart && { cart }) }),
    {
      product: { ...cardOf(product), price: priceOf(price, visit.locale), description, categories },
      recommendations,
      ad,
      errors,
    },
  );
  return sendPage(reply, markup, Object.keys(errors).length > 0 ? 422 : 200);
}
