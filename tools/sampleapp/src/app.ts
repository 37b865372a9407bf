import { headerGetter, now, SpanKind, SpanStatusCode, type Telemetry } from "@hipstershop/telemetry";
import { WITHOUT_SCHEMAS } from "@hipstershop/web/without-schemas";
import { fastify, type FastifyInstance } from "fastify";
import type { SampleConfig } from "./config.ts";
import { drawFailures } from "./failures.ts";
import { createMetrics } from "./metrics.ts";

const HEADERS_MS_MAX = 10_000;

/** GET / succeeds or fails by chance, each in one span; GET /healthz tells that the process lives. */
export function createApp({ successRate, seed }: SampleConfig, telemetry: Telemetry): FastifyInstance {
  const fails = drawFailures(successRate, seed);
  const record = createMetrics(telemetry);
  const app = fastify({
    requestTimeout: HEADERS_MS_MAX,
    ...WITHOUT_SCHEMAS,
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
