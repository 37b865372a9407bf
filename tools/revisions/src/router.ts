import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setMaxListeners } from "node:events";
import {
  type Attributes,
  headerGetter,
  inSpan,
  now,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Telemetry,
  trace,
  type Context,
} from "@hipstershop/telemetry";
import { harmless } from "@hipstershop/text";
import type { Service } from "./model.ts";
import type { RouterMetrics } from "./metrics.ts";
import { type Lease, NoInstanceError, type Pool } from "./pool.ts";
import { forward, headersFor } from "./proxy.ts";
import { type Choice, chooseRevision, targetOf } from "./routes.ts";

const HEADERS_MS_MAX = 10_000;
const COOKIE = "shop_revision";
const KEPT = new RegExp(`(?:^|;)\\s*${COOKIE}=([a-z0-9-]+)`);

/** What the router asks for every request. */
export interface Routes {
  /** The service of a Host header. */
  serviceOf(host: string): Service | undefined;
  poolOf(service: Service, revision: string): Pool | undefined;
  /** Host names that lead somewhere, for people who come by another one. */
  hosts(): readonly string[];
}

/** A server that passes every request on to a revision of the service that its Host header names. */
export function createRouter(setting: Setting): Server {
  return createServer({ headersTimeout: HEADERS_MS_MAX, requestTimeout: 0 }, (request, response) => {
    readAbsolute(request);
    void route(request, response, setting);
  });
}

/** A request as to a proxy names its host in the address, which counts: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
function readAbsolute(request: IncomingMessage): void {
  const url = /^https?:/i.test(request.url ?? "") ? URL.parse(request.url ?? "") : null;
  if (!url) return;
  request.url = url.pathname + url.search;
  request.headers.host = url.host;
}

/** Requests that are refused whoever they are for, with the status and why. */
function unfit({ headers, headersDistinct }: IncomingMessage): readonly [status: number, why: string] | undefined {
  if ((headersDistinct["host"]?.length ?? 0) > 1) return [400, "there are several Host headers"];
  const isWebSocket = /\bwebsocket\b/i.test(headers.upgrade ?? "");
  return isWebSocket ? [501, "the router of revisions passes no WebSockets on"] : undefined;
}

/** What the router needs. */
export interface Setting {
  readonly routes: Routes;
  readonly telemetry: Telemetry;
  readonly metrics: RouterMetrics;
  /** From 0 to below 1, for each request. */
  readonly random: () => number;
}

async function route(request: IncomingMessage, response: ServerResponse, setting: Setting): Promise<void> {
  const { telemetry, metrics, routes, random } = setting;
  const startTime = now();
  const startedAt = performance.now();
  const host = request.headers.host ?? "";
  const service = routes.serviceOf(host);
  const kept = KEPT.exec(request.headers.cookie ?? "")?.[1];
  const choice = service && chooseRevision(service, random(), kept);
  const name = service ? `${request.method} ${service.name}` : `${request.method}`;
  const attributes = { ...requestAttributes(request, host), ...routeAttributes(service, choice) };
  const caller = telemetry.propagation.extract(request.headers, headerGetter);
  const span = telemetry.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes, startTime }, caller);
  const context = trace.setSpan(caller, span);
  try {
    const pool = service && choice && routes.poolOf(service, choice.revision.name);
    const misfit = unfit(request);
    if (misfit) refuse(response, ...misfit);
    else if (!service) refuse(response, 404, unknownHostText(host, routes.hosts()));
    else if (!choice || !pool) refuse(response, 503, `${service.name} has no revision that is ready`);
    else await serve(request, response, { service, choice, pool, span, context, telemetry, metrics });
  } catch (error) {
    const isRefused = error instanceof NoInstanceError;
    const revision = choice?.revision.name ?? "";
    const why = error instanceof Error ? error.message : String(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: why });
    refuse(
      response,
      isRefused ? 503 : 502,
      isRefused ? `${revision} can't be started: ${why}` : `${revision} did not answer: ${why}`,
    );
  } finally {
    span.setAttribute("http.response.status_code", response.statusCode);
    if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(now());
    const target = service && choice ? targetOf(service, choice.revision) : { route: "", revision: "" };
    const { statusCode } = response;
    metrics.request(target, request.method ?? "", statusCode, { ms: performance.now() - startedAt, span });
  }
}

interface Routed {
  readonly service: Service;
  readonly choice: Choice;
  readonly pool: Pool;
  readonly span: Span;
  readonly context: Context;
  readonly telemetry: Telemetry;
  readonly metrics: RouterMetrics;
}

async function serve(request: IncomingMessage, response: ServerResponse, routed: Routed): Promise<void> {
  const { service, choice, span, context, telemetry, metrics } = routed;
  const { name } = choice.revision;
  using lease = await hold(response, routed);
  span.setAttributes({
    "app.instance": lease.instance.name,
    "app.cold_start": lease.isCold,
    "app.held_ms": lease.heldMs,
  });
  if (lease.isCold) metrics.coldStart(targetOf(service, choice.revision));
  const carried: Record<string, string> = {};
  telemetry.propagation.inject(context, carried, { set: (carrier, key, value) => void (carrier[key] = value) });
  const answerHeaders: Record<string, string> = { "x-shop-revision": name };
  if (service.isSticky && choice.reason === "by percentage")
    answerHeaders["set-cookie"] = `${COOKIE}=${name}; Path=/; HttpOnly; SameSite=Lax`;
  await forward(request, response, lease.instance, { headers: headersFor(request, carried), answerHeaders });
}

/** An instance for the request. While it waits for one, a span says so. */
async function hold(
  response: ServerResponse,
  { choice, pool, context, telemetry }: Routed,
): Promise<Lease & Disposable> {
  const aborted = new AbortController();
  setMaxListeners(0, aborted.signal);
  const leave = () => aborted.abort();
  response.once("close", leave);
  const wait = () => pool.acquire(aborted.signal);
  const isWarm = pool.instances.some(({ isReady }) => isReady);
  const attributes = { "service.version": choice.revision.name };
  const lease = await (isWarm ? wait() : inSpan(telemetry, "cold start", { parent: context, attributes }, wait));
  response.off("close", leave);
  return { ...lease, [Symbol.dispose]: lease.release };
}

function requestAttributes(request: IncomingMessage, host: string): Attributes {
  return {
    "http.request.method": request.method ?? "",
    "url.path": (request.url ?? "").split("?")[0] ?? "",
    "url.scheme": "http",
    "server.address": host.replace(/:\d*$/, ""),
    "client.address": request.socket.remoteAddress ?? "",
    "user_agent.original": request.headers["user-agent"] ?? "",
  };
}

function routeAttributes(service: Service | undefined, choice: Choice | undefined): Attributes {
  if (!service || !choice) return {};
  return {
    "service.version": choice.revision.name,
    "app.route": targetOf(service, choice.revision).route,
    "app.route.percent": choice.percent,
    "app.route.reason": choice.reason,
  };
}

function unknownHostText(host: string, known: readonly string[]): string {
  const list = known.length > 0 ? `there is ${known.join(", ")}` : "nothing is deployed";
  return `no service has the host ${host === "" ? "(none given)" : host}: ${list}`;
}

function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${harmless(text)}\n`);
}
