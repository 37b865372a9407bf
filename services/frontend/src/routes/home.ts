import type { FastifyInstance } from "fastify";
import { fieldsOf } from "../forms.ts";
import { frameOf, pricedShelf } from "../frame.ts";
import { homePage } from "../views/index.ts";
import { type Pages, sendPage } from "./pages.ts";

/** GET / — 13 rpcs: currencies, products, cart and ad at once, then a Convert for each product shown (?page= for more). */
export function homeRoute(app: FastifyInstance, { shop, config, version }: Pages): void {
  app.get("/", async (request, reply) => {
    const { visit } = request;
    const { page } = fieldsOf(request);
    const [currencies, shelf, cart, ad] = await Promise.all([
      shop.currencies(visit),
      shop.products(visit).then((all) => pricedShelf(visit, shop, all, page)),
      shop.cart(visit),
      shop.ad(visit, []),
    ]);
    const frame = frameOf(visit, config, version, { title: "Hipster Shop", currencies, cart });
    return sendPage(reply, homePage(frame, { ...shelf, ad }));
  });
}
