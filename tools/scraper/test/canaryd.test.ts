import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { processVariables } from "@hipstershop/runtime";
import { testTelemetry } from "@hipstershop/testkit";
import { expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { startScraper } from "../src/index.ts";
import { valuesOf } from "./served.ts";

const CANARYD = join(import.meta.dirname, "../../canary/src/main.ts");
const SECONDS = 4;

/** canaryd as a process of its own: tools do not import each other. */
async function startCanaryd(prometheusUrl: string): Promise<string> {
  const variables = { PORT: "0", LISTEN_ADDR: "127.0.0.1", PROMETHEUS_URL: prometheusUrl };
  const child = spawn(process.execPath, [CANARYD], {
    env: { ...processVariables(), ...variables },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const gone = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await gone;
  });
  const [message] = await once(child, "message");
  return `http://127.0.0.1:${z.object({ serving: z.object({ port: z.number() }) }).parse(message).serving.port}`;
}

/** One version of an app with real telemetry: `work` is one request. */
async function startApp(version: string) {
  const telemetry = await testTelemetry("sampleapp", {
    serviceVersion: version,
    metrics: { host: "127.0.0.1", port: 0 },
  });
  const requests = telemetry.meter.createCounter("requests_total");
  const http = telemetry.durations("http_server_request_duration_seconds", "Requests.").series({});
  const rpc = telemetry.durations("rpc_server_call_duration_seconds", "Calls.");
  const rate = telemetry.meter.createGauge("rate_requests");
  let count = 0;
  return {
    target: { url: telemetry.metricsUrl ?? "", labels: { job: "sampleapp", app: "sampleapp", version } },
    work(failEvery: number): void {
      count += 1;
      const failed = count % failEvery === 0;
      const span = telemetry.tracer.startSpan("request");
      requests.add(1, { http_code: failed ? "500" : "200" });
      http.record(failed ? 90 : 4, span);
      rpc.series({ "rpc.response.status_code": failed ? "INTERNAL" : "OK" }).record(4, span);
      rate.record(count / 10);
      span.end();
    },
    [Symbol.asyncDispose]: () => telemetry[Symbol.asyncDispose](),
  };
}

const executionSchema = z.object({ canaryExecutionId: z.string() });
const stateSchema = z.object({
  complete: z.literal(true),
  status: z.string(),
  metricSetPairListId: z.string().optional(),
  exception: z.unknown().optional(),
});
const pairsSchema = z.array(
  z.object({ name: z.string(), values: z.record(z.string(), z.array(z.union([z.number(), z.string()]))) }),
);

/** Over half a minute, so that a machine at work finds two samples in it at any time. */
const RATIO =
  'sum(rate(requests_total{app="sampleapp",version="${scope}",http_code="500"}[30s])) / sum(rate(requests_total{app="sampleapp",version="${scope}"}[30s]))';
const metric = (name: string, query: object) => ({
  name,
  groups: ["all"],
  scopeName: "default",
  query: { type: "prometheus", ...query },
  analysisConfigurations: { canary: { direction: "increase" } },
});
const CANARY_CONFIG = {
  name: "sampleapp",
  applications: ["sampleapp"],
  judge: { name: "NetflixACAJudge-v1.0" },
  templates: { byVersion: 'version="${scope}"' },
  metrics: [
    metric("errors", { customInlineTemplate: `PromQL:${RATIO}` }),
    metric("rate", { metricName: "rate_requests", customFilterTemplate: "byVersion" }),
  ],
  classifier: { groupWeights: { all: 100 } },
};

test("metrics of libs/telemetry are scraped every 250 ms, and canaryd judges by them", async () => {
  await using baseline = await startApp("baseline");
  await using canary = await startApp("canary");
  const working = setInterval(() => {
    baseline.work(10);
    canary.work(4);
  }, 20);
  onTestFinished(() => clearInterval(working));
  await using scraper = await startScraper({ intervalMs: 250, targets: [baseline.target, canary.target] });
  const canaryd = await startCanaryd(scraper.url);
  await scraper.scraped((SECONDS + 1) * 4);

  const only = async (query: string) => Object.values(await valuesOf(scraper.url, query));
  const share = RATIO.replaceAll("${scope}", "canary");
  expect(await only(share)).toEqual([expect.closeTo(0.25, 1)]);
  const quantile =
    'histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket{version="canary"}[30s])))';
  expect(await only(quantile)).toEqual([expect.closeTo(0.09, 1)]);
  const failed =
    'sum(rate(rpc_server_call_duration_seconds_count{service_version="canary",rpc_response_status_code!="OK"}[30s]))';
  expect((await only(failed))[0]).toBeGreaterThan(0);
  expect(await only('avg(rate_requests{version="baseline"})')).toEqual([expect.any(Number)]);

  const now = Math.floor(Date.now() / 1000);
  const side = (scope: string) => {
    const [start, end] = [now - SECONDS + 1, now].map((second) => new Date(second * 1000).toISOString());
    return { scope, location: "", start, end, step: 1 };
  };
  const request = {
    canaryConfig: CANARY_CONFIG,
    executionRequest: {
      scopes: { default: { controlScope: side("baseline"), experimentScope: side("canary") } },
      thresholds: { pass: 95, marginal: 75 },
    },
  };
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(canaryd + path, {
      method: body ? "POST" : "GET",
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    return answer.json();
  };
  const { canaryExecutionId } = executionSchema.parse(await ask("/canary", request));
  const state = await vi.waitFor(async () => stateSchema.parse(await ask(`/canary/${canaryExecutionId}`)), {
    timeout: PATIENCE_MS,
    interval: 20,
  });
  expect(state.status, JSON.stringify(state.exception)).toBe("succeeded");
  const pairs = pairsSchema.parse(await ask(`/metricSetPairList/${state.metricSetPairListId}`));
  expect(pairs.map(({ name }) => name).toSorted()).toEqual(["errors", "rate"]);
  for (const { values } of pairs) {
    for (const one of [values["control"], values["experiment"]]) {
      expect(one).toHaveLength(SECONDS);
      expect(one?.every((value) => typeof value === "number")).toBe(true);
    }
  }
}, 90_000);

test("every request of the API is answered in Prometheus' form", async () => {
  await using app = await startApp("baseline");
  app.work(2);
  await using scraper = await startScraper({ intervalMs: 250, targets: [app.target] });
  await scraper.scraped(1);
  const read = async (path: string, form?: string): Promise<unknown> => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await fetch(scraper.url + path, form === undefined ? {} : { method: "POST", headers, body: form });
    return { status: answer.status, body: await answer.json() };
  };
  const success = (data: unknown) => ({ status: 200, body: { status: "success", data } });
  expect(await read("/api/v1/label/__name__/values")).toEqual(
    success(expect.arrayContaining(["requests_total", "up"])),
  );
  expect(await read("/api/v1/label/version/values")).toEqual(success(["baseline"]));
  const up = { __name__: "up", app: "sampleapp", job: "sampleapp", version: "baseline", instance: expect.any(String) };
  expect(await read("/api/v1/series?match[]=up&match[]={__name__=%22up%22}")).toEqual(success([up]));
  expect(await read("/api/v1/series", "match[]=nothing")).toEqual(success([]));
  const now = Date.now() / 1000;
  const form = `query=up&start=${now - 1}&end=${now}&step=500ms`;
  const points = { values: expect.arrayContaining([[expect.any(Number), "1"]]) };
  const matrix = success({ resultType: "matrix", result: [{ metric: up, ...points }] });
  expect(await read(`/api/v1/query_range?${form}`)).toEqual(matrix);
  expect(await read("/api/v1/query_range", form)).toEqual(matrix);
  const ready = await fetch(`${scraper.url}/-/ready`);
  expect([ready.status, await ready.text()]).toEqual([200, "The scraper is ready.\n"]);

  const failure = (status: number, errorType: string, error: string) => ({
    status,
    body: { status: "error", errorType, error: expect.stringContaining(error) },
  });
  expect(await read("/api/v1/query?query=topk(1,up)")).toEqual(
    failure(
      422,
      "execution",
      "topk() can't be evaluated here: this stands in for Prometheus and knows a part of PromQL; a real",
    ),
  );
  expect(await read("/api/v1/query?query=time()")).toEqual(failure(422, "execution", "time() can't be evaluated here"));
  expect(await read("/api/v1/query?query=up[1m:1s]")).toEqual(failure(422, "execution", "A subquery can't"));
  expect(await read("/api/v1/query?query=up%2B%0Aup%2B")).toEqual(
    failure(400, "bad_data", 'invalid parameter "query": 2:4: parse error: unexpected end of input'),
  );
  expect(await read("/api/v1/query")).toEqual(failure(400, "bad_data", 'parameter "query": it is missing'));
  expect(await read("/api/v1/series")).toEqual(failure(400, "bad_data", "no match[] parameter provided"));
  expect(await read("/api/v1/series?match[]=up[1m]")).toEqual(failure(400, "bad_data", "must be a selector"));
  expect(await read("/api/v1/rules")).toEqual(failure(404, "not_found", "nothing at GET /api/v1/rules"));
});
