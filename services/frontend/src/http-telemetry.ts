import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { bareHost } from "@hipstershop/addresses";
import {
  type Attributes,
  headerGetter,
  isSpanContextValid,
  now,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Telemetry,
  trace,
  traceFields,
  TraceFlags,
} from "@hipstershop/telemetry";
import { localeOf } from "@hipstershop/web";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { withLearner } from "./learner.ts";
import { bodyBytes, NO_SPAN, type Recorder, templateOf } from "./request-metrics.ts";
import { routeKindOf } from "./route-kind.ts";
import type { Visit } from "./visit.ts";

const QUERY_LENGTH_MAX = 1000;

/**
 * Opens the server span of a request when its route is known, and ends it when the response is sent or the connection
 * closed. Pages have a span, metrics and an access log; files have metrics; probes have nothing. Names of attributes
 * and metrics:
 * https://opentelemetry.io/docs/specs/semconv/http/
 */
export function instrumentRequests(
  app: FastifyInstance,
  telemetry: Telemetry,
  { record, pageDeadlineMs }: { readonly record: Recorder; readonly pageDeadlineMs: number },
): void {
  app.decorateRequest("visit");
  app.addHook("onRequest", async (request, reply) => {
    const startTime = now();
    const kind = routeKindOf(request);
    const { span, context } = kind === "page" ? openSpan(request, telemetry, startTime) : UNTRACED;
    const aborted = new AbortController();
    setMaxListeners(0, aborted.signal);
    const deadline = startTime + pageDeadlineMs;
    request.visit = openVisit(
      request,
      { span, context, signal: aborted.signal, deadline, startedAt: startTime },
      telemetry,
    );
    if (kind === "page") setTraceHeaders(reply, request.visit);
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished) aborted.abort();
      if (kind === "page") endSpan(span, reply);
      if (kind !== "probe") record(request, reply, { durationMs: now() - startTime, span });
      if (kind === "page") logAccess(request, reply, now() - startTime);
    });
  });
  app.addHook("onSend", async (request, reply) => {
    const { timings, span } = request.visit;
    if (timings.size > 0) reply.header("server-timing", serverTiming(timings, span));
  });
}

type Traced = Pick<Visit, "span" | "context">;

const UNTRACED: Traced = { span: NO_SPAN, context: ROOT_CONTEXT };

function openSpan(request: FastifyRequest, { tracer, propagation }: Telemetry, startTime: number): Traced {
  const route = request.routeOptions.url;
  const [path = "", query] = request.url.split("?", 2);
  const attributes: Attributes = {
    "http.request.method": request.method,
    "url.path": path,
    "url.scheme": request.protocol,
    "server.address": bareHost(request.hostname),
    "client.address": request.ip,
    "user_agent.original": request.headers["user-agent"] ?? "",
    "network.protocol.version": request.raw.httpVersion,
    ...(route && { "http.route": templateOf(route) }),
    ...(query && { "url.query": redactQuery(query) }),
  };
  const name = route ? `${request.method} ${templateOf(route)}` : request.method;
  const caller = withLearner(propagation.extract(request.headers, headerGetter), request.headers.cookie);
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER, startTime }, caller).setAttributes(attributes);
  return { span, context: trace.setSpan(caller, span) };
}

/** Query parameters whose values are recorded. A form can be sent in the query as well, with the card number in it. */
const QUERY_SHOWN = new Set(["q"]);

/** "q=lens&email=REDACTED": names are recorded, values only where they can't be secret. */
function redactQuery(query: string): string {
  return [...new URLSearchParams(query.slice(0, QUERY_LENGTH_MAX))]
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name.slice(0, 40))}=${QUERY_SHOWN.has(name) ? encodeURIComponent(value) : "REDACTED"}`,
    )
    .join("&");
}

function openVisit(
  request: FastifyRequest,
  { span, context, signal, deadline, startedAt }: Pick<Visit, "span" | "context" | "signal" | "deadline" | "startedAt">,
  { log }: Telemetry,
): Visit {
  const requestId = randomUUID();
  const fields = { ...traceFields(context), "http.req.id": requestId, "http.req.path": request.url.split("?")[0] };
  let child: Visit["log"] | undefined;
  let locale: string | undefined;
  return {
    requestId,
    span,
    context,
    signal,
    get log() {
      return (child ??= log.child(fields));
    },
    timings: new Map(),
    notes: [],
    deadline,
    startedAt,
    isExperiment: false,
    host: request.headers.host,
    get locale() {
      return (locale ??= localeOf(request.headers["accept-language"]));
    },
    sessionId: "",
    currency: "",
  };
}

/** The request id, and the trace id by https://www.w3.org/TR/trace-context-2/#traceresponse-header. */
function setTraceHeaders(reply: FastifyReply, { span, requestId }: Visit): void {
  reply.header("x-request-id", requestId);
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (isSpanContextValid(span.spanContext())) {
    reply.header("traceresponse", `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED) === 0 ? "00" : "01"}`);
  }
}

function serverTiming(timings: Visit["timings"], span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const entries = [...timings].map(
    ([service, { ms, calls }]) => `${service};dur=${ms.toFixed(1)};desc="${calls} ${calls === 1 ? "call" : "calls"}"`,
  );
  return [`traceparent;desc="00-${traceId}-${spanId}-0${traceFlags & 1}"`, ...entries].join(", ");
}

function endSpan(span: Span, reply: FastifyReply): void {
  const { statusCode, writableFinished } = reply.raw;
  span.setAttribute("http.response.status_code", statusCode);
  if (!writableFinished) span.setAttribute("error.type", "aborted");
  else if (statusCode >= 500) {
    span.setAttribute("error.type", String(statusCode));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(now());
}

function logAccess(request: FastifyRequest, reply: FastifyReply, durationMs: number): void {
  request.visit.log.info(
    {
      "http.req.method": request.method,
      session: request.visit.sessionId,
      "http.resp.took_ms": Math.round(durationMs),
      "http.resp.status": reply.statusCode,
      "http.resp.bytes": bodyBytes(reply),
    },
    "request complete",
  );
}
