import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** Resolves when no response is being produced. Requests that have not arrived completely don't count. */
    responsesDone(): Promise<void>;
  }
}

/** Counts the responses that are being produced, from the complete request to the end of the response. */
export function trackResponses(app: FastifyInstance): void {
  let inProgress = 0;
  const waiting: (() => void)[] = [];
  app.addHook("preHandler", (_request, reply, done) => {
    inProgress += 1;
    reply.raw.once("close", () => {
      inProgress -= 1;
      if (inProgress === 0) for (const resolve of waiting.splice(0)) resolve();
    });
    done();
  });
  app.decorate("responsesDone", async () => {
    if (inProgress > 0) await new Promise<void>((resolve) => waiting.push(resolve));
  });
}
