import { isFromHere, PageToken } from "@hipstershop/web";
import type { FastifyInstance } from "fastify";
import { PageProblem } from "./page-problem.ts";

const COOKIE = "shop_token";
/** What probes and every page need: says nothing, changes nothing. */
const OPEN = /^\/(_healthz|static\/)/;

/**
 * Decides what people on other machines may do. With a token: everything, once they opened a link that has it. Without
 * one they may look, and change nothing. On the same machine, and behind kubectl port-forward, nobody is asked.
 */
export function admitVisitors(app: FastifyInstance, token: string): void {
  if (token === "none") return;
  const known = new PageToken(token, COOKIE);
  app.addHook("onRequest", async ({ headers, method, url, socket }, reply) => {
    const { token: given, rest } = PageToken.split(url);
    if (known.isToken(given) && method === "GET")
      return reply.header("set-cookie", known.setCookie).redirect(rest, 303);
    if (OPEN.test(url) || isFromHere(socket.remoteAddress, headers) || known.isIn(headers)) return undefined;
    if (token !== "")
      throw new PageProblem(401, "Open the link that was printed when the shop was opened: it holds a token.");
    if (method !== "GET" && method !== "HEAD")
      throw new PageProblem(
        403,
        "From other machines nothing can be changed. PAGE_TOKEN is a token that allows it; PAGE_TOKEN=none asks nobody.",
      );
    return undefined;
  });
}
