import { fastifyCookie } from "@fastify/cookie";
import type { Telemetry } from "@hipstershop/telemetry";
import { DATA_HEADERS, limitPipelining } from "@hipstershop/web";
import { WITHOUT_SCHEMAS } from "@hipstershop/web/without-schemas";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { controlAdmission, waitForAdmission } from "./admission.ts";
import { compressPages } from "./compress-pages.ts";
import { trackResponses } from "./response-tracking.ts";
import { handleErrors } from "./error-handlers.ts";
import { instrumentRequests } from "./http-telemetry.ts";
import { interceptPages } from "./intercept-pages.ts";
import type { PageContext } from "./page-context.ts";
import { createRecorder } from "./request-metrics.ts";
import { requireRouteKinds } from "./route-kind.ts";
import { cartRoutes } from "./routes/cart.ts";
import { checkoutRoute } from "./routes/checkout.ts";
import { fileRoutes } from "./routes/files.ts";
import { healthRoute } from "./routes/health.ts";
import { homeRoute } from "./routes/home.ts";
import { productMetaRoute } from "./routes/product-meta.ts";
import { productRoute } from "./routes/product.ts";
import { searchRoute } from "./routes/search.ts";
import { sessionRoutes } from "./routes/session.ts";
import { traceSpansRoute } from "./routes/trace-spans.ts";
import { versionRoute } from "./routes/version.ts";
import { refuseCrossSite } from "./same-site.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { startSession } from "./session.ts";

const FORM_BYTES_MAX = 65_536;
const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
const CHECK_EVERY_MS = 1000;
/** A client that has read nothing for this long, after all deadlines, is disconnected. */
const SLOW_READER_MS = 15_000;
/** Above Node's own limit for an address: a product id of any length is then answered with 404 by the catalog. */
const PARAMETER_LENGTH_MAX = 65_536;

/** The HTTP server with all its routes, not yet listening. */
export async function createApp(
  context: PageContext,
  telemetry: Telemetry,
  isStopping: () => boolean,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: FORM_BYTES_MAX,
    // While stopping, a request on an open connection is still answered; the answer closes the connection.
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: SLOW_READER_MS + context.config.pageDeadlineMs + context.config.checkoutDeadlineMs,
    // By default Node checks only every 30 s whether a request has timed out.
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_EVERY_MS },
    ...WITHOUT_SCHEMAS,
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void reply
        .headers(DATA_HEADERS)
        .status(400)
        .type("text/plain; charset=utf-8")
        .send("This address can't be read.\n");
    },
  });
  limitPipelining(app.server);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_request: FastifyRequest, body: string) => {
      return Object.fromEntries(new URLSearchParams(body));
    },
  );
  requireRouteKinds(app);
  trackResponses(app);
  const record = createRecorder(telemetry);
  controlAdmission(app, context, { record, isStopping });
  instrumentRequests(app, telemetry, { record, pageDeadlineMs: context.config.pageDeadlineMs });
  handleErrors(app, context);
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
  app.addHook("onRequest", waitForAdmission);
  await app.register(fastifyCookie);
  // While stopping, every answer closes its connection, so that no connection has to be cut during a request.
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (isStopping()) void reply.header("connection", "close");
    done();
  });
  compressPages(app);
  const prefix = context.config.baseUrl;
  healthRoute(app, context.config, isStopping);
  await app.register(pageRoutes(context, telemetry), { prefix });
  await app.register(async (scope) => versionRoute(scope, context), { prefix });
  await app.register((scope) => traceSpansRoute(scope, context), { prefix });
  await app.register((scope) => fileRoutes(scope, context), { prefix });
  await app.ready();
  return app;
}

/**
 * The routes of the pages. Each request has a session; requests from other sites that would change something are
 * refused.
 */
function pageRoutes(context: PageContext, telemetry: Telemetry) {
  return async (app: FastifyInstance) => {
    app.addHook("onRequest", async (request, reply) => {
      if (request.method === "POST" || request.routeOptions.url?.endsWith("/logout")) refuseCrossSite(request);
      startSession(request, reply, context);
    });
    interceptPages(app, telemetry);
    homeRoute(app, context);
    searchRoute(app, context);
    productRoute(app, context);
    cartRoutes(app, context);
    checkoutRoute(app, context);
    sessionRoutes(app, context);
    productMetaRoute(app, context);
  };
}
