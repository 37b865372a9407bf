import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";

/**
 * What a route answers with, said in its definition:
 * - a page has a session, a span, metrics and an access log, and passes admission control;
 * - a file has metrics only;
 * - a probe has none of these.
 */
export type RouteKind = "page" | "file" | "probe";

declare module "fastify" {
  interface FastifyContextConfig {
    kind?: RouteKind;
  }
}

export const PAGE = { config: { kind: "page" } } as const;
export const FILE = { config: { kind: "file" } } as const;
export const PROBE = { config: { kind: "probe" } } as const;

/** The kind of the route that a request reached. An address without a route is answered with a page: 404 or 405. */
export function routeKindOf({ routeOptions }: Pick<FastifyRequest, "routeOptions">): RouteKind {
  return routeOptions.config.kind ?? "page";
}

/** Lets the start of the app fail when a route has no kind. */
export function requireRouteKinds(app: FastifyInstance): void {
  const routes: RouteOptions[] = [];
  app.addHook("onRoute", (route) => void routes.push(route));
  app.addHook("onReady", async () => {
    for (const { method, url, config } of routes) {
      if (config?.kind) continue;
      throw new Error(`${[method].flat().join(", ")} ${url} does not say whether it is a page, a file or a probe`);
    }
  });
}
