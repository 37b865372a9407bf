import { fastifyCookie } from "@fastify/cookie";
import { fastifyHelmet } from "@fastify/helmet";
import type { Telemetry } from "@hipstershop/telemetry";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { countAnswers } from "./answers.ts";
import { handleErrors } from "./errors.ts";
import { instrument } from "./http-telemetry.ts";
import { cartRoutes } from "./routes/cart.ts";
import { checkoutRoute } from "./routes/checkout.ts";
import { waitInLine, watchTheDoor } from "./overload.ts";
import { healthRoute } from "./routes/health.ts";
import { homeRoute } from "./routes/home.ts";
import type { Pages } from "./routes/pages.ts";
import { plainRoutes } from "./routes/plain.ts";
import { productMetaRoute } from "./routes/product-meta.ts";
import { productRoute } from "./routes/product.ts";
import { searchRoute } from "./routes/search.ts";
import { sessionRoutes } from "./routes/session.ts";
import { refuseCrossSite } from "./same-site.ts";
import { recognise } from "./session.ts";

const FORM_BYTES_MAX = 65_536;
const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
const CHECK_EVERY_MS = 1000;
/** More than any address that Node takes: a product id of whatever length is just one that nobody knows. */
const PARAMETER_LENGTH_MAX = 65_536;

/** No route has a JSON schema; without this Fastify loads two compilers for them at its start. */
function noSchema(): never {
  throw new Error("routes with a JSON schema need Fastify's own compilers: see app.ts");
}

/** The HTTP server with all its routes, not yet listening. */
export async function createApp(
  pages: Pages,
  telemetry: Telemetry,
  isStopping: () => boolean,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: FORM_BYTES_MAX,
    // A request that comes on a kept connection in the last moment is still a visitor's; its answer ends the connection.
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Node looks for late requests only every 30 s unless told otherwise.
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_EVERY_MS },
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void reply.status(400).type("text/plain; charset=utf-8").send("This address can't be read.\n");
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_request: FastifyRequest, body: string) => {
      return Object.fromEntries(new URLSearchParams(body));
    },
  );
  countAnswers(app);
  watchTheDoor(app, pages.config);
  instrument(app, telemetry, pages.config.pageDeadlineMs);
  handleErrors(app, pages);
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: false,
    xFrameOptions: { action: "deny" },
  });
  waitInLine(app, pages);
  await app.register(fastifyCookie);
  // Before the end every connection is told to go elsewhere for its next request, so that none is cut in the middle of one.
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (isStopping()) void reply.header("connection", "close");
    done();
  });
  healthRoute(app, pages.config, isStopping);
  await app.register(shopRoutes(pages), { prefix: pages.config.baseUrl });
  await app.register((scope) => plainRoutes(scope, pages), { prefix: pages.config.baseUrl });
  return app;
}

/** The pages: every one of them with a session, none of them for another site's forms. */
function shopRoutes(pages: Pages) {
  return async (app: FastifyInstance) => {
    app.addHook("onRequest", async (request, reply) => {
      if (request.method === "POST" || request.routeOptions.url?.endsWith("/logout")) refuseCrossSite(request);
      recognise(request, reply, pages);
    });
    homeRoute(app, pages);
    searchRoute(app, pages);
    productRoute(app, pages);
    cartRoutes(app, pages);
    checkoutRoute(app, pages);
    sessionRoutes(app, pages);
    productMetaRoute(app, pages);
  };
}
