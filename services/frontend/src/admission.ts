import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { blankFrame } from "./frame.ts";
import type { PageContext } from "./page-context.ts";
import { RejectionPacer } from "./rejection-pacer.ts";
import { routeKindOf } from "./route-kind.ts";
import { errorPage } from "./views/index.ts";

const RETRY_AFTER_SECONDS = 1;

declare module "fastify" {
  interface FastifyRequest {
    /** Resolves when a queued request is admitted; undefined when it was admitted at once. */
    admission: Promise<void> | undefined;
    /** The queue was full: the request is answered with 503. */
    isRejected: boolean;
  }
}

/**
 * Admission control: at most `pagesAtOnce` pages are processed at the same time, at most `pagesWaitingMax` requests are
 * queued, and further ones are answered with 503. Files and probes are always admitted. Beyond its capacity a server
 * only gets slower with every further request (https://sre.google/sre-book/handling-overload/).
 * This must be the first hook, so that the later ones can skip their work for rejected requests.
 */
export function controlAdmission(
  app: FastifyInstance,
  { pagesAtOnce, pagesWaitingMax }: PageContext["config"],
): AdmissionQueue {
  const queue = new AdmissionQueue(pagesAtOnce, pagesWaitingMax);
  app.decorateRequest("admission", undefined);
  app.decorateRequest("isRejected", false);
  app.addHook("onRequest", (request, reply, done) => {
    const isPage = routeKindOf(request) === "page";
    if (isPage && queue.isFull) request.isRejected = true;
    else if (isPage && !hasBody(request)) request.admission = queue.enter(reply.raw);
    done();
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    queue.leave(reply.raw);
    done();
  });
  return queue;
}

/** A request with a body is queued when that is complete: clients that send it slowly must not keep others out. */
function hasBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/**
 * Admits a limited number of requests at a time, in the order of their arrival. A page that is made, or whose visitor
 * has left, makes room for the next one. The connection then sends it on its own: a client that reads slowly, or never,
 * must not keep others out.
 */
class AdmissionQueue {
  readonly #concurrencyMax: number;
  readonly #lengthMax: number;
  /** Functions that admit the queued requests, the oldest first. */
  readonly #queued = new Set<() => void>();
  readonly #inProgress = new Set<ServerResponse>();

  constructor(concurrencyMax: number, lengthMax: number) {
    this.#concurrencyMax = concurrencyMax;
    this.#lengthMax = lengthMax;
  }

  get isFull(): boolean {
    return this.#inProgress.size >= this.#concurrencyMax && this.#queued.size >= this.#lengthMax;
  }

  /**
   * Undefined when the request is admitted at once; or else resolves when it is admitted or its client has
   * disconnected.
   */
  enter(response: ServerResponse): Promise<void> | undefined {
    if (this.#inProgress.size < this.#concurrencyMax) {
      this.#startRequest(response);
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const admit = (): void => {
      response.off("close", leaveQueue);
      this.#startRequest(response);
      resolve();
    };
    const leaveQueue = (): void => {
      this.#queued.delete(admit);
      resolve();
    };
    this.#queued.add(admit);
    response.once("close", leaveQueue);
    return promise;
  }

  /** Ends a request that is in progress, and admits the next one. */
  leave(response: ServerResponse): void {
    if (!this.#inProgress.delete(response)) return;
    const [admitNext] = this.#queued;
    if (!admitNext) return;
    this.#queued.delete(admitNext);
    admitNext();
  }

  #startRequest(response: ServerResponse): void {
    this.#inProgress.add(response);
    response.once("close", () => this.leave(response));
  }
}

/**
 * Answers rejected requests with 503 and holds queued ones until they are admitted. The 503 page is rendered once, so
 * that a rejection costs next to nothing. A request whose client disconnected meanwhile is not answered.
 */
export function awaitAdmission(app: FastifyInstance, { config, version }: PageContext, queue: AdmissionQueue): void {
  const page = Buffer.from(
    errorPage(blankFrame(config, version, "Service Unavailable"), {
      status: 503,
      statusText: "Service Unavailable",
      message: "There are more visitors than the shop can serve just now. Your cart is safe; try again in a moment.",
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      detail: "",
    }),
  );
  const pacer = new RejectionPacer(RETRY_AFTER_SECONDS * 1000);
  const reject = async (request: FastifyRequest, reply: FastifyReply) => {
    await pacer.pause(reply.raw, request.raw.socket);
    if (reply.raw.closed) return reply.hijack();
    return reply.status(503).header("retry-after", RETRY_AFTER_SECONDS).type("text/html; charset=utf-8").send(page);
  };
  const admitted = async ({ visit }: FastifyRequest, reply: FastifyReply, admission: Promise<void> | undefined) => {
    if (!admission) return;
    await admission;
    visit.span.addEvent("waited in line");
    if (visit.signal.aborted) return reply.hijack();
  };
  app.addHook("onRequest", async (request, reply) =>
    request.isRejected ? reject(request, reply) : admitted(request, reply, request.admission),
  );
  app.addHook("preHandler", async (request, reply) => {
    if (routeKindOf(request) !== "page" || !hasBody(request)) return;
    return queue.isFull ? reject(request, reply) : admitted(request, reply, queue.enter(reply.raw));
  });
}
