import type { FastifyInstance, FastifyReply } from "fastify";
import { readFileSync } from "node:fs";
import { assetFile } from "../asset-file.ts";
import { basePathOf, belowBase } from "../http.ts";
import { Params } from "../query/params.ts";
import { QueryError } from "../query/query-error.ts";
import { notFound, statusOf } from "../query/errors.ts";
import { traceById } from "../query/trace-by-id.ts";
import { searchQuery } from "../query/v1.ts";
import type { SpanStore } from "../store/span-store.ts";
import { messagePage } from "./message-page.ts";
import { traceListPage } from "./trace-list.ts";
import { tracePage } from "./trace-page.ts";

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
const LIMIT_DEFAULT = "20";
const ASSETS = { "traceview.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml" };

/** The pages for people, under the addresses Jaeger's have: /search?service=…, /trace/{id}. They need no JavaScript. */
export function pageRoutes(store: SpanStore) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook(
      "onSend",
      async (_request, reply) => void reply.header("content-security-policy", CONTENT_SECURITY_POLICY),
    );
    for (const [name, type] of Object.entries(ASSETS)) {
      const bytes = readFileSync(assetFile(name));
      app.get(`/assets/${name}`, (_request, reply) => reply.type(type).send(bytes));
    }
    app.get("/", (request, reply) => search(store, request.query, reply));
    app.get("/search", (request, reply) => search(store, request.query, reply));
    app.get<{ Params: { id: string } }>("/trace/:id", ({ params }, reply) =>
      sendPage(reply, 200, tracePage(traceById(store, params.id), store)),
    );
    app.setErrorHandler((error: Error, _request, reply) => sendProblem(store, reply, statusOf(error), error.message));
    app.setNotFoundHandler((request, reply) => {
      const error = notFound(request);
      if (error.status === 405) reply.header("allow", "GET, HEAD");
      return sendProblem(store, reply, error.status, error.message);
    });
  };
}

function search(store: SpanStore, sent: unknown, reply: FastifyReply): FastifyReply {
  try {
    const query = searchQuery(new Params({ limit: LIMIT_DEFAULT, ...(sent as object) }));
    return sendPage(reply, 200, traceListPage(store, query));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return sendPage(reply, error.status, traceListPage(store, {}, error.message));
  }
}

function sendProblem(store: SpanStore, reply: FastifyReply, status: number, message: string): FastifyReply {
  const text =
    message === "trace not found"
      ? "No trace of this id is kept. It may not have arrived yet (exporters send about once a second), was not sampled, or had to make room for newer ones."
      : `${message}.`;
  return sendPage(reply, status, messagePage(status === 404 ? "Not found" : "That did not work", text, store.stats()));
}

function sendPage(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .send(belowBase(text, basePathOf(reply.request)));
}
