import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FrontendConfig } from "../config.ts";
import { PROBE } from "../route-kind.ts";

/**
 * /_healthz — 200 while requests are accepted, 503 while stopping. It asks no other service: a restart of the frontend
 * would not repair a backend. It has no base path, which probes do not know, and also answers below the base path, as
 * the original does.
 */
export function healthRoute(app: FastifyInstance, { baseUrl }: FrontendConfig, isStopping: () => boolean): void {
  const answer = async (_request: FastifyRequest, reply: FastifyReply) => {
    const [status, text] = isStopping() ? [503, "stopping"] : [200, "ok"];
    return reply.status(status).type("text/plain; charset=utf-8").send(text);
  };
  for (const prefix of new Set(["", baseUrl])) {
    app.all(`${prefix}/_healthz`, PROBE, answer);
  }
}
