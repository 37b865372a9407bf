import { harmless } from "@hipstershop/text";
import { JudgeInputError } from "@hipstershop/judge";
import { admissionHook, DATA_HEADERS, limitPipelining } from "@hipstershop/web";
import { WITHOUT_SCHEMAS } from "@hipstershop/web/without-schemas";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import { toJson } from "../json.ts";
import { Problem } from "../problem.ts";

const BODY_BYTES_MAX = 16 * 2 ** 20;
const NO_JSON = Symbol("a body that is no JSON");

/**
 * A server without routes, whose answers and problems are as Kayenta's. `warn` is told of errors of its own. Other machines
 * need the token, but for GET /health; none is asked with "none".
 */
export function createApp(warn: (message: string) => void, token = "none"): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    ...WITHOUT_SCHEMAS,
  });
  limitPipelining(app.server);
  takeBodies(app);
  app.setReplySerializer((payload) => toJson(payload));
  app.setErrorHandler((error, request, reply) => {
    const { status, message } = answerTo(error);
    if (status >= 500) warn(`${request.method} ${request.url.split("?")[0]}: ${String(error)}`);
    return reply.status(status).send({ message });
  });
  app.setNotFoundHandler(({ method, url }, reply) =>
    reply.status(404).send({ message: `There is nothing at ${method} ${url.split("?")[0]}.` }),
  );
  setHeaders(app);
  const problem = (status: 401 | 403, message: string) => new Problem(status, message);
  app.addHook("onRequest", admissionHook(token, { open: /^\/health$/, problem }));
  return app;
}

/** The JSON of a request's body. */
export function bodyOf({ body }: Pick<FastifyRequest, "body">): unknown {
  if (body === NO_JSON)
    throw new Problem(415, "The body must be JSON, with the header Content-Type: application/json.");
  if (body === undefined || body === null) throw new Problem(400, "Required request body is missing: send JSON.");
  return body;
}

/** Clients send empty bodies of any type where there is nothing to send. */
function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, async (_: FastifyRequest, body: string) => {
    if (body.trim() === "") return undefined;
    try {
      const value: unknown = JSON.parse(body);
      return value;
    } catch (error) {
      throw new Problem(400, `The body is no JSON: ${error instanceof Error ? harmless(error.message) : ""}.`);
    }
  });
  app.addContentTypeParser("*", { parseAs: "string" }, async (_: FastifyRequest, body: string) =>
    body.trim() === "" ? undefined : NO_JSON,
  );
}

/** Pages of any origin may use the API, as with Kayenta; none may show it as something else. */
function setHeaders(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers, method }, reply) => {
    reply.headers(DATA_HEADERS);
    if (headers.origin === undefined) return;
    reply.headers({
      "access-control-allow-origin": headers.origin,
      "access-control-allow-methods": "POST, GET, OPTIONS, DELETE, PUT, PATCH",
      "access-control-allow-headers": "x-requested-with, content-type",
      "access-control-max-age": "3600",
      vary: "Origin",
    });
    if (method === "OPTIONS") await reply.status(200).send();
  });
}

function answerTo(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof Problem) return { status: error.statusCode, message: error.message };
  if (error instanceof JudgeInputError) return { status: error.isForeseen ? 400 : 500, message: error.message };
  const given = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (error instanceof Error && given >= 400 && given < 500) return { status: given, message: error.message };
  return { status: 500, message: "Something went wrong here; the log says what." };
}
