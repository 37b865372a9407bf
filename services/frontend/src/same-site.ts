import type { FastifyRequest } from "fastify";
import { HttpProblem } from "./http-problem.ts";

/**
 * Whether another site's page made this request. Browsers say so in Sec-Fetch-Site, older ones in Origin. Other clients
 * send neither header, and pass.
 */
export function isCrossSite(request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  return site === undefined ? isForeignOrigin(request) : site !== "same-origin" && site !== "none";
}

/** Throws a 403 for such a request. To be called for requests that change something. */
export function refuseCrossSite(request: FastifyRequest): void {
  if (isCrossSite(request)) throw new HttpProblem(403, "This form was sent from another site.");
}

function isForeignOrigin({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host;
}
