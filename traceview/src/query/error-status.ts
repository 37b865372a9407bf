import type { FastifyError, FastifyRequest } from "fastify";
import { IngestError } from "../ingest/ingest-error.ts";
import { QueryError } from "./query-error.ts";

/** An error of a handler: a QueryError, an IngestError, Fastify's, or any other. */
export type HandlerError = Error & Partial<Pick<FastifyError, "statusCode">>;

/** The HTTP status of an error; 500 for an unexpected one. */
export function statusOfError(error: HandlerError): number {
  return error instanceof QueryError || error instanceof IngestError ? error.status : (error.statusCode ?? 500);
}

/** The error for a request without a route: 405 for methods other than GET and HEAD, otherwise 404. */
export function noRouteError(request: FastifyRequest): QueryError {
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isRead) return new QueryError(405, `${request.method} is not understood here: everything is read with GET`);
  return new QueryError(404, `there is nothing at ${request.url.split("?", 1)[0]!.slice(0, 200)}`);
}
