import { admissionHook } from "@hipstershop/web";
import type { FastifyInstance } from "fastify";
import { PageProblem } from "./page-problem.ts";

/** What probes and every page need: says nothing, changes nothing. */
const OPEN = /^\/(_healthz|static\/)/;

/** Asks visitors from other machines for the token. */
export function admitVisitors(app: FastifyInstance, token: string): void {
  const problem = (status: 401 | 403, message: string) => new PageProblem(status, message);
  app.addHook("onRequest", admissionHook(token, { open: OPEN, problem }));
}
