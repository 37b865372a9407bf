import { isCrossSite } from "@hipstershop/web";
import type { FastifyRequest } from "fastify";
import { HttpProblem } from "./http-problem.ts";

/** Throws a 403 for a request that another site's page made. To be called for requests that change something. */
export function refuseCrossSite({ headers }: FastifyRequest): void {
  if (isCrossSite(headers)) throw new HttpProblem(403, "This form was sent from another site.");
}
