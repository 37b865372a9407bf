import type { FastifyRequest } from "fastify";
import { HttpProblem } from "./http-problem.ts";

/**
 * Whether another site's page made this request. Browsers say so themselves (Sec-Fetch-Site, or Origin in older ones);
 * clients that are no browsers say nothing and may pass.
 */
export function isCrossSite(request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  return site === undefined ? isForeignOrigin(request) : site !== "same-origin" && site !== "none";
}

/** For requests that change something. */
export function refuseCrossSite(request: FastifyRequest): void {
  if (isCrossSite(request)) throw new HttpProblem(403, "This form was sent from another site.");
}

function isForeignOrigin({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host;
}
