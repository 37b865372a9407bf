import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request that a fake server received. */
export interface Received {
  readonly request: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What it answers. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

/** An HTTP server that answers what a test wants, and remembers what it was asked. */
export async function startFake(answer: (received: Received, count: number) => FakeAnswer) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const one = { request: `${request.method} ${request.url}`, headers: request.headers, body };
      received.push(one);
      const { status = 200, headers = {}, body: answered = "" } = answer(one, received.length);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.writeHead(status).end(answered);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

export const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

/** The header by which the shop names a trace. */
export function traceresponse(flags = "01"): string {
  return `00-${TRACE_ID}-b7ad6b7169203331-${flags}`;
}

/** Jaeger's answer with one trace: a span of the payment service for each set of tags. */
export function jaegerTrace(...spans: readonly Readonly<Record<string, string>>[]): string {
  return JSON.stringify({
    data: [
      {
        traceID: TRACE_ID,
        spans: spans.map((tags, i) => ({
          traceID: TRACE_ID,
          spanID: `00000000000000a${i}`,
          operationName: "hipstershop.PaymentService/Charge",
          references: [],
          startTime: 1,
          duration: 1,
          tags: Object.entries(tags).map(([key, value]) => ({ key, type: "string", value })),
          logs: [],
          processID: "p1",
        })),
        processes: { p1: { serviceName: "paymentservice", tags: [] } },
      },
    ],
    errors: null,
  });
}
