import { jaegerAnswer } from "@hipstershop/traces";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { admitVisitors } from "./admission.ts";
import { compressAnswers } from "./compression.ts";
import { createApp } from "./http.ts";
import { registerViewer, sendPage } from "./viewer-pages/routes.ts";
import { noRouteError, statusOfError, type HandlerError } from "./query/error-status.ts";
import { transformRoute } from "./query/transform.ts";
import { v1Routes } from "./query/v1.ts";
import { v3Routes } from "./query/v3.ts";
import { viewerApiRoutes, type ViewerApiContext } from "./viewer-api/routes.ts";

/**
 * The query port's routes: Jaeger's two APIs, the viewer's API and the viewer's pages. Each API has its own error
 * envelope.
 */
export function queryApp(context: ViewerApiContext): FastifyInstance {
  const { store } = context;
  // Routes that read a body set their own limit; others accept next to nothing.
  const app = createApp(1024, context.basePath);
  app.addHook("onSend", async (_request, reply) => {
    reply.header("cache-control", "no-store");
  });
  admitVisitors(app, context.token);
  compressAnswers(app);
  registerViewer(app);
  app.setErrorHandler((error: HandlerError, _request, reply) => reply.code(statusOfError(error)).send(error.message));
  // Browsers get the viewer's page, which says that there is nothing and where else to go.
  app.setNotFoundHandler((request, reply) =>
    request.method === "GET" && request.headers.accept?.includes("text/html") === true
      ? sendPage(request, reply.code(404))
      : sendNoRoute(request, reply, (_status, message) => message),
  );
  void app.register(
    async (api) => {
      answerErrors(api, (status, message) => jaegerAnswer(null, [{ code: status, msg: message }]));
      await api.register(v1Routes(store));
      await api.register(transformRoute(context.pool));
    },
    { prefix: "/api" },
  );
  void app.register(
    async (api) => {
      answerErrors(api, (status, message) => ({ error: { httpCode: status, message } }));
      await api.register(v3Routes(store));
    },
    { prefix: "/api/v3" },
  );
  void app.register(
    async (api) => {
      answerErrors(api, (status, message) => ({ error: { httpCode: status, message } }));
      await api.register(viewerApiRoutes(context));
    },
    { prefix: "/api/view" },
  );
  return app;
}

type Envelope = (status: number, message: string) => object | string;

function answerErrors(api: FastifyInstance, envelope: Envelope): void {
  api.setErrorHandler((error: HandlerError, _request, reply) => {
    const status = statusOfError(error);
    return reply.code(status).send(envelope(status, error.message));
  });
  api.setNotFoundHandler((request, reply) => sendNoRoute(request, reply, envelope));
}

function sendNoRoute(request: FastifyRequest, reply: FastifyReply, envelope: Envelope): FastifyReply {
  const { status, message } = noRouteError(request);
  if (status === 405) reply.header("allow", "GET, HEAD");
  return reply.code(status).send(envelope(status, message));
}
