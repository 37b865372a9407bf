import type { FastifyInstance } from "fastify";
import { frameOf, pricedCards } from "../frame.ts";
import { homePage } from "../views/index.ts";
import { type Pages, sendPage } from "./pages.ts";

/** GET / — 13 rpcs: currencies, products, cart and ad at once, then a Convert for each product. */
export function homeRoute(app: FastifyInstance, { shop, config, version }: Pages): void {
  app.get("/", async ({ visit }, reply) => {
    const [currencies, products, cart, ad] = await Promise.all([
      shop.currencies(visit),
      shop.products(visit).then((all) => pricedCards(visit, shop, all)),
      shop.cart(visit),
      shop.ad(visit, []),
    ]);
    const frame = frameOf(visit, config, version, { title: "Hipster Shop", currencies, cart });
    return sendPage(reply, homePage(frame, { products, ad }));
  });
}
