import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ListenError, urlHost } from "@hipstershop/addresses";
import { type BrowserAssets, browserAssets } from "../assets/browser-assets.ts";
import { ParseError } from "../settings/parse.ts";
import { compact } from "../figures/report.ts";
import { Access } from "./access.ts";
import { Desk, type DeskOptions } from "./desk.ts";
import { settingsOf } from "./form.ts";
import { livePage } from "./page.ts";

const TELL_EVERY_MS = 1000;
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

export interface UiOptions extends DeskOptions {
  readonly host: string;
  readonly port: number;
  readonly autostart: boolean;
}

/** What a request is answered with, unless it is answered bit by bit. */
interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Answer | Promise<Answer | undefined>;

/**
 * The page from which runs are started, stopped and watched. Its `url` lets in whoever opens it. Disposing it ends the run as
 * well. (Plain node:http: these six routes don't need the megabyte that a framework adds to the image.)
 */
export async function startUi(options: UiOptions): Promise<{ readonly url: string } & AsyncDisposable> {
  const [desk, access] = [new Desk(options), new Access(options.host)];
  const routes = routesOf(desk, options, await browserAssets());
  const server = createServer(
    { headersTimeout: HEADERS_MS_MAX, requestTimeout: REQUEST_MS_MAX },
    (request, response) => {
      answer(access, routes, request, response).catch(() => response.destroy());
    },
  );
  await listen(server, options);
  if (options.autostart) desk.start({});
  return {
    url: `http://${urlHost(options.host)}:${(server.address() as AddressInfo).port}/${access.token && `?token=${access.token}`}`,
    async [Symbol.asyncDispose]() {
      await desk.stop();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Refuses a place that can't be listened on, before anything else is done for the page. */
export async function checkPlace(place: Pick<UiOptions, "host" | "port">): Promise<void> {
  const server = createServer();
  await listen(server, place);
  server.close();
  await once(server, "close");
}

async function listen(server: Server, { host, port }: Pick<UiOptions, "host" | "port">): Promise<void> {
  const listening = once(server, "listening");
  server.listen({ host, port });
  await listening.catch((error: unknown) => {
    const failure = new ListenError("the page", { host, port }, error, { host: "--host", port: "--ui" });
    const next = failure.code === "EADDRINUSE" ? `: choose another, such as --ui ${port + 1}` : "";
    throw new ParseError(`${failure.message}${next}.`);
  });
}

async function answer(
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
    access.refusal({ method, headers, token }) ??
    // The token is not left where it could be looked over somebody's shoulder.
    (access.opens(token)
      ? { status: 303, headers: { location: "/", "set-cookie": access.cookie } }
      : await handler(request, response));
  if (!given) return;
  const { status, text = "", type = "text/plain", headers: more } = given;
  response.writeHead(status, { ...COMMON_HEADERS, "content-type": `${type}; charset=utf-8`, ...more }).end(text);
}

const notFound: Handler = () => ({ status: 404, text: "There is no such page." });

function routesOf(desk: Desk, { settings }: UiOptions, { script, style }: BrowserAssets): ReadonlyMap<string, Handler> {
  return new Map<string, Handler>([
    ["GET /", () => ({ status: 200, type: "text/html", text: livePage(settings) })],
    ["GET /page.js", () => ({ status: 200, type: "text/javascript", text: script })],
    ["GET /style.css", () => ({ status: 200, type: "text/css", text: style })],
    ["GET /events", (_, response) => tell(desk, response)],
    ["POST /start", (request) => start(desk, request)],
    [
      "POST /stop",
      async () => {
        await desk.stop();
        return { status: 204 };
      },
    ],
  ]);
}

async function start(desk: Desk, request: IncomingMessage): Promise<Answer> {
  const text = await bodyOf(request);
  if (text === undefined) return { status: 413, text: "That is too much." };
  try {
    const changes = settingsOf(JSON.parse(text));
    return desk.start(changes) ? { status: 204 } : { status: 409, text: "One is under way already." };
  } catch (error) {
    const isMistake = error instanceof ParseError || error instanceof SyntaxError;
    return { status: isMistake ? 422 : 500, text: error instanceof Error ? error.message : "" };
  }
}

/** undefined when it is longer than any form. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The state of things, every second, until the page is left. */
async function tell(desk: Desk, response: ServerResponse): Promise<undefined> {
  response.writeHead(200, { ...COMMON_HEADERS, "content-type": "text/event-stream" });
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  while (!gone.signal.aborted) {
    response.write(`data: ${compact(desk.state)}\n\n`);
    await delay(TELL_EVERY_MS, undefined, { signal: gone.signal }).catch(() => {});
  }
}
