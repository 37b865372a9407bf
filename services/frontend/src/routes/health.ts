import type { FastifyInstance } from "fastify";

/** /_healthz — whether to send visitors here. Asks no other service: a dead backend is no reason to restart us. */
export function healthRoute(app: FastifyInstance, isStopping: () => boolean): void {
  app.all("/_healthz", { config: { telemetry: "none" } }, async (_request, reply) => {
    const [status, text] = isStopping() ? [503, "stopping"] : [200, "ok"];
    return reply.status(status).type("text/plain; charset=utf-8").send(text);
  });
}
