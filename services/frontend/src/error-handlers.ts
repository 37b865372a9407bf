import { posix } from "node:path";
import { isCrossSite, RouteMethods } from "@hipstershop/web";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Answer, answerTo } from "./error-answer.ts";
import { frameOf } from "./frame.ts";
import { httpProblem } from "./http-problem.ts";
import type { PageContext } from "./page-context.ts";
import { routeKindOf } from "./route-kind.ts";
import { sendPage } from "./send-page.ts";
import { startSession } from "./session.ts";
import { errorPage } from "./views/index.ts";
import type { Visit } from "./visit.ts";

/**
 * Answers errors with the error page, unknown paths with 404, wrong methods with 405, and redirects from doubled
 * slashes.
 */
export function handleErrors(app: FastifyInstance, context: PageContext): void {
  const routes = new RouteMethods();
  app.addHook("onRoute", ({ url, method }) => routes.add(url, method));

  app.setNotFoundHandler(async (request, reply) => {
    const [, path = "/", query = ""] = /^([^?]*)(.*)$/s.exec(request.url) ?? [];
    const clean = cleanPath(path);
    if (clean !== path) return reply.redirect(clean + query, 301);
    const allowed = routes.at(path);
    if (allowed.length === 0 || allowed.includes(request.method)) {
      return sendError(request, reply, context, httpProblem(404));
    }
    return sendError(request, reply.header("allow", allowed.join(", ")), context, httpProblem(405));
  });

  app.setErrorHandler((error, request, reply) => sendError(request, reply, context, error));
}

/**
 * The path without doubled slashes and dot segments. A target that is not a path, or has a backslash, is not changed.
 */
function cleanPath(path: string): string {
  return path.startsWith("/") && !path.includes("\\") ? posix.normalize(path) : path;
}

function sendError(request: FastifyRequest, reply: FastifyReply, context: PageContext, error: unknown): FastifyReply {
  const { config, version } = context;
  const { visit } = request;
  const answer = answerTo(error);
  // Another site's form comes without the visitor's cookies: a new session must not replace theirs.
  const needsSession = !visit.sessionId && !isCrossSite(request.headers) && !isFileOrProbe(request, context);
  if (needsSession) startSession(request, reply, context);
  logProblem(visit, error, answer);
  if (answer.retryAfterSeconds !== undefined) reply.header("retry-after", answer.retryAfterSeconds);
  const frame = frameOf(visit, config, version, { title: answer.statusText });
  const detail = config.debug && error instanceof Error ? (error.stack ?? error.message) : "";
  const retryUrl = request.method === "GET" ? {} : { retryUrl: `${config.baseUrl}/cart` };
  return sendPage(reply, errorPage(frame, { ...answer, ...retryUrl, detail }), answer.status);
}

/** Logs our failures as errors; refused requests and visitors who left only for debugging. */
export function logProblem({ log, signal }: Visit, error: unknown, { status }: Answer): void {
  if (signal.aborted) log.debug({ err: error }, "the visitor left before the page was ready");
  else if (status >= 500) log.error({ err: error }, "request failed");
  else log.debug({ err: error }, "request refused");
}

/** Whether a file or a probe was asked for. Neither gets a session, not even below /static where there is no file. */
function isFileOrProbe(request: FastifyRequest, { config }: PageContext): boolean {
  const path = request.url.slice(config.baseUrl.length);
  return /^\/(static([/?]|$)|robots\.txt|version)/.test(path) || routeKindOf(request) !== "page";
}
