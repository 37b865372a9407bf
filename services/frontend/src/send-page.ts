import type { FastifyReply } from "fastify";

/** Answers with HTML. */
export function sendPage(reply: FastifyReply, markup: string, status = 200): FastifyReply {
  return reply.status(status).type("text/html; charset=utf-8").send(markup);
}
