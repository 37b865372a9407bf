import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import { dirname } from "node:path";
import { fastifyHelmet } from "@fastify/helmet";
import { FaultSwitches } from "@hipstershop/faults/switches";
import { DEFAULT_BATCH, DEFAULT_LIMITS, startTelemetry, type Telemetry } from "@hipstershop/telemetry";
import {
  CompressedFiles,
  DATA_HEADERS,
  compressPage,
  encodingFor,
  isCompressible,
  isCrossSite,
  isRebindable,
  placeLinks,
  RouteMethods,
  visitorLink,
} from "@hipstershop/web";
import { WITHOUT_SCHEMAS } from "@hipstershop/web/without-schemas";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { admitVisitors } from "./admission.ts";
import type { TrainingConfig } from "./config.ts";
import { Course } from "./course/course.ts";
import { progressFile, progressInMemory } from "./course/progress-file.ts";
import { stageAt, writtenPlaces } from "./course/places.ts";
import { traceReader } from "./course/trace-reader.ts";
import { faultsRoutes } from "./faults/routes.ts";
import { PageProblem } from "./page-problem.ts";
import { nameOf } from "./pages/course-place.ts";
import { courseRoutes } from "./pages/course-routes.ts";
import { trainerRoutes } from "./pages/trainer-routes.ts";
import { assets } from "./views/assets.ts";
import type { Frame } from "./views/layout.ts";
import { problemPage } from "./views/problem-page.ts";

const FORM_BYTES_MAX = 10_000;
const YEAR = "public, max-age=31536000, immutable";
const HOUR = "public, max-age=3600";

/** The pages, without a server. */
export interface TrainingApp extends AsyncDisposable {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Makes the pages. Disposal closes the connection to the flag service. */
export async function createApp(config: TrainingConfig, { log, serviceVersion }: Telemetry): Promise<TrainingApp> {
  await using stack = new AsyncDisposableStack();
  const telemetry = stack.use(await untraced(serviceVersion));
  const switches = stack.use(new FaultSwitches(config.flagAddress, telemetry, { token: config.token }));
  const frame = ({ headers: { host } }: FastifyRequest, title: string): Frame => ({
    title,
    shopUrl: visitorLink(config.places.shop, host),
    places: placeLinks(config.places, host),
  });
  const app = fastify({
    bodyLimit: FORM_BYTES_MAX,
    ...WITHOUT_SCHEMAS,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void reply
        .headers(DATA_HEADERS)
        .status(400)
        .type("text/plain; charset=utf-8")
        .send("This address can't be read.\n");
    },
  });
  takeForms(app);
  app.setErrorHandler((error, request, reply) => {
    const { status, message } = answerTo(error);
    if (status >= 500) log.warn({ err: error, "http.req.path": request.url.split("?")[0] }, "a page failed");
    return sendProblem(reply, frame(request, STATUS_CODES[status] ?? "Error"), status, message);
  });
  answerUnknown(app, frame);
  await secure(app, config);
  compressPages(app);
  app.get("/_healthz", async (_request, reply) => reply.type("text/plain; charset=utf-8").send("ok"));
  app.get("/", async (_request, reply) => reply.redirect("/course", 302));
  serveFiles(app);
  faultsRoutes(app, { config, switches, log, frame, learnerOf: nameOf });
  const viewerFor = ({ headers: { host } }: FastifyRequest) => visitorLink(config.places.traces, host);
  const place = { course: courseOf(config, log), log, frame, viewerFor };
  courseRoutes(app, place);
  trainerRoutes(app, place);
  await app.ready();
  stack.defer(() => app.close());
  const owned = stack.move();
  return {
    handle: (request, response) => app.routing(request, response),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function courseOf({ courseFile, shopAddress, tracesApi, places }: TrainingConfig, log: Telemetry["log"]): Course {
  // Beside the progress of a shop on this machine are its status and the files that learners edit.
  const stateFolder = courseFile === "" ? "" : dirname(courseFile);
  return new Course({
    progress: courseFile === "" ? progressInMemory() : progressFile(courseFile, (text) => log.warn(text)),
    stageFor: (learner) => {
      const { otlp = "", metrics = {} } = (stateFolder !== "" && writtenPlaces(stateFolder)) || {};
      return {
        ...stageAt({ shop: shopAddress, traces: places.traces, course: "", otlp, metrics }, learner),
        tracesApi,
      };
    },
    traces: traceReader(tracesApi),
    stateFolder,
  });
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
async function secure(app: FastifyInstance, { places, hostNames, token }: TrainingConfig): Promise<void> {
  // A try is a form that leads to the viewer, which browsers count as a target of the form.
  const viewer = ({ headers }: IncomingMessage) =>
    URL.parse(visitorLink(places.traces, headers.host))?.origin ?? "'self'";
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'", viewer],
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
  admitVisitors(app, token);
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

function sendProblem(reply: FastifyReply, frame: Frame, status: number, message: string) {
  if (status === 503) reply.header("retry-after", "3");
  return reply
    .status(status)
    .type("text/html; charset=utf-8")
    .send(problemPage(frame, status, message));
}

/** Unknown addresses are 404, wrong methods of known ones 405. */
function answerUnknown(app: FastifyInstance, frame: (request: FastifyRequest, title: string) => Frame): void {
  const routes = new RouteMethods();
  app.addHook("onRoute", ({ url, method }) => routes.add(url, method));
  app.setNotFoundHandler((request, reply) => {
    const allowed = routes.at(request.url.split("?")[0] ?? "");
    if (allowed.length === 0 || allowed.includes(request.method))
      return sendProblem(reply, frame(request, "Not Found"), 404, "There is nothing at this address.");
    reply.header("allow", allowed.join(", "));
    return sendProblem(reply, frame(request, "Method Not Allowed"), 405, "That can’t be done at this address.");
  });
}

function compressPages(app: FastifyInstance): void {
  app.addHook("onSend", async ({ headers }, reply, payload) => {
    const type = reply.getHeader("content-type");
    if (typeof payload !== "string" || !isCompressible(type, payload.length)) return payload;
    const compressed = compressPage(payload, headers, type);
    reply.header("vary", "accept-encoding");
    if (!compressed) return payload;
    reply.header("content-encoding", compressed.encoding);
    return compressed.body;
  });
}

function serveFiles(app: FastifyInstance): void {
  const compressed = new CompressedFiles();
  app.get<{ Params: { file: string }; Querystring: { v?: unknown } }>("/static/:file", async (request, reply) => {
    const { file } = request.params;
    const asset = assets.get(file);
    if (!asset) throw new PageProblem(404, "There is no such file.");
    const { content, type, hash } = asset;
    reply
      .header("cache-control", hash === request.query.v ? YEAR : HOUR)
      .header("vary", "accept-encoding")
      .type(type);
    const encoding = isCompressible(type, content.length) ? encodingFor(request.headers) : undefined;
    if (!encoding) return reply.send(content);
    const body = await compressed.get(`${file} ${hash}`, encoding, () => content);
    return reply.header("content-encoding", encoding).send(body);
  });
}
