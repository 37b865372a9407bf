import { once } from "node:events";
import { ListenError, urlHost } from "@hipstershop/addresses";
import type { Telemetry } from "@hipstershop/telemetry";
import { serveControl } from "./control.ts";
import { RouterMetrics } from "./metrics.ts";
import { Revisions } from "./revisions.ts";
import { createRouter } from "./router.ts";
import { statusOf } from "./status.ts";

/** What the background process is made of. */
export interface ServingOptions {
  /** For the state; the caller holds its lock. */
  readonly folder: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The environment of all instances. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly telemetry: Telemetry;
  /** From 0 to below 1, for each request. */
  readonly random?: () => number;
}

/** Router, revisions and control socket. Disposal answers what is in flight, then ends all instances. */
export interface Serving extends AsyncDisposable {
  readonly port: number;
  /** As a URL. */
  readonly router: string;
  /** The path of the control socket. */
  readonly control: string;
}

/** Starts all that a background process does, in this process. */
export async function startServing({
  folder,
  host,
  port,
  variables,
  telemetry,
  random = Math.random,
}: ServingOptions): Promise<Serving> {
  await using stack = new AsyncDisposableStack();
  const metrics = new RouterMetrics(telemetry);
  const revisions = stack.use(new Revisions(folder, variables, metrics));
  metrics.observe(() => revisions.pools());
  const server = createRouter({ routes: revisions, telemetry, metrics, random });
  server.listen({ port, host });
  await once(server, "listening").catch((cause: unknown) => {
    throw new ListenError("the router", { host, port }, cause, { host: "--host", port: "--port" });
  });
  stack.defer(() => {
    // No new connections; the requests in flight are awaited with their revisions.
    server.close();
    server.closeIdleConnections();
  });
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  const router = `http://${urlHost(host)}:${taken}`;
  const where = { router, metrics: telemetry.metricsUrl ?? "", startedAt: new Date().toISOString() };
  const control = stack.use(await serveControl(folder, { revisions, status: () => statusOf(revisions, where) }));
  const owned = stack.move();
  return { port: taken, router, control: control.address, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
