import { request as httpRequest } from "node:http";
import type { TelemetryConfig } from "@hipstershop/telemetry";
import { NOBODY, startFakeBackends, testTelemetry } from "@hipstershop/testkit";
import type { FrontendConfig } from "../src/config.ts";
import { startFrontend } from "../src/index.ts";

/** No other part of the shop is known. */
export const NOWHERE = { shop: "", traces: "", course: "", faults: "", load: "", metrics: "" };

const BACKENDS = ["ad", "cart", "checkout", "currency", "productCatalog", "recommendation", "shipping"] as const;
type Backend = (typeof BACKENDS)[number];
type Headers = Record<string, string>;

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The Set-Cookie lines by cookie name. */
  readonly cookies: ReadonlyMap<string, string>;
}

/** The frontend with fake backends that do what a test wants. `away` are services that are down. */
export async function startFront({
  away = [],
  config: changes = {},
  telemetry: overrides = {},
}: {
  readonly away?: readonly Backend[];
  readonly config?: Partial<FrontendConfig>;
  readonly telemetry?: Partial<TelemetryConfig>;
} = {}) {
  const stack = new AsyncDisposableStack();
  const theirs = stack.use(await testTelemetry("backends"));
  const telemetry = stack.use(await testTelemetry("frontend", overrides));
  const backends = stack.use(await startFakeBackends(theirs, BACKENDS));
  const config: FrontendConfig = {
    port: 0,
    host: "127.0.0.1",
    addresses: { ...backends.addresses, ...Object.fromEntries(away.map((name) => [name, NOBODY])) },
    baseUrl: "",
    bannerColor: "",
    message: "",
    platform: "",
    revision: "",
    pod: "pod-1",
    places: NOWHERE,
    tracesApi: "",
    singleSharedSession: false,
    pageDeadlineMs: 60_000,
    checkoutDeadlineMs: 90_000,
    pagesAtOnce: 1000,
    pagesWaitingMax: 0,
    lameDuckMs: 0,
    debug: false,
    ...changes,
  };
  const service = stack.use(await startFrontend(config, telemetry));
  const { port } = service;
  const get = (path: string, headers: Headers = {}) => send(port, "GET", path, { headers });
  const post = (path: string, fields: Record<string, string> = {}, headers: Headers = {}) =>
    send(port, "POST", path, {
      headers: { "content-type": FORM, ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  return {
    port,
    get,
    post,
    send: (method: string, path: string, headers: Headers = {}, body = "") =>
      send(port, method, path, { headers, body }),
    backends,
    service,
    telemetry,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const FORM = "application/x-www-form-urlencoded";

/** Sends a request unchanged: no redirect is followed, no path normalised, no header added but Host. */
export function send(
  port: number,
  method: string,
  path: string,
  { headers = {}, body = "", signal }: { headers?: Headers; body?: string; signal?: AbortSignal } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const target = { host: "127.0.0.1", port, path, method, agent: false as const, headers, ...(signal && { signal }) };
  const request = httpRequest(target, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.once("error", reject);
    response.once("end", () => {
      const lines = response.headers["set-cookie"] ?? [];
      resolve({
        status: response.statusCode ?? 0,
        body: Buffer.concat(chunks).toString(),
        headers: response.headers as Answer["headers"],
        cookies: new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line])),
      });
    });
  });
  request.once("error", reject);
  request.end(body);
  return promise;
}
