import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { metrics, trace } from "@opentelemetry/api";
import type { RunSettings } from "../src/settings/settings.ts";
import { scenarios } from "../src/scenarios/index.ts";
import { instrumentsOf } from "../src/telemetry/telemetry.ts";

/** A server with the responses of the shop, which records the requests. */
export interface StubShop extends AsyncDisposable {
  readonly url: string;
  /** Requests in order, as "GET /cart"; a form is appended. */
  readonly asked: string[];
  readonly cookies: (string | undefined)[];
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export async function startStubShop(answer: Answer = answerLikeShop, port = 0): Promise<StubShop> {
  const asked: string[] = [];
  const cookies: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push(`${request.method} ${request.url}${body && ` ${body}`}`);
      cookies.push(request.headers.cookie);
      answer(request, response, body);
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    cookies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

let sessions = 0;

export function answerLikeShop({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
  if (!headers.cookie) response.setHeader("set-cookie", `shop_session-id=s${(sessions += 1)}; Path=/; Max-Age=172800`);
  if (method === "POST" && url !== "/cart/checkout") {
    response.writeHead(302, { location: url === "/cart" ? "/cart" : "/" }).end();
  } else response.end("a page");
}

/** Telemetry that does nothing: the no-op implementations of the API. */
export const silent = { tracer: trace.getTracer("test"), instruments: instrumentsOf(metrics.getMeter("test")) };

export function settingsFor(target: string, changes: Partial<RunSettings> = {}): RunSettings {
  return {
    target,
    model: "closed",
    users: 3,
    rate: 1000,
    think: { minMs: 0, maxMs: 0 },
    stages: [],
    durationMs: Infinity,
    iterations: 60,
    seed: 7,
    shard: { index: 0, count: 1 },
    scenarios,
    inFlightMax: 100,
    timeoutMs: 30_000,
    ...changes,
  };
}
