import type { FastifyInstance } from "fastify";
import { logProblem } from "../errors.ts";
import { answerTo } from "../problems.ts";
import type { Pages } from "./pages.ts";

/** GET /product-meta/{ids} — one product as JSON, for machines. */
export function productMetaRoute(app: FastifyInstance, { shop }: Pages): void {
  app.get<{ Params: { ids: string } }>("/product-meta/:ids", async ({ visit, params }, reply) => {
    try {
      const { id, name, description, picture, priceUsd, categories } = await shop.product(visit, params.ids);
      return {
        id,
        name,
        description,
        picture,
        price_usd: {
          currency_code: priceUsd?.currencyCode ?? "",
          units: Number(priceUsd?.units ?? 0),
          nanos: priceUsd?.nanos ?? 0,
        },
        categories,
      };
    } catch (error) {
      const answer = answerTo(error);
      const { status, message, retryAfterSeconds } = answer;
      logProblem(visit, error, answer);
      if (retryAfterSeconds !== undefined) reply.header("retry-after", retryAfterSeconds);
      return reply.status(status).send({ error: message });
    }
  });
}
