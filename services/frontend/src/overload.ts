import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { blankFrame } from "./frame.ts";
import type { Pages } from "./routes/pages.ts";
import { errorPage } from "./views/index.ts";

const RETRY_AFTER_SECONDS = 1;

declare module "fastify" {
  interface FastifyRequest {
    /** Resolves when the page may be made; undefined when it may be at once. */
    turn: Promise<void> | undefined;
    /** There were too many pages under way when it came. */
    turnedAway: boolean;
  }
}

/**
 * The door: so many pages are made at once, so many visitors wait in line, and who comes then is turned away. The first hook
 * of all, so that the others can do less for those. Files and health are always let in. Past what the shop can do, a page
 * more under way makes everybody's wait longer and nobody's page earlier: https://sre.google/sre-book/handling-overload/
 */
export function watchTheDoor(app: FastifyInstance, { pagesAtOnce, pagesWaitingMax }: Pages["config"]): void {
  const door = new Door(pagesAtOnce, pagesWaitingMax);
  app.decorateRequest("turn", undefined);
  app.decorateRequest("turnedAway", false);
  app.addHook("onRequest", (request, reply, done) => {
    const isPage = request.routeOptions.config.telemetry === undefined;
    if (isPage && door.isFull) request.turnedAway = true;
    else if (isPage) request.turn = door.enter(reply.raw);
    done();
  });
}

/** Lets so many in at once, and the others in the order they came. A place is free again when its answer closes. */
class Door {
  readonly #places: number;
  readonly #lineMax: number;
  readonly #line = new Set<() => void>();
  #inside = 0;

  constructor(places: number, lineMax: number) {
    this.#places = places;
    this.#lineMax = lineMax;
  }

  get isFull(): boolean {
    return this.#inside >= this.#places && this.#line.size >= this.#lineMax;
  }

  /** Undefined when there is a place; or else what resolves when there is one, or when the visitor has left the line. */
  enter(answer: ServerResponse): Promise<void> | undefined {
    if (this.#inside < this.#places) {
      this.#take(answer);
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const letIn = (): void => {
      answer.off("close", leave);
      this.#take(answer);
      resolve();
    };
    const leave = (): void => {
      this.#line.delete(letIn);
      resolve();
    };
    this.#line.add(letIn);
    answer.once("close", leave);
    return promise;
  }

  #take(answer: ServerResponse): void {
    this.#inside += 1;
    answer.once("close", () => {
      this.#inside -= 1;
      const [next] = this.#line;
      if (!next) return;
      this.#line.delete(next);
      next();
    });
  }
}

/** Turns away, always with the same page, which costs next to nothing; and lets the others wait for their turn. Who has left by then gets no page. */
export function waitInLine(app: FastifyInstance, { config, version }: Pages): void {
  const page = Buffer.from(
    errorPage(blankFrame(config, version, "Service Unavailable"), {
      status: 503,
      statusText: "Service Unavailable",
      message: "There are more visitors than the shop can serve just now. Your cart is safe; try again in a moment.",
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      detail: "",
    }),
  );
  app.addHook("onRequest", async (request, reply) => {
    if (request.turnedAway)
      return reply.status(503).header("retry-after", RETRY_AFTER_SECONDS).type("text/html; charset=utf-8").send(page);
    if (!request.turn) return;
    await request.turn;
    request.visit.span.addEvent("waited in line");
    if (request.visit.signal.aborted) return reply.hijack();
  });
}
