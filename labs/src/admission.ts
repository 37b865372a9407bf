import { Admission } from "@hipstershop/web";
import type { FastifyInstance } from "fastify";
import { PageProblem } from "./page-problem.ts";

/** What probes and every page need: says nothing, changes nothing. */
const OPEN = /^\/(_healthz|static\/)/;

/** Asks visitors from other machines for the token. */
export function admitVisitors(app: FastifyInstance, token: string): void {
  const admission = new Admission(token);
  app.addHook("onRequest", async ({ headers, method, url: address, socket }, reply) => {
    const turned = OPEN.test(address) ? undefined : admission.turn({ headers, method, address, socket });
    if (turned === undefined) return undefined;
    if (turned.status === 303) return reply.header("set-cookie", turned.setCookie).redirect(turned.location, 303);
    throw new PageProblem(turned.status, turned.message);
  });
}
