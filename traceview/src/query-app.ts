import { jaegerAnswer } from "@hipstershop/traces";
import type { FastifyInstance, FastifyReply } from "fastify";
import { createApp } from "./http.ts";
import { registerViewer } from "./viewer-pages/routes.ts";
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
    reply.header("x-content-type-options", "nosniff").header("cache-control", "no-store");
  });
  registerViewer(app);
  answerErrors(app, (_status, message) => message);
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

function answerErrors(api: FastifyInstance, envelope: (status: number, message: string) => object | string): void {
  api.setErrorHandler((error: HandlerError, _request, reply) => sendError(reply, statusOfError(error), error.message));
  api.setNotFoundHandler((request, reply) => {
    const error = noRouteError(request);
    if (error.status === 405) reply.header("allow", "GET, HEAD");
    return sendError(reply, error.status, error.message);
  });
  function sendError(reply: FastifyReply, status: number, message: string): FastifyReply {
    return reply.code(status).send(envelope(status, message));
  }
}
