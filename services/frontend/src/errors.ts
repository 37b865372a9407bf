import { posix } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { frameOf } from "./frame.ts";
import { type Answer, answerTo, httpProblem } from "./problems.ts";
import { recognise } from "./session.ts";
import { isCrossSite } from "./same-site.ts";
import type { Pages } from "./routes/pages.ts";
import { sendPage } from "./routes/pages.ts";
import { errorPage } from "./views/index.ts";
import type { Visit } from "./visit.ts";

/** The error page, the 404 for unknown paths, the 405 for known ones, and the way back from doubled slashes. */
export function handleErrors(app: FastifyInstance, pages: Pages): void {
  const routes = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    const methods = routes.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    routes.set(url, methods);
  });

  app.setNotFoundHandler(async (request, reply) => {
    const [, path = "/", query = ""] = /^([^?]*)(.*)$/s.exec(request.url) ?? [];
    const clean = cleanPath(path);
    if (clean !== path) return reply.redirect(clean + query, 301);
    const allowed = [...routes].filter(([pattern]) => matches(pattern, path)).flatMap(([, methods]) => [...methods]);
    if (allowed.length === 0 || allowed.includes(request.method)) {
      return sendError(request, reply, pages, httpProblem(404));
    }
    return reply
      .status(405)
      .header("allow", [...new Set(allowed)].join(", "))
      .send();
  });

  app.setErrorHandler((error, request, reply) => sendError(request, reply, pages, error));
}

/** Doubled slashes and dots taken out. A target that is no path, or holds a backslash, leads nowhere and stays as it is. */
function cleanPath(path: string): string {
  return path.startsWith("/") && !path.includes("\\") ? posix.normalize(path) : path;
}

function sendError(request: FastifyRequest, reply: FastifyReply, pages: Pages, error: unknown): FastifyReply {
  const { visit } = request;
  const answer = answerTo(error);
  // Another site's form comes without the visitor's cookies: a new session must not take the place of theirs.
  const nobody = !visit.sessionId && !isCrossSite(request) && !isPlain(request, pages);
  if (nobody) recognise(request, reply, pages);
  logProblem(visit, error, answer);
  if (answer.retryAfterSeconds !== undefined) reply.header("retry-after", answer.retryAfterSeconds);
  const frame = frameOf(visit, pages.config, pages.version, { title: answer.statusText });
  const detail = pages.config.debug && error instanceof Error ? (error.stack ?? error.message) : "";
  const retryUrl = request.method === "GET" ? {} : { retryUrl: `${pages.config.baseUrl}/cart` };
  return sendPage(reply, errorPage(frame, { ...answer, ...retryUrl, detail }), answer.status);
}

/** Our failures are for the operator to see; what a visitor did is not. */
export function logProblem({ log, signal }: Visit, error: unknown, { status }: Answer): void {
  if (signal.aborted) log.debug({ err: error }, "the visitor left before the page was ready");
  else if (status >= 500) log.error({ err: error }, "request failed");
  else log.debug({ err: error }, "request refused");
}

/** Files and what else is no page get no session, not even with an error. */
function isPlain(request: FastifyRequest, { config }: Pages): boolean {
  const path = request.url.slice(config.baseUrl.length);
  return /^\/(static([/?]|$)|robots\.txt|version)/.test(path) || request.routeOptions.config.telemetry !== undefined;
}

/** Whether a path fits a route pattern such as /product/:id or /static/*. */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.at(-1) === "*")
    return given.length >= wanted.length && wanted.slice(0, -1).every((part, i) => part === given[i]);
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => (part.startsWith(":") ? given[i] !== "" : part === given[i]))
  );
}
