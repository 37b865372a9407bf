import { defineService } from "../src/define-service.ts";
import { run } from "../src/run.ts";

/** A service that does not end by itself: for the tests of how it is ended. */
run(
  defineService(
    "stuck",
    () => ({}),
    async () => ({
      port: 1,
      [Symbol.asyncDispose]: () => new Promise(() => setInterval(() => {}, 1000)),
    }),
  ),
);
