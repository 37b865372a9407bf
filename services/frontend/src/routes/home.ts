import type { FastifyInstance } from "fastify";
import { fieldsOf } from "../forms.ts";
import { frameOf } from "../frame.ts";
import type { PageContext } from "../page-context.ts";
import { PAGE } from "../route-kind.ts";
import { sendPage } from "../send-page.ts";
import { pricedShelf } from "../shelf.ts";
import { homePage } from "../views/index.ts";

/**
 * GET / — 13 rpcs: currencies, products, cart and ad in parallel, then one Convert per product on the page (?page=).
 */
export function homeRoute(app: FastifyInstance, { shop, config, version }: PageContext): void {
  app.get("/", PAGE, async (request, reply) => {
    const { visit } = request;
    const { page } = fieldsOf(request);
    const [currencies, shelf, cart, ad] = await Promise.all([
      shop.currencies(visit),
      shop.products(visit).then((all) => pricedShelf(visit, shop, all, page)),
      shop.cartIfKnown(visit),
      shop.ad(visit, []),
    ]);
    const frame = frameOf(visit, config, version, { title: "Hipster Shop", currencies, ...(cart && { cart }) });
    return sendPage(reply, homePage(frame, { ...shelf, ad }));
  });
}
