import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import { fastifyHelmet } from "@fastify/helmet";
import { FaultSwitches } from "@hipstershop/faults/switches";
import { DEFAULT_BATCH, DEFAULT_LIMITS, startTelemetry, type Telemetry } from "@hipstershop/telemetry";
import { isCrossSite, isRebindable } from "@hipstershop/web";
import { WITHOUT_SCHEMAS } from "@hipstershop/web/without-schemas";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { TrainingConfig } from "./config.ts";
import { faultsRoutes } from "./faults/routes.ts";
import { PageProblem } from "./page-problem.ts";
import { assets } from "./views/assets.ts";
import type { Frame } from "./views/layout.ts";
import { problemPage } from "./views/problem-page.ts";

const FORM_BYTES_MAX = 10_000;
const YEAR = "public, max-age=31536000, immutable";

/** The pages, without a server. */
export interface TrainingApp extends AsyncDisposable {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Makes the pages. Disposal closes the connection to the flag service. */
export async function createApp(config: TrainingConfig, { log, serviceVersion }: Telemetry): Promise<TrainingApp> {
  await using stack = new AsyncDisposableStack();
  const telemetry = stack.use(await untraced(serviceVersion));
  const switches = stack.use(new FaultSwitches(config.flagAddress, telemetry));
  const frame = (title: string): Frame => ({ title, shopUrl: config.shopUrl, tracesUrl: config.tracesUrl });
  const app = fastify({
    bodyLimit: FORM_BYTES_MAX,
    ...WITHOUT_SCHEMAS,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void reply.status(400).type("text/plain; charset=utf-8").send("This address can't be read.\n");
    },
  });
  takeForms(app);
  app.setErrorHandler((error, request, reply) => {
    const { status, message } = answerTo(error);
    if (status >= 500) log.warn({ err: error, "http.req.path": request.url.split("?")[0] }, "a page failed");
    return sendProblem(reply, frame, status, message);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, frame, 404, "There is nothing at this address."));
  await secure(app, config);
  app.get("/_healthz", async (_request, reply) => reply.type("text/plain; charset=utf-8").send("ok"));
  app.get("/", async (_request, reply) => reply.redirect("/faults", 302));
  app.get<{ Params: { file: string } }>("/static/:file", async ({ params }, reply) => {
    const asset = assets.get(params.file);
    if (!asset) throw new PageProblem(404, "There is no such file.");
    return reply.header("cache-control", YEAR).type(asset.type).send(asset.content);
  });
  faultsRoutes(app, { config, switches, log, frame });
  await app.ready();
  stack.defer(() => app.close());
  const owned = stack.move();
  return {
    handle: (request, response) => app.routing(request, response),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The calls that the pages make leave no spans, here or in the flag service: among the shop's traces they would be noise. */
function untraced(serviceVersion: string): Promise<Telemetry> {
  return startTelemetry({
    serviceName: "training",
    serviceVersion,
    resource: {},
    traces: [],
    batch: DEFAULT_BATCH,
    limits: DEFAULT_LIMITS,
    sampler: { name: "always_off", ratio: 0 },
    propagators: ["tracecontext"],
    metrics: undefined,
    log: { level: "silent", file: "" },
  });
}

function takeForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: "string" } as const;
  app.addContentTypeParser("application/x-www-form-urlencoded", options, async (_: FastifyRequest, body: string) =>
    Object.fromEntries(new URLSearchParams(body)),
  );
}

/** Headers for browsers; and no requests under a name that may be somebody else's, or from forms of other sites. */
async function secure(app: FastifyInstance, { tracesUrl, hostNames }: TrainingConfig): Promise<void> {
  // A try is a form that leads to the viewer, which browsers count as a target of the form.
  const viewer = URL.parse(tracesUrl)?.origin;
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'", ...(viewer ? [viewer] : [])],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: false,
    xFrameOptions: { action: "deny" },
  });
  app.addHook("onRequest", async ({ headers, method }, reply) => {
    reply.header("cache-control", "no-store");
    if (isRebindable(headers.host, hostNames))
      throw new PageProblem(
        403,
        "These pages are not known under this name. HOST_NAMES lists the names that they have.",
      );
    if (method !== "GET" && method !== "HEAD" && isCrossSite(headers))
      throw new PageProblem(403, "This form was sent from another site.");
  });
}

const SENTENCES: Readonly<Record<number, string>> = {
  413: "That was more than a form here can hold.",
  415: "Forms are taken as application/x-www-form-urlencoded.",
};

function answerTo(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof PageProblem) return { status: error.statusCode, message: error.message };
  const given = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  const status = given >= 400 && given < 600 ? given : 500;
  const usual = status < 500 ? "These pages could not make sense of that request." : "Something went wrong here.";
  return { status, message: SENTENCES[status] ?? usual };
}

function sendProblem(reply: FastifyReply, frame: (title: string) => Frame, status: number, message: string) {
  if (status === 503) reply.header("retry-after", "3");
  const page = problemPage(frame(STATUS_CODES[status] ?? "Error"), status, message);
  return reply.status(status).type("text/html; charset=utf-8").send(page);
}
