import { admissionHook } from "@hipstershop/web";
import type { FastifyInstance } from "fastify";
import { QueryError } from "./query/query-error.ts";

/** What probes and every page need: no trace is in it. */
const OPEN = /^\/(_healthz$|assets\/)/;

/** Asks visitors from other machines for the token, programs that use the query API as well. */
export function admitVisitors(app: FastifyInstance, token: string): void {
  const problem = (status: 401 | 403, message: string) => new QueryError(status, message);
  app.addHook("onRequest", admissionHook(token, { open: OPEN, problem }));
  app.get("/_healthz", (_request, reply) => reply.type("text/plain; charset=utf-8").send("ok"));
}
