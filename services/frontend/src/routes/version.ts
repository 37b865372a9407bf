import type { FastifyInstance } from "fastify";
import type { PageContext } from "../page-context.ts";
import { FILE } from "../route-kind.ts";

/** GET /version — which version runs where, as JSON. */
export function versionRoute(app: FastifyInstance, { config, version }: PageContext): void {
  app.get("/version", FILE, async () => ({
    service: "frontend",
    version,
    revision: config.revision,
    pod: config.pod,
    platform: config.platform,
    node: process.version,
  }));
}
