import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { listenLocally } from "@hipstershop/runtime/local-socket";
import type { z } from "zod";
import { type DeployEvent, requests, type RouterStatus } from "./model.ts";
import type { Revisions } from "./revisions.ts";

/** The largest command that is read. */
const BODY_BYTES_MAX = 1_000_000;

/** Beyond that, lines of the log are left out. */
const UNREAD_BYTES_MAX = 256 * 1024;

/** Where the commands reach the background process. */
export interface ControlServer extends AsyncDisposable {
  readonly address: string;
}

/** What the commands change, and read. */
export interface Controlled {
  readonly revisions: Revisions;
  status(): RouterStatus;
}

/**
 * Takes commands as HTTP requests with JSON on a Unix socket in the folder: `POST /rollout` and so on answer 200 with the
 * status, or 409 with why not as text. `POST /deploy` answers with an event per line, as they happen.
 */
export async function serveControl(folder: string, controlled: Controlled): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(request, response, controlled).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(409, { "content-type": "text/plain; charset=utf-8" }).end(message);
    });
  });
  const { address, removeFolder } = await listenLocally(server, folder);
  return {
    address,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      removeFolder();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, controlled: Controlled): Promise<void> {
  const { revisions } = controlled;
  const command = (request.url ?? "").slice(1);
  if (command === "deploy") return deploy(request, response, revisions);
  if (command === "rollout") revisions.rollout(await read(request, requests.rollout));
  else if (command === "scale") {
    const { service, namespace, scale } = await read(request, requests.scale);
    revisions.scale(service, namespace, scale);
  } else if (command === "domain") {
    const { domain, isDefault } = await read(request, requests.domain);
    revisions.addDomain(domain, isDefault);
  } else if (command === "delete") {
    const { service, namespace, revision } = await read(request, requests.delete);
    await revisions.delete(service, namespace, revision);
  } else if (command !== "status") throw new Error(`there is no command ${command}`);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(controlled.status()));
}

async function deploy(request: IncomingMessage, response: ServerResponse, revisions: Revisions): Promise<void> {
  const wanted = await read(request, requests.deploy);
  const left = new AbortController();
  response.once("close", () => left.abort());
  let isReady = false;
  const stopTelling = await revisions.deploy(
    wanted,
    withoutFlood(response, (event) => {
      isReady ||= event.kind === "ready";
      response.write(`${JSON.stringify(event)}\n`);
    }),
  );
  if (isReady) await delay(wanted.watchLogsMs, undefined, { signal: left.signal }).catch(() => {});
  stopTelling();
  response.end();
}

/** Leaves lines of the log out while the reader is behind: a program may print faster than a terminal can show. */
function withoutFlood(response: ServerResponse, tell: (event: DeployEvent) => void): (event: DeployEvent) => void {
  let leftOut = 0;
  return (event) => {
    if (event.kind === "log") {
      if (response.writableLength > UNREAD_BYTES_MAX) return void (leftOut += 1);
      if (leftOut > 0) tell({ ...event, line: `(${leftOut} lines are left out here)` });
      leftOut = 0;
    }
    tell(event);
  };
}

async function read<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  if (Number(request.headers["content-length"] ?? 0) > BODY_BYTES_MAX) throw new Error("the command is too long");
  const parsed = schema.safeParse(JSON.parse(await text(request)));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(problemText).join("; "));
}

/** Names the field as the options do: readyLimitMs is --timeout. */
function problemText(issue: z.core.$ZodIssue): string {
  const field = issue.path.filter((part) => typeof part === "string").at(-1) ?? "";
  const message = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
  return `${OPTIONS[field] ?? field}: ${message}`;
}

const OPTIONS: Readonly<Record<string, string>> = {
  readyLimitMs: "--timeout",
  idleMs: "--idle",
  graceMs: "--grace",
  target: "--target",
  concurrency: "--container-concurrency",
  min: "--min-scale",
  max: "--max-scale",
  shares: "--percentage",
  tags: "--tag",
  domain: "--domain",
};
