import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ListenError, urlHost } from "@hipstershop/addresses";
import { type BrowserAssets, browserAssets } from "../assets/browser-assets.ts";
import { ParseError } from "../settings/parse.ts";
import { compactJson } from "../figures/report.ts";
import { Access } from "./access.ts";
import { RunControl, type RunControlOptions } from "./run-control.ts";
import { settingsFromForm } from "./form.ts";
import { livePage } from "./page.ts";

const STATE_EVERY_MS = 1000;
const BODY_BYTES_MAX = 2000;
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 15_000;
const COMMON_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** Options of the live page. */
export interface UiOptions extends RunControlOptions {
  readonly host: string;
  readonly port: number;
  readonly autostart: boolean;
}

/** The response to a request. Handlers of streams write theirs themselves. */
interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Answer | Promise<Answer | undefined>;

/**
 * Serves the page that starts, stops and shows runs. Its `url` contains the token, if one is needed. Disposing it ends the run
 * as well. (Plain node:http: a framework would add a megabyte to the image for six routes.)
 */
export async function startUi(options: UiOptions): Promise<{ readonly url: string } & AsyncDisposable> {
  const [runs, access] = [new RunControl(options), new Access(options.host)];
  const routes = routesOf(runs, options, await browserAssets());
  const server = createServer(
    { headersTimeout: HEADERS_MS_MAX, requestTimeout: REQUEST_MS_MAX },
    (request, response) => {
      answerRequest(access, routes, request, response).catch(() => response.destroy());
    },
  );
  await listenAt(server, options);
  if (options.autostart) runs.start({});
  return {
    url: `http://${urlHost(options.host)}:${(server.address() as AddressInfo).port}/${access.token && `?token=${access.token}`}`,
    async [Symbol.asyncDispose]() {
      await runs.stop();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Throws a ParseError when the page can't listen there, before the run is prepared. */
export async function checkListenAddress(place: Pick<UiOptions, "host" | "port">): Promise<void> {
  const server = createServer();
  await listenAt(server, place);
  server.close();
  await once(server, "close");
}

async function listenAt(server: Server, { host, port }: Pick<UiOptions, "host" | "port">): Promise<void> {
  const listening = once(server, "listening");
  server.listen({ host, port });
  await listening.catch((error: unknown) => {
    const failure = new ListenError("the page", { host, port }, error, { host: "--host", port: "--ui" });
    const next = failure.code === "EADDRINUSE" ? `: choose another, such as --ui ${port + 1}` : "";
    throw new ParseError(`${failure.message}${next}.`);
  });
}

async function answerRequest(
  access: Access,
  routes: ReadonlyMap<string, Handler>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", headers } = request;
  const url = URL.parse(request.url ?? "", "http://localhost");
  const token = url?.searchParams.get("token") ?? undefined;
  const handler = routes.get(`${method} ${url?.pathname}`) ?? notFound;
  const given: Answer | undefined =
    access.refusalOf({ method, headers, token }) ??
    // Redirects to an address without the token, which would otherwise stay visible in the address bar.
    (access.isToken(token)
      ? { status: 303, headers: { location: "/", "set-cookie": access.cookie } }
      : await handler(request, response));
  if (!given) return;
  const { status, text = "", type = "text/plain", headers: more } = given;
  response.writeHead(status, { ...COMMON_HEADERS, "content-type": `${type}; charset=utf-8`, ...more }).end(text);
}

const notFound: Handler = () => ({ status: 404, text: "There is no such page." });

function routesOf(
  runs: RunControl,
  { settings }: UiOptions,
  { script, style }: BrowserAssets,
): ReadonlyMap<string, Handler> {
  return new Map<string, Handler>([
    ["GET /", () => ({ status: 200, type: "text/html", text: livePage(settings) })],
    ["GET /page.js", () => ({ status: 200, type: "text/javascript", text: script })],
    ["GET /style.css", () => ({ status: 200, type: "text/css", text: style })],
    ["GET /events", (_, response) => streamState(runs, response)],
    ["POST /start", (request) => startFromForm(runs, request)],
    [
      "POST /stop",
      async () => {
        await runs.stop();
        return { status: 204 };
      },
    ],
  ]);
}

async function startFromForm(runs: RunControl, request: IncomingMessage): Promise<Answer> {
  const text = await bodyText(request);
  if (text === undefined) return { status: 413, text: "That is too much." };
  try {
    const changes = settingsFromForm(JSON.parse(text));
    return runs.start(changes) ? { status: 204 } : { status: 409, text: "One is under way already." };
  } catch (error) {
    const isMistake = error instanceof ParseError || error instanceof SyntaxError;
    return { status: isMistake ? 422 : 500, text: error instanceof Error ? error.message : "" };
  }
}

/** The body as text; undefined when it exceeds BODY_BYTES_MAX. */
async function bodyText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Sends the state every second as server-sent events, until the client disconnects. */
async function streamState(runs: RunControl, response: ServerResponse): Promise<undefined> {
  response.writeHead(200, { ...COMMON_HEADERS, "content-type": "text/event-stream" });
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  while (!gone.signal.aborted) {
    response.write(`data: ${compactJson(runs.state)}\n\n`);
    await delay(STATE_EVERY_MS, undefined, { signal: gone.signal }).catch(() => {});
  }
}
