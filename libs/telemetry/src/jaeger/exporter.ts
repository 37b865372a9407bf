import { Agent, type ClientRequest, request } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import { encodeBatch } from "./encode.ts";

export interface JaegerHttpOptions {
  /** Such as http://jaeger:14268/api/traces. */
  readonly endpoint: string;
  /** Maximum time for one batch. */
  readonly timeoutMs: number;
}

/**
 * Sends spans to a Jaeger collector as Thrift over HTTP. It never throws and never keeps the process alive: a batch
 * that can't be delivered in time is reported as failed, and the batch processor counts its spans as dropped.
 */
export class JaegerHttpExporter implements SpanExporter {
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #agent: Agent;
  readonly #pending = new Set<ClientRequest>();
  #closed = false;

  constructor({ endpoint, timeoutMs }: JaegerHttpOptions) {
    this.#url = new URL(endpoint);
    this.#timeoutMs = timeoutMs;
    const options = { keepAlive: true, maxSockets: 2, maxFreeSockets: 1 };
    this.#agent = this.#url.protocol === "https:" ? new HttpsAgent(options) : new Agent(options);
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const resource = spans[0]?.resource;
    if (!resource) return done({ code: ExportResultCode.SUCCESS });
    if (this.#closed) return done({ code: ExportResultCode.FAILED, error: shutDown() });
    this.#post(encodeBatch(resource, spans), (error) => {
      done(error ? { code: ExportResultCode.FAILED, error } : { code: ExportResultCode.SUCCESS });
    });
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.abort();
    return Promise.resolve();
  }

  /** Ends all requests in progress at once; their batches are reported as failed. */
  abort(): void {
    this.#closed = true;
    for (const pending of this.#pending) pending.destroy(shutDown());
    this.#agent.destroy();
  }

  #post(body: Buffer, done: (error?: Error) => void): void {
    const send = this.#url.protocol === "https:" ? httpsRequest : request;
    const outgoing = send(this.#url, {
      method: "POST",
      agent: this.#agent,
      headers: { "content-type": "application/x-thrift", "content-length": body.length },
    });
    const timer = setTimeout(() => {
      outgoing.destroy(new Error(`no answer from ${this.#url.host} within ${this.#timeoutMs} ms`));
    }, this.#timeoutMs).unref();
    const finish = (error?: Error) => {
      if (!this.#pending.delete(outgoing)) return;
      clearTimeout(timer);
      done(error);
    };
    this.#pending.add(outgoing);
    outgoing.on("error", finish);
    outgoing.on("response", (response) => {
      response.resume();
      response.on("error", finish);
      response.on("close", () =>
        finish(response.complete ? undefined : new Error("the collector broke off its answer")),
      );
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        finish(status < 300 ? undefined : new Error(`the collector at ${this.#url.host} answered ${status}`));
      });
    });
    outgoing.on("close", () => finish(new Error(`the connection to ${this.#url.host} was closed`)));
    outgoing.end(body);
  }
}

function shutDown(): Error {
  return new Error("the exporter was shut down");
}
