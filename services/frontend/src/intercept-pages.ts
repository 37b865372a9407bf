import { once } from "node:events";
import type { Telemetry } from "@hipstershop/telemetry";
import type { FastifyInstance } from "fastify";

/**
 * Lets an interceptor surround the handlers of pages, as libs/rpc does for rpcs. The request that it sees is what is
 * known of the visitor; the work ends when the response does.
 */
export function interceptPages(app: FastifyInstance, { interception }: Telemetry): void {
  app.addHook("preHandler", async (request, reply) => {
    const { visit, headers, method, routeOptions } = request;
    const { span, context, signal, deadline, sessionId, currency } = visit;
    const around = interception.current?.incoming({
      method: `${method} ${routeOptions.url}`,
      request: { userId: sessionId, userCurrency: currency },
      span,
      context,
      signal,
      deadline,
      header: (name) => String(headers[name] ?? ""),
    });
    if (!around) return;
    const { promise: begun, resolve, reject } = Promise.withResolvers<void>();
    around((_, surrounded) => {
      visit.context = surrounded;
      resolve();
      return once(reply.raw, "close");
    }).catch(reject);
    await begun;
  });
}
