import type { IncomingHttpHeaders } from "node:http";
import { now, SpanKind, SpanStatusCode, type Telemetry, type TextMapGetter } from "@hipstershop/telemetry";
import { fastify, type FastifyInstance } from "fastify";
import type { SampleConfig } from "./config.ts";
import { drawFailures } from "./failures.ts";
import { createMetrics } from "./metrics.ts";

const HEADERS_MS_MAX = 10_000;

const headerGetter: TextMapGetter<IncomingHttpHeaders> = {
  get: (headers, key) => headers[key],
  keys: (headers) => Object.keys(headers),
};

/** GET / succeeds or fails by chance, each in one span; GET /healthz tells that the process lives. */
export function createApp({ successRate, seed }: SampleConfig, telemetry: Telemetry): FastifyInstance {
  const fails = drawFailures(successRate, seed);
  const record = createMetrics(telemetry);
  const app = fastify({
    requestTimeout: HEADERS_MS_MAX,
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
  });
  app.get("/healthz", async () => "ok\n");
  app.get("/", async (request, reply) => {
    const startTime = now();
    const attributes = { "http.request.method": request.method, "http.route": "/", "url.path": "/" };
    const caller = telemetry.propagation.extract(request.headers, headerGetter);
    const span = telemetry.tracer.startSpan("GET /", { kind: SpanKind.SERVER, attributes, startTime }, caller);
    const status = fails() ? 500 : 200;
    span.setAttribute("http.response.status_code", status);
    if (status === 500) {
      span.setAttribute("error.type", "500");
      span.setStatus({ code: SpanStatusCode.ERROR, message: `drawn by chance: SUCCESS_RATE is ${successRate}` });
    }
    reply.raw.once("close", () => {
      span.end(now());
      record(status, now() - startTime, span);
    });
    return reply.status(status).send(status === 500 ? "Internal Server Error\n" : "OK\n");
  });
  return app;
}

/** Replaces Fastify's compilers of JSON schemas, which it loads at its start. No route has a schema. */
function noSchema(): never {
  throw new Error("routes with a JSON schema need Fastify's own compilers: see app.ts");
}
