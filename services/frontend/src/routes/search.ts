import type { FastifyInstance } from "fastify";
import { SEARCH_LENGTH_MAX } from "../form-limits.ts";
import { fieldsOf } from "../forms.ts";
import { frameOf } from "../frame.ts";
import type { PageContext } from "../page-context.ts";
import { PAGE } from "../route-kind.ts";
import { sendPage } from "../send-page.ts";
import { pricedShelf } from "../shelf.ts";
import { searchPage } from "../views/index.ts";

/** GET /search?q= — products with the text in name or description. */
export function searchRoute(app: FastifyInstance, { shop, config, version }: PageContext): void {
  app.get("/search", PAGE, async (request, reply) => {
    const { visit } = request;
    const { q = "", page } = fieldsOf(request);
    const query = q.trim().slice(0, SEARCH_LENGTH_MAX);
    const [currencies, results, cart] = await Promise.all([
      shop.currencies(visit),
      shop.search(visit, query).then((found) => pricedShelf(visit, shop, found, page)),
      shop.cartIfKnown(visit),
    ]);
    const frame = frameOf(visit, config, version, {
      title: query ? `Search: ${query}` : "Search",
      currencies,
      ...(cart && { cart }),
      query,
    });
    return sendPage(reply, searchPage(frame, { query, ...results }));
  });
}
