import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import { bareHost } from "@hipstershop/addresses";
import { now } from "@hipstershop/telemetry";
import { Cookies } from "./cookies.ts";
import type { Answer, HttpClient } from "./http-client.ts";
import type { Random } from "@hipstershop/random";
import type { Recorder } from "../figures/recorder.ts";
import { routeOf } from "./routes.ts";
import type { Scenario, Shopper } from "../scenarios/scenario.ts";
import type { LoadTelemetry } from "../telemetry/telemetry.ts";

const REDIRECTS_MAX = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What all users of a run share. */
export interface World {
  readonly target: URL;
  readonly client: HttpClient;
  readonly recorder: Recorder;
  readonly telemetry: Pick<LoadTelemetry, "tracer" | "instruments">;
}

/** Thrown by a Shopper to end the action; the failed request is recorded already. */
class RequestFailed extends Error {
  override readonly name = "RequestFailed";
}

/** What one user is to do, and with what. */
export interface Action {
  readonly world: World;
  readonly scenario: Pick<Scenario, "name" | "run" | "services">;
  readonly cookies: Cookies;
  readonly random: Random;
  /**
   * When the action should have begun, of performance.now(); now when left out. Its duration is measured from then, so that a
   * slow shop can't hide the time that users wait for their turn.
   */
  readonly dueMs?: number;
}

/** Performs an action as a trace of its own, whose root span has the scenario's name, and records the result. */
export async function performAction({
  world,
  scenario: { name, run, services = ["frontend"] },
  cookies,
  random,
  dueMs = performance.now(),
}: Action): Promise<void> {
  const root = world.telemetry.tracer.startSpan(name, { startTime: now() }, ROOT_CONTEXT);
  const visit = new Visit({ world, cookies, random, dueMs }, trace.setSpan(ROOT_CONTEXT, root));
  let failed = true;
  try {
    await run(visit);
    failed = false;
  } catch (error) {
    root.setStatus({ code: SpanStatusCode.ERROR });
    // Any other error is a bug in the scenario: it ends the run.
    if (!(error instanceof RequestFailed)) throw error;
  } finally {
    root.end(now());
    world.recorder.recordAction(name, performance.now() - dueMs, failed);
    const { traceId, traceFlags } = root.spanContext();
    if (!failed && (traceFlags & TraceFlags.SAMPLED) !== 0) world.recorder.traced.add({ name, traceId, services });
  }
}

interface RequestResult {
  readonly answer: Answer | undefined;
  readonly failed: boolean;
}

class Visit implements Shopper {
  readonly random: Random;
  readonly #world: World;
  readonly #cookies: Cookies;
  readonly #context: Context;
  /** The first request of an action is measured from when the action was due, the others from when they are sent. */
  #dueMs: number | undefined;

  constructor({ world, cookies, random, dueMs }: Required<Omit<Action, "scenario">>, context: Context) {
    this.#world = world;
    this.#cookies = cookies;
    this.random = random;
    this.#context = context;
    this.#dueMs = dueMs;
  }

  async get(path: string): Promise<void> {
    await this.#followRedirects("GET", path);
  }

  async post(path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.#followRedirects("POST", path, new URLSearchParams(fields).toString());
  }

  async #followRedirects(method: "GET" | "POST", path: string, body?: string): Promise<void> {
    let next: { method: "GET" | "POST"; path: string; body?: string } = {
      method,
      path,
      ...(body !== undefined && { body }),
    };
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      const { answer, failed } = await this.#sendRequest(next.method, next.path, next.body);
      if (failed || !answer) throw new RequestFailed(`${next.method} ${next.path} failed`);
      const location = REDIRECTS.has(answer.status) ? answer.headers["location"] : undefined;
      if (typeof location !== "string") return;
      const to = new URL(location, new URL(next.path, this.#world.target));
      if (to.origin !== this.#world.target.origin)
        throw new RequestFailed(`${next.path} redirects to another origin, ${to.origin}`);
      // As in browsers, only 307 and 308 keep the method and the form.
      const keepsForm = answer.status === 307 || answer.status === 308;
      next = keepsForm ? { ...next, path: to.pathname + to.search } : { method: "GET", path: to.pathname + to.search };
    }
    throw new RequestFailed(`${path} redirects more than ${REDIRECTS_MAX} times`);
  }

  async #sendRequest(method: "GET" | "POST", path: string, body: string | undefined): Promise<RequestResult> {
    const { client, telemetry } = this.#world;
    const route = routeOf(method, path);
    const span = telemetry.tracer.startSpan(route, { kind: SpanKind.CLIENT, startTime: now() }, this.#context);
    const headers: Record<string, string> = { "user-agent": "loadgenerator" };
    if (this.#cookies.header !== "") headers["cookie"] = this.#cookies.header;
    if (body !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
    propagation.inject(trace.setSpan(this.#context, span), headers);
    const startedMs = this.#dueMs ?? performance.now();
    this.#dueMs = undefined;
    let answer: Answer | undefined;
    let reason: string | undefined;
    try {
      answer = await client.send({ method, path, headers, ...(body !== undefined && { body }) });
      this.#cookies.storeFrom(answer.headers["set-cookie"]);
    } catch (error) {
      reason = reasonOf(error);
    }
    const failed = answer === undefined || answer.status >= 400;
    this.#recordRequest(span, {
      method,
      path,
      route,
      answer,
      failed,
      reason,
      durationMs: performance.now() - startedMs,
    });
    return { answer, failed };
  }

  #recordRequest(span: Span, { method, path, route, answer, failed, reason, durationMs }: RequestOutcome): void {
    const { recorder, telemetry, target } = this.#world;
    const status = answer?.status ?? 0;
    if (span.isRecording()) {
      span.setAttributes({
        "http.request.method": method,
        "url.full": target.origin + path,
        "url.template": route.slice(method.length + 1),
        "server.address": bareHost(target.hostname),
        ...(target.port && { "server.port": Number(target.port) }),
        ...(answer && { "http.response.status_code": status, "http.response.body.size": answer.bytes }),
        ...(failed && { "error.type": reason ?? String(status) }),
      });
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(now());
    const attributes = {
      "http.route": route.slice(method.length + 1),
      "http.request.method": method,
      "http.response.status_code": status,
    };
    telemetry.instruments.duration.record(durationMs / 1000, attributes);
    if (failed) telemetry.instruments.errors.add(1, attributes);
    const traceId =
      span.isRecording() || span.spanContext().traceFlags ? span.spanContext().traceId : traceIdOf(answer);
    recorder.recordRequest({ route, status, failed, durationMs, traceId, ...(reason !== undefined && { reason }) });
  }
}

interface RequestOutcome {
  readonly method: string;
  readonly path: string;
  readonly route: string;
  readonly answer: Answer | undefined;
  readonly failed: boolean;
  readonly reason: string | undefined;
  readonly durationMs: number;
}

/** The trace id in the answer's traceresponse header, for requests that we send without a trace of our own; "" without one. */
function traceIdOf(answer: Answer | undefined): string {
  const header = answer?.headers["traceresponse"];
  return typeof header === "string" && header.endsWith("-01") ? (header.split("-")[1] ?? "") : "";
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "no answer";
}
