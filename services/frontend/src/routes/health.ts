import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FrontendConfig } from "../config.ts";

/**
 * /_healthz — whether to send visitors here. Asks no other service: a dead backend is no reason to restart us. Probes
 * know nothing of a base path; it answers there as well, as the original does.
 */
export function healthRoute(app: FastifyInstance, { baseUrl }: FrontendConfig, isStopping: () => boolean): void {
  const answer = async (_request: FastifyRequest, reply: FastifyReply) => {
    const [status, text] = isStopping() ? [503, "stopping"] : [200, "ok"];
    return reply.status(status).type("text/plain; charset=utf-8").send(text);
  };
  for (const prefix of new Set(["", baseUrl])) {
    app.all(`${prefix}/_healthz`, { config: { telemetry: "none" } }, answer);
  }
}
