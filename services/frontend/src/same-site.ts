import type { FastifyRequest } from "fastify";
import { HttpProblem } from "./problems.ts";

/**
 * Refuses requests that change something and were made by another site's page. Browsers say so themselves
 * (Sec-Fetch-Site, or Origin in older ones); clients that are no browsers say nothing and may pass.
 */
export function refuseCrossSite(request: FastifyRequest): void {
  const site = request.headers["sec-fetch-site"];
  const foreign = site === undefined ? isForeignOrigin(request) : site !== "same-origin" && site !== "none";
  if (foreign) throw new HttpProblem(403, "This form was sent from another site.");
}

function isForeignOrigin({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host;
}
