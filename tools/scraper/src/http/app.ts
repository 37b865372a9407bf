import { WITHOUT_SCHEMAS } from "@hipstershop/web/without-schemas";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import type { Source } from "../promql/evaluate.ts";
import { evaluateInstant, evaluateRange, parseQuery } from "../promql/query.ts";
import { QueryError } from "../query-error.ts";
import type { Labels } from "../store/labels.ts";
import type { SeriesStore } from "../store/store.ts";
import { instantData, matrixData } from "./answers.ts";
import { required, stepOf, timeOf } from "./parameters.ts";

const BODY_BYTES_MAX = 64 * 2 ** 10;

/** Answers Prometheus' HTTP API from a store. `warn` is told of errors of its own. */
export function createApp(source: Source, warn: (message: string) => void): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    ...WITHOUT_SCHEMAS,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, async (_: FastifyRequest, body: string) => body);
  app.setErrorHandler((error, request, reply) => {
    const known = asQueryError(error);
    if (known.status >= 500) warn(`${request.method} ${request.url.split("?")[0]}: ${String(error)}`);
    return reply.status(known.status).send({ status: "error", errorType: known.errorType, error: known.message });
  });
  app.setNotFoundHandler(({ method, url }) => {
    throw new QueryError("not_found", `There is nothing at ${method} ${url.split("?")[0]} of this stand-in.`);
  });
  queryRoutes(app, source);
  seriesRoutes(app, source.store);
  app.get("/-/ready", async (_, reply) => reply.type("text/plain; charset=utf-8").send("The scraper is ready.\n"));
  return app;
}

function queryRoutes(app: FastifyInstance, source: Source): void {
  answering(app, "/api/v1/query", async (parameters) => {
    const time = timeOf(parameters, "time", Date.now());
    return instantData(evaluateInstant(exprOf(parameters), time, source), time);
  });
  answering(app, "/api/v1/query_range", async (parameters) => {
    const [start, end] = [timeOf(parameters, "start"), timeOf(parameters, "end")];
    if (end < start)
      throw new QueryError("bad_data", 'invalid parameter "end": end timestamp must not be before start time');
    const step = stepOf(parameters);
    return matrixData(await evaluateRange(exprOf(parameters), { start, end, step }, source));
  });
}

/** The selections of these requests have no time: all that is kept is meant. */
function seriesRoutes(app: FastifyInstance, store: SeriesStore): void {
  answering(app, "/api/v1/series", async (parameters) => {
    const selectors = parameters.getAll("match[]");
    if (selectors.length === 0) throw new QueryError("bad_data", "no match[] parameter provided");
    const found = selectors.flatMap((selector): [string, Labels][] => {
      const expr = parseQuery(selector);
      if (expr.kind !== "selector") throw new QueryError("bad_data", `match[] must be a selector, not ${selector}`);
      return store.select(expr.matchers).map(({ labels }) => [labels.key, labels]);
    });
    return [...new Map(found).values()];
  });
  app.get<{ Params: { name: string } }>("/api/v1/label/:name/values", async ({ params }) => ({
    status: "success",
    data: store.labelValues(params.name),
  }));
}

/** A route whose parameters are in the address, or with POST in a form. */
function answering(app: FastifyInstance, url: string, answer: (parameters: URLSearchParams) => Promise<unknown>): void {
  app.route({
    method: ["GET", "POST"],
    url,
    handler: async (request) => ({ status: "success", data: await answer(parametersOf(request)) }),
  });
}

function parametersOf({ url, body }: FastifyRequest): URLSearchParams {
  const form = new URLSearchParams(typeof body === "string" ? body : "");
  return new URLSearchParams([...form, ...new URLSearchParams(url.split("?")[1] ?? "")]);
}

function exprOf(parameters: URLSearchParams) {
  const query = required(parameters, "query");
  try {
    return parseQuery(query);
  } catch (error) {
    if (!(error instanceof QueryError) || error.errorType !== "bad_data") throw error;
    throw new QueryError("bad_data", `invalid parameter "query": ${error.message}`);
  }
}

function asQueryError(error: unknown): QueryError {
  if (error instanceof QueryError) return error;
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (error instanceof Error && status >= 400 && status < 500) return new QueryError("bad_data", error.message);
  return new QueryError("internal", "Something went wrong in this stand-in for Prometheus; its log says what.");
}
