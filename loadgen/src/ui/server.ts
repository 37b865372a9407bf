import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import { z } from "zod";
import { browserAssets } from "../browser-assets.ts";
import { tables, tiles } from "../report/html-report.ts";
import { reportOf } from "../report/report.ts";
import { type Run, startRun } from "../run.ts";
import type { RunSettings } from "../settings.ts";
import type { LoadTelemetry } from "../telemetry.ts";
import type { LiveState } from "./live-state.ts";
import { livePage } from "./page.ts";

const TELL_EVERY_MS = 1000;
const BODY_BYTES_MAX = 1000;
const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const startForm = z.object({
  model: z.enum(["closed", "open"]),
  users: z.coerce.number().int().min(1).max(10_000),
  rate: z.coerce.number().min(0.1).max(100_000),
});

export interface UiOptions {
  readonly host: string;
  readonly port: number;
  readonly autostart: boolean;
  readonly settings: RunSettings;
  readonly telemetry: Pick<LoadTelemetry, "tracer" | "instruments">;
  readonly tracesUrl: string;
}

/** The page from which runs are started, stopped and watched. Disposing it ends the run as well. */
export async function startUi(options: UiOptions): Promise<{ readonly url: string } & AsyncDisposable> {
  const desk = new Desk(options);
  const app = fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
  guard(app, options.host);
  await addPages(app, options.settings);
  addCommands(app, desk);
  const url = await app.listen({ host: options.host, port: options.port });
  if (options.autostart) desk.start({});
  return {
    url,
    async [Symbol.asyncDispose]() {
      await desk.stop();
      await app.close();
    },
  };
}

/** One run at a time. */
class Desk {
  readonly #options: UiOptions;
  #run: Run | undefined;
  #running = false;
  #problem = "";

  constructor(options: UiOptions) {
    this.#options = options;
  }

  /** False when one is under way already. */
  start(changes: Partial<RunSettings>): boolean {
    if (this.#running) return false;
    this.#problem = "";
    this.#running = true;
    this.#run = startRun({ ...this.#options.settings, ...changes }, this.#options.telemetry);
    const ended = (): void => void (this.#running = false);
    this.#run.done.then(ended, (error: unknown) => {
      this.#problem = `The run ended with an error: ${String(error)}`;
      ended();
    });
    return true;
  }

  async stop(): Promise<void> {
    this.#run?.stop();
    await this.#run?.done.catch(() => {});
  }

  get state(): LiveState {
    if (!this.#run) return { running: false, sentence: "Nothing runs yet.", moments: [], html: "" };
    const { settings, recorder } = this.#run;
    const report = reportOf(settings, recorder, this.#options.tracesUrl);
    const what = settings.model === "open" ? `${settings.rate} actions per second` : `${settings.users} users`;
    const sentence = this.#problem || `${this.#running ? "Running" : "Ended"}: ${what}, seed ${settings.seed}.`;
    return { running: this.#running, sentence, moments: recorder.moments, html: tiles(report) + tables(report) };
  }
}

/** Other sites' pages must not start runs, nor read them under a name of their own that leads here. */
function guard(app: FastifyInstance, host: string): void {
  app.addHook("onRequest", async (request, reply) => {
    const name = URL.parse(`http://${request.headers.host ?? ""}`)?.hostname ?? "";
    if (LOCAL.has(host) && !LOCAL.has(name)) return reply.code(403).send("This page is for this machine alone.");
    if (request.method === "POST" && isForeign(request)) return reply.code(403).send("This came from another site.");
    reply.header("content-security-policy", CONTENT_SECURITY_POLICY).header("x-content-type-options", "nosniff");
  });
}

function isForeign({ headers }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin";
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host;
}

async function addPages(app: FastifyInstance, settings: RunSettings): Promise<void> {
  const { liveScript, style } = await browserAssets();
  app.get("/", (_, reply) => reply.type("text/html; charset=utf-8").send(livePage(settings)));
  app.get("/live.js", (_, reply) => reply.type("text/javascript; charset=utf-8").send(liveScript));
  app.get("/style.css", (_, reply) => reply.type("text/css; charset=utf-8").send(style));
}

function addCommands(app: FastifyInstance, desk: Desk): void {
  app.post("/start", (request, reply) => {
    const form = startForm.safeParse(request.body);
    if (!form.success) return reply.code(422).send(z.prettifyError(form.error));
    return desk.start({ ...form.data, stages: [] })
      ? reply.code(204).send()
      : reply.code(409).send("One is under way already.");
  });
  app.post("/stop", async (_, reply) => {
    await desk.stop();
    return reply.code(204).send();
  });
  app.get("/events", async (_, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const gone = new AbortController();
    void once(reply.raw, "close").then(() => gone.abort());
    while (!gone.signal.aborted) {
      reply.raw.write(`data: ${JSON.stringify(desk.state)}\n\n`);
      await delay(TELL_EVERY_MS, undefined, { signal: gone.signal }).catch(() => {});
    }
  });
}
