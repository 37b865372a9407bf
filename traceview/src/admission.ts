import { Admission } from "@hipstershop/web";
import type { FastifyInstance } from "fastify";
import { QueryError } from "./query/query-error.ts";

/** What probes and every page need: no trace is in it. */
const OPEN = /^\/(_healthz$|assets\/)/;

/** Asks visitors from other machines for the token, programs that use the query API as well. */
export function admitVisitors(app: FastifyInstance, token: string): void {
  const admission = new Admission(token);
  app.addHook("onRequest", async ({ headers, method, url, originalUrl: address, socket }, reply) => {
    const turned = OPEN.test(url) ? undefined : admission.turn({ headers, method, address, socket });
    if (turned === undefined) return undefined;
    if (turned.status === 303) return reply.header("set-cookie", turned.setCookie).redirect(turned.location, 303);
    throw new QueryError(turned.status, turned.message);
  });
  app.get("/_healthz", (_request, reply) => reply.type("text/plain; charset=utf-8").send("ok"));
}
