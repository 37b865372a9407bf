import type { FastifyError, FastifyRequest } from "fastify";
import { IngestError } from "../ingest/ingest-error.ts";
import { QueryError } from "./query-error.ts";

/** What a handler may throw: ours, Fastify's, or one nobody foresaw. */
export type Failed = Error & Partial<Pick<FastifyError, "statusCode">>;

/** The status an error stands for: its own, or 500 for one we did not foresee. */
export function statusOf(error: Failed): number {
  return error instanceof QueryError || error instanceof IngestError ? error.status : (error.statusCode ?? 500);
}

/** Why there is no such route: everything here is read with GET. */
export function notFound(request: FastifyRequest): QueryError {
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isRead) return new QueryError(405, `${request.method} is not understood here: everything is read with GET`);
  return new QueryError(404, `there is nothing at ${request.url.split("?", 1)[0]!.slice(0, 200)}`);
}
