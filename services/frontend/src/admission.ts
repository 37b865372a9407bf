import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";
import type { PageContext } from "./page-context.ts";
import { type RejectionParts, Rejections } from "./rejections.ts";
import { routeKindOf } from "./route-kind.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Resolves when a queued request is admitted; undefined when it does not have to wait. */
    admission: Promise<void> | undefined;
  }
}

/**
 * Admission control: at most `pagesAtOnce` pages are processed at the same time, at most `pagesWaitingMax` requests are
 * queued, and further ones are answered with 503. Files and probes are always admitted. Beyond its capacity a server
 * only gets slower with every further request (https://sre.google/sre-book/handling-overload/).
 * This must be the first hook: for a rejected request no other one runs.
 */
export function controlAdmission(
  app: FastifyInstance,
  { config, version }: Pick<PageContext, "config" | "version">,
  parts: RejectionParts,
): void {
  const queue = new AdmissionQueue(config.pagesAtOnce, config.pagesWaitingMax);
  const rejections = new Rejections({ config, version }, parts);
  app.decorateRequest("admission", undefined);
  app.addHook("onRequest", (request, reply, done) => {
    const isPage = routeKindOf(request) === "page";
    if (isPage && queue.isFull) return rejections.answer(request, reply);
    if (isPage && !hasBody(request)) request.admission = queue.enter(reply.raw);
    done();
  });
  app.addHook("preHandler", (request, reply, done) => {
    if (routeKindOf(request) !== "page" || !hasBody(request)) return done();
    if (queue.isFull) return rejections.send(request, reply);
    request.admission = queue.enter(reply.raw);
    waitForAdmission(request, reply, done);
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    queue.leave(reply.raw);
    done();
  });
}

/**
 * A hook that holds a queued request until it is admitted, when its span is open. One whose client disconnected meanwhile
 * is not answered.
 */
export function waitForAdmission(request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
  const { admission, visit } = request;
  if (!admission) return done();
  void admission.then(() => {
    visit.span.addEvent("waited in line");
    if (visit.signal.aborted) reply.hijack();
    else done();
  });
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
