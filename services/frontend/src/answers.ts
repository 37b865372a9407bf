import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** Resolves when no answer is being made. A request counts once all of it has come: who sends slowly is not waited for. */
    answersMade(): Promise<void>;
  }
}

export function countAnswers(app: FastifyInstance): void {
  let making = 0;
  const waiting: (() => void)[] = [];
  app.addHook("preHandler", (_request, reply, done) => {
    making += 1;
    reply.raw.once("close", () => {
      making -= 1;
      if (making === 0) for (const resolve of waiting.splice(0)) resolve();
    });
    done();
  });
  app.decorate("answersMade", async () => {
    if (making > 0) await new Promise<void>((resolve) => waiting.push(resolve));
  });
}
