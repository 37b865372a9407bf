import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { constants, createGzip } from "node:zlib";
import { ListenError } from "@hipstershop/addresses";
import type { Places } from "@hipstershop/runtime";
import {
  CompressedFiles,
  compressPage,
  encodingFor,
  placeLinks,
  RouteMethods,
  visitorLink,
  limitPipelining,
} from "@hipstershop/web";
import { type BrowserAssets, browserAssets } from "../assets/browser-assets.ts";
import { ParseError } from "../settings/parse.ts";
import { compactJson } from "../figures/report.ts";
import { Access } from "./access.ts";
import { RunControl, type RunControlOptions } from "./run-control.ts";
import { settingsFromForm } from "./form.ts";
import { type Frame, livePage, problemPage } from "./page.ts";
import { pageUrls } from "./page-urls.ts";

const YEAR = "private, max-age=31536000, immutable";
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
  readonly places: Places;
}

/** The response to a request. Handlers of streams write theirs themselves. */
interface Answer {
  readonly status: number;
  readonly text?: string | Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Answer | Promise<Answer | undefined>;

/**
 * Serves the page that starts, stops and shows runs. Its `urls`, the first for this machine, contain the token, if one
 * is needed. Disposing it ends the run as well. (Plain node:http: a framework would add a megabyte to the image for six
 * routes.)
 */
export async function startUi(
  options: UiOptions,
): Promise<{ readonly url: string; readonly urls: readonly string[] } & AsyncDisposable> {
  const [runs, access] = [new RunControl(options), new Access(options.host)];
  const routes = routesOf(runs, options, await browserAssets());
  const server = createServer(
    { headersTimeout: HEADERS_MS_MAX, requestTimeout: REQUEST_MS_MAX },
    (request, response) => {
      answerRequest(access, routes, request, response).catch(() => response.destroy());
    },
  );
  limitPipelining(server);
  await listenAt(server, options);
  if (options.autostart) runs.start({});
  const { port } = server.address() as AddressInfo;
  const urls = pageUrls(options.host, `${port}/${access.token && `?token=${access.token}`}`, networkInterfaces());
  return {
    url: urls[0],
    urls,
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
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", headers } = request;
  const url = URL.parse(request.url ?? "", "http://localhost");
  const token = url?.searchParams.get("token") ?? undefined;
  const given: Answer | undefined =
    access.refusalOf({ method, headers, token }) ??
    // Redirects to an address without the token, which would otherwise stay visible in the address bar.
    (access.isToken(token)
      ? { status: 303, headers: { location: "/", "set-cookie": access.cookie } }
      : await routes.handlerOf(method, url?.pathname ?? "")(request, response));
  if (!given) return;
  const { status, text = "", type = "text/plain", headers: more } = given;
  const page = typeof text === "string" ? compressPage(text, headers, type) : undefined;
  const encoding = page && { "content-encoding": page.encoding, vary: "accept-encoding" };
  const said = { ...COMMON_HEADERS, "content-type": `${type}; charset=utf-8`, ...encoding, ...more };
  response.writeHead(status, said).end(page?.body ?? text);
}

/** The handlers of all addresses. */
class Routes {
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #methods = new RouteMethods();
  readonly #frameOf: (request: IncomingMessage) => Frame;

  constructor(handlers: ReadonlyMap<string, Handler>, frameOf: (request: IncomingMessage) => Frame) {
    this.#handlers = handlers;
    this.#frameOf = frameOf;
    for (const name of handlers.keys()) {
      const [method = "", path = ""] = name.split(" ");
      this.#methods.add(path, method === "GET" ? ["GET", "HEAD"] : method);
    }
  }

  /** The handler of a request; without one the answer is a page with the way back. Node sends no body to HEAD. */
  handlerOf(method: string, path: string): Handler {
    const known = this.#handlers.get(`${method === "HEAD" ? "GET" : method} ${path}`);
    if (known) return known;
    const allowed = this.#methods.at(path);
    if (allowed.length === 0) return this.#problem(404, "There is no such page.");
    // A form's address that was reloaded or shared.
    if (method === "GET" || method === "HEAD") return () => ({ status: 302, headers: { location: "/" } });
    return this.#problem(405, "That can’t be done at this address.", { allow: allowed.join(", ") });
  }

  #problem(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Handler {
    return (request) => ({
      status,
      type: "text/html",
      text: problemPage(this.#frameOf(request), status, message),
      headers,
    });
  }
}

function routesOf(runs: RunControl, { settings, places }: UiOptions, { script, style }: BrowserAssets): Routes {
  const files = new CompressedFiles();
  const addresses = { script: addressOf("/page.js", script), style: addressOf("/style.css", style) };
  const frameOf = ({ headers: { host } }: IncomingMessage): Frame => ({
    ...addresses,
    target: settings.target,
    places: placeLinks(places, host),
  });
  const handlers = new Map<string, Handler>([
    ["GET /", (request) => ({ status: 200, type: "text/html", text: livePage(frameOf(request), settings) })],
    ["GET /page.js", (request) => sendFile(files, request, addresses.script, script)],
    ["GET /style.css", (request) => sendFile(files, request, addresses.style, style)],
    [
      "GET /events",
      (request, response) => streamState(runs, visitorLink(places.traces, request.headers.host), request, response),
    ],
    ["POST /start", (request) => startFromForm(runs, request)],
    [
      "POST /stop",
      async () => {
        await runs.stop();
        return { status: 204 };
      },
    ],
  ]);
  return new Routes(handlers, frameOf);
}

/** The address of a file, which changes with its content. */
function addressOf(path: string, content: string): string {
  return `${path}?v=${createHash("sha256").update(content).digest("base64url").slice(0, 10)}`;
}

async function sendFile(
  files: CompressedFiles,
  { headers, url }: IncomingMessage,
  address: string,
  content: string,
): Promise<Answer> {
  const encoding = encodingFor(headers);
  const text = encoding ? await files.get(address, encoding, () => Buffer.from(content)) : Buffer.from(content);
  return {
    status: 200,
    type: address.startsWith("/page.js") ? "text/javascript" : "text/css",
    text,
    headers: {
      vary: "accept-encoding",
      ...(encoding && { "content-encoding": encoding }),
      ...(url === address && { "cache-control": YEAR }),
    },
  };
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

/** Sends the state every second as server-sent events, until the client disconnects. Each is much like the one before. */
async function streamState(
  runs: RunControl,
  tracesUrl: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<undefined> {
  const gzip = encodingFor({ "accept-encoding": headers["accept-encoding"]?.replace(/\bbr\b/g, "") });
  const encoding = gzip && { "content-encoding": gzip, vary: "accept-encoding" };
  response.writeHead(200, { ...COMMON_HEADERS, "content-type": "text/event-stream", ...encoding });
  if (method === "HEAD") {
    response.end();
    return;
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const packed = gzip && createGzip({ level: 1, flush: constants.Z_SYNC_FLUSH });
  packed?.pipe(response);
  while (!gone.signal.aborted) {
    (packed ?? response).write(`data: ${compactJson(runs.stateFor(tracesUrl))}\n\n`);
    await delay(STATE_EVERY_MS, undefined, { signal: gone.signal }).catch(() => {});
  }
  packed?.destroy();
}
