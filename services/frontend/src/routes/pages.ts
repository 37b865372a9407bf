import type { FastifyReply } from "fastify";
import type { FrontendConfig } from "../config.ts";
import type { Shop } from "../shop.ts";

/** What the routes of the pages share. */
export interface Pages {
  readonly shop: Shop;
  readonly config: FrontendConfig;
  /** Of the shop, shown in the footer. */
  readonly version: string;
}

/** How many of the recommended products a page shows; the others were fetched all the same. */
export const RECOMMENDATIONS_SHOWN = 4;

export function sendPage(reply: FastifyReply, markup: string, status = 200): FastifyReply {
  return reply.status(status).type("text/html; charset=utf-8").send(markup);
}
