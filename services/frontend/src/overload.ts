import type { FastifyInstance } from "fastify";
import { blankFrame } from "./frame.ts";
import type { Pages } from "./routes/pages.ts";
import { sendPage } from "./routes/pages.ts";
import { errorPage } from "./views/index.ts";

const RETRY_AFTER_SECONDS = 1;

declare module "fastify" {
  interface FastifyRequest {
    /** There were too many pages under way when it came. */
    turnedAway: boolean;
  }
}

/**
 * Counts the pages under way, and marks a request for which there is no room: the first hook of all, so that the others
 * can do less for it. Files and health are always let in. Past what the shop can do, a request more makes everybody's wait
 * longer and nobody's page earlier: https://sre.google/sre-book/handling-overload/
 */
export function countPages(app: FastifyInstance, max: number): void {
  let underWay = 0;
  app.decorateRequest("turnedAway", false);
  app.addHook("onRequest", (request, reply, done) => {
    const isPage = request.routeOptions.config.telemetry === undefined;
    if (isPage && underWay >= max) request.turnedAway = true;
    else if (isPage) {
      underWay += 1;
      reply.raw.once("close", () => {
        underWay -= 1;
      });
    }
    done();
  });
}

/** Answers those at once, always with the same page: it costs next to nothing. */
export function turnAway(app: FastifyInstance, { config, version }: Pages): void {
  const page = errorPage(blankFrame(config, version, "Service Unavailable"), {
    status: 503,
    statusText: "Service Unavailable",
    message: "There are more visitors than the shop can serve just now. Your cart is safe; try again in a moment.",
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    detail: "",
  });
  app.addHook("onRequest", async (request, reply) => {
    if (request.turnedAway) return sendPage(reply.header("retry-after", RETRY_AFTER_SECONDS), page, 503);
  });
}
