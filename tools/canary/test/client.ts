import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { vi } from "vitest";
import { type CanaryOptions, type CanaryServer, startCanaryServer } from "../src/server.ts";

/** A JSON answer of any shape, for `expect`. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const COMPLETE_WITHIN = { timeout: PATIENCE_MS, interval: 20 };

/** A canaryd of its own, and requests to it. */
export class Client implements AsyncDisposable {
  readonly url: string;
  readonly #server: CanaryServer;

  private constructor(server: CanaryServer) {
    this.#server = server;
    this.url = `http://127.0.0.1:${server.port}`;
  }

  static async start(prometheusUrl: string, folder?: string, options?: CanaryOptions): Promise<Client> {
    return new Client(await startCanaryServer({ port: 0, host: "127.0.0.1", folder, prometheusUrl }, options));
  }

  async send(method: string, path: string, json?: unknown): Promise<Answer> {
    const body = json === undefined ? null : JSON.stringify(json);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(this.url + path, { method, headers, body });
    const text = await answer.text();
    return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] };
  }

  /** Sends it, expects 200, and returns one text of the answer. */
  async idOf(field: string, path: string, json: unknown): Promise<string> {
    const { status, body } = await this.send("POST", path, json);
    const id = body[field];
    if (status !== 200 || typeof id !== "string") throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return id;
  }

  /** The answer at a path, once it is complete. */
  async completed(path: string): Promise<Answer["body"]> {
    return vi.waitFor(async () => {
      const { body } = await this.send("GET", path);
      if (body["complete"] !== true) throw new Error(`${path} is not complete: ${JSON.stringify(body)}`);
      return body;
    }, COMPLETE_WITHIN);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

/** A server that answers query_range; `answer` makes the status and the body of a query. */
export async function playPrometheus(answer: (query: string) => { status?: number; body: unknown } | undefined) {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "", "http://localhost").searchParams.get("query") ?? "";
    const given = answer(query);
    // One without an answer hangs until the client leaves.
    if (given) response.writeHead(given.status ?? 200).end(JSON.stringify(given.body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Prometheus' answer: one series with these labels for each. */
export function matrix(...series: (readonly [labels: object, values: readonly (number | string)[]])[]) {
  const start = Date.parse("2026-11-30T09:00:00Z") / 1000;
  const result = series.map(([metric, values]) => ({
    metric: { __name__: "errors", ...metric },
    values: values.map((value, i) => [start + i * 60, String(value)]),
  }));
  return { body: { status: "success", data: { resultType: "matrix", result } } };
}

/** A configuration with one metric, whose query is the scope's name. */
export function configOf(more: object = {}, metric: object = {}) {
  return {
    name: "pay-canary",
    applications: ["shop"],
    judge: { name: "NetflixACAJudge-v1.0" },
    metrics: [
      {
        name: "errors",
        groups: ["errors"],
        scopeName: "default",
        query: { type: "prometheus", customInlineTemplate: "PromQL:${scope}" },
        analysisConfigurations: { canary: { direction: "increase", critical: true } },
        ...metric,
      },
    ],
    classifier: { groupWeights: { errors: 100 } },
    ...more,
  };
}

/** A request to compare `baseline` with `canary` over three minutes. */
export function requestOf(more: object = {}) {
  const times = { start: "2026-11-30T09:00:00Z", end: "2026-11-30T10:03:00+01:00", step: 60, location: "" };
  const scopes = {
    default: { controlScope: { scope: "baseline", ...times }, experimentScope: { scope: "canary", ...times } },
  };
  return { scopes, thresholds: { pass: 95, marginal: 75 }, ...more };
}
