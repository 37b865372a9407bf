import type { FastifyInstance } from "fastify";
import { SpanCounter } from "../count-spans.ts";
import type { PageContext } from "../page-context.ts";
import { FILE } from "../route-kind.ts";

/**
 * GET /trace-spans/{trace id} — how many spans of a page's trace have arrived, as JSON, for the link to it in the page's
 * header; 204 when that can't be known. It has no span and no session.
 */
export async function traceSpansRoute(app: FastifyInstance, { config }: PageContext): Promise<void> {
  const counter = new SpanCounter(config.tracesApi);
  app.get<{ Params: { id: string } }>("/trace-spans/:id", FILE, async ({ params }, reply) => {
    const count = /^[\da-f]{32}$/.test(params.id) ? await counter.count(params.id) : undefined;
    reply.header("cache-control", "no-store");
    return count ?? reply.status(204).send();
  });
}
