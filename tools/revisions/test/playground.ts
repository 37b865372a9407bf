import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { processVariables } from "@hipstershop/runtime";
import { type TestTelemetry, testTelemetry } from "@hipstershop/testkit";
import { RouterClient } from "../src/client.ts";
import type { DeployEvent, DeployRequest, RevisionStatus } from "../src/model.ts";
import { startServing } from "../src/serving.ts";

const HOST = "hello.default.example.com";

/** What the router answered. */
export interface Answered {
  readonly status: number;
  readonly revision: string;
  readonly body: string;
  readonly cookies: readonly string[];
}

export interface Asked {
  readonly host?: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request is given up after this long, as by `curl --max-time`. */
  readonly limitMs?: number;
}

/** A router with its revisions in this process; their instances are real processes. */
export interface Playground extends AsyncDisposable {
  readonly client: RouterClient;
  /** Where the router listens, for bytes that no client would send. */
  readonly port: number;
  readonly telemetry: TestTelemetry;
  readonly folder: string;
  ask(asked?: Asked): Promise<Answered>;
  deploy(changes?: Partial<DeployRequest>): Promise<readonly DeployEvent[]>;
  revision(name: string): Promise<RevisionStatus>;
}

/** Opens one. @param random the router's numbers, from 0 to below 1 */
export async function openPlayground(random?: () => number): Promise<Playground> {
  const folder = mkdtempSync(join(tmpdir(), "revisions-"));
  const telemetry = await testTelemetry("router", { metrics: { host: "127.0.0.1", port: 0 } });
  const variables = { ...processVariables(), OTEL_TRACES_EXPORTER: "none" };
  const serving = await startServing({
    folder,
    host: "127.0.0.1",
    port: 0,
    variables,
    telemetry,
    ...(random && { random }),
  });
  const client = new RouterClient({ router: serving.router, control: serving.control, pid: process.pid });
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  return {
    client,
    port: serving.port,
    telemetry,
    folder,
    ask: (asked) => ask(serving.router, agent, asked),
    async deploy(changes) {
      const events: DeployEvent[] = [];
      for await (const event of client.deploy({ ...REQUEST, ...changes })) events.push(event);
      return events;
    },
    async revision(name) {
      const status = await client.status();
      const found = status.services.flatMap(({ revisions }) => revisions).find((one) => one.name === name);
      if (!found) throw new Error(`there is no ${name}`);
      return found;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await serving[Symbol.asyncDispose]();
      await telemetry[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const REQUEST: DeployRequest = {
  service: "hello",
  command: "",
  folder: tmpdir(),
  env: {},
  files: "",
  tags: [],
  managedRoute: true,
  scale: {},
  readyLimitMs: 15_000,
  watchLogsMs: 0,
};

function ask(
  router: string,
  agent: Agent,
  { host = HOST, path = "/", body, headers, limitMs }: Asked = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const signal = limitMs === undefined ? {} : { signal: AbortSignal.timeout(limitMs) };
    const method = body === undefined ? "GET" : "POST";
    const options = { agent, method, headers: { ...headers, host }, ...signal };
    send(new URL(path, router), options)
      .once("error", reject)
      .once("response", (answer) => {
        const status = answer.statusCode ?? 0;
        const revision = String(answer.headers["x-shop-revision"] ?? "");
        const cookies = answer.headers["set-cookie"] ?? [];
        text(answer).then((body) => resolve({ status, revision, body, cookies }), reject);
      })
      .end(body);
  });
}

/** A command that runs a server of Node: `answer` is the body of a function of request and response. */
export function nodeServer(answer: string): string {
  const program = `const { env } = process;
require("node:http").createServer((request, response) => { ${answer} }).listen(env.PORT, "127.0.0.1");`;
  return `exec "${process.execPath}" -e '${program}'`;
}
