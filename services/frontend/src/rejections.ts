import type { FastifyReply, FastifyRequest } from "fastify";
import { blankFrame } from "./frame.ts";
import type { PageContext } from "./page-context.ts";
import { RejectionPacer } from "./rejection-pacer.ts";
import { NO_SPAN, type Recorder } from "./request-metrics.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { errorPage } from "./views/index.ts";

const RETRY_AFTER_SECONDS = 1;

export interface RejectionParts {
  readonly record: Recorder;
  readonly isStopping: () => boolean;
}

/**
 * Answers of requests for which there is no room: 503 with Retry-After. They come in great numbers, and what they cost
 * is missing for pages. So the page is rendered once, the answer is written past the hooks of later plugins, and it is
 * counted but leaves no span.
 */
export class Rejections {
  readonly #pacer = new RejectionPacer(RETRY_AFTER_SECONDS * 1000);
  readonly #parts: RejectionParts;
  readonly #page: Buffer;
  readonly #headers: Map<string, string>;

  constructor({ config, version }: Pick<PageContext, "config" | "version">, parts: RejectionParts) {
    this.#parts = parts;
    this.#page = Buffer.from(
      errorPage(blankFrame(config, version, "Service Unavailable"), {
        status: 503,
        statusText: "Service Unavailable",
        message: "There are more visitors than the shop can serve just now. Your cart is safe; try again in a moment.",
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        detail: "",
      }),
    );
    this.#headers = new Map([
      ...Object.entries(SECURITY_HEADERS),
      ["retry-after", String(RETRY_AFTER_SECONDS)],
      ["content-type", "text/html; charset=utf-8"],
      ["content-length", String(this.#page.length)],
    ]);
  }

  /** Counts a request that no other hook has seen, and answers it. */
  answer(request: FastifyRequest, reply: FastifyReply): void {
    const startedAt = performance.now();
    reply.raw.once("close", () => {
      this.#parts.record(request, reply, { durationMs: performance.now() - startedAt, span: NO_SPAN });
    });
    this.send(request, reply);
  }

  /**
   * Takes the answer over from Fastify and sends it: at once, or to a client that came back before Retry-After had
   * passed when it has. A client that left meanwhile is not answered.
   */
  send(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack();
    const pause = this.#pacer.pause(reply.raw, request.raw.socket);
    if (!pause) return this.#write(reply);
    void pause.then(() => {
      if (!reply.raw.closed) this.#write(reply);
    });
  }

  #write({ raw: response }: FastifyReply): void {
    response.statusCode = 503;
    response.setHeaders(this.#headers);
    if (this.#parts.isStopping()) response.setHeader("connection", "close");
    response.end(this.#page);
  }
}
