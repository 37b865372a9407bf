import type { FastifyInstance } from "fastify";
import { answerTo } from "../error-answer.ts";
import { logProblem } from "../error-handlers.ts";
import type { PageContext } from "../page-context.ts";
import { PAGE } from "../route-kind.ts";

/** GET /product-meta/{ids} — one product as JSON, for other programs. */
export function productMetaRoute(app: FastifyInstance, { shop }: PageContext): void {
  app.get<{ Params: { ids: string } }>("/product-meta/:ids", PAGE, async ({ visit, params }, reply) => {
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
