import { NOBODY } from "@hipstershop/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { Client, configOf, matrix, playPrometheus, requestOf } from "./client.ts";

const GOOD = [0.3, 0.29, 0.31, 0.3, 0.28, 0.32];
const BAD = [0.52, 0.55, 0.51, 0.53, 0.56, 0.5];

const TIMES = { start: "2026-11-30T09:00:00Z", end: "2026-11-30T09:03:00Z" };

/** A canaryd whose Prometheus answers so. */
async function startWith(answer: Parameters<typeof playPrometheus>[0], minuteMs?: number): Promise<Client> {
  const prometheus = await playPrometheus(answer);
  onTestFinished(() => prometheus[Symbol.asyncDispose]());
  const client = await Client.start(prometheus.url, undefined, minuteMs === undefined ? {} : { minuteMs });
  onTestFinished(() => client[Symbol.asyncDispose]());
  return client;
}

const byScope = (canary: readonly (number | string)[]) => (query: string) =>
  matrix([{}, query === "canary" ? canary : GOOD]);

describe("a canary", () => {
  test("runs as Argo Rollouts wants it", async () => {
    const client = await startWith(byScope(BAD));
    await client.idOf("canaryConfigId", "/canaryConfig", configOf());
    const accounts = "metricsAccountName=&configurationAccountName=&storageAccountName=";
    const { body: list } = await client.send("GET", "/canaryConfig?application=shop&configurationAccountName=");
    const [config] = list as unknown as { id: string; updatedTimestamp: number }[];
    const run = await client.idOf(
      "canaryExecutionId",
      `/canary/${config?.id}?application=shop&${accounts}`,
      requestOf(),
    );
    expect(run).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    const body = await client.completed(`/canary/${run}`);
    expect(body).toMatchObject({
      pipelineId: run,
      application: "shop",
      complete: true,
      status: "succeeded",
      stageStatus: {
        setupContext: "succeeded",
        fetchControl0: "succeeded",
        fetchExperiment0: "succeeded",
        mixMetrics: "succeeded",
        judge: "succeeded",
      },
      result: { canaryDuration: "PT3M", judgeResult: { score: { score: 0, classification: "Fail" } } },
      canaryConfigId: config?.id,
      metricsAccountName: "prometheus",
      storageAccountName: "store",
      endTimeMillis: expect.any(Number),
    });
    const pairs = await client.send("GET", `/metricSetPairList/${String(body["metricSetPairListId"])}`);
    expect(pairs.body).toMatchObject([
      {
        name: "errors",
        values: { control: GOOD, experiment: BAD },
        scopes: { control: { startTimeIso: "2026-11-30T09:00:00Z", stepMillis: 60_000 } },
        attributes: { control: { query: "baseline" }, experiment: { query: "canary" } },
      },
    ]);
    expect((await client.send("GET", "/canary/executions?application=shop")).body).toMatchObject([{ pipelineId: run }]);
    expect((await client.send("GET", "/canary/executions?application=shop&statuses=TERMINAL")).body).toEqual([]);
  });

  test("passes, ad hoc, for each set of labels; odd numbers are understood", async () => {
    const client = await startWith((query) =>
      query === "canary"
        ? matrix([{ zone: "a" }, GOOD], [{ zone: "b" }, ["+Inf", "-Inf", "NaN"]])
        : matrix([{ zone: "a" }, GOOD]),
    );
    const run = await client.idOf("canaryExecutionId", "/canary", {
      canaryConfig: configOf(),
      executionRequest: requestOf(),
    });
    const body = await client.completed(`/canary/${run}`);
    expect(body).toMatchObject({
      application: "ad-hoc",
      canaryConfigId: "ad-hoc",
      result: { judgeResult: { results: [{}, {}] } },
    });
    const { body: pairs } = await client.send("GET", `/metricSetPairList/${String(body["metricSetPairListId"])}`);
    expect(pairs).toMatchObject([
      { tags: { zone: "a" } },
      { tags: { zone: "b" }, values: { experiment: ["Infinity", "-Infinity", "NaN"] } },
    ]);
  });

  test("without any data is Nodata, of as many points as there should be", async () => {
    const client = await startWith((query) => (query === "canary" ? matrix() : matrix([{}, GOOD])));
    const run = await client.idOf("canaryExecutionId", "/canary", {
      canaryConfig: configOf(),
      executionRequest: requestOf(),
    });
    const body = await client.completed(`/canary/${run}`);
    expect(body).toMatchObject({
      result: { judgeResult: { score: { classificationReason: "Canary Failed: Missing data for errors" } } },
    });
    const { body: pairs } = await client.send("GET", `/metricSetPairList/${String(body["metricSetPairListId"])}`);
    expect(pairs).toMatchObject([{ values: { experiment: ["NaN", "NaN", "NaN"] } }]);
  });

  test.each([
    [
      "that refuses the query",
      () => ({ status: 400, body: { error: "parse error: no such function" } }),
      /refused baseline: parse error/,
    ],
    ["of another kind", () => ({ body: { hello: 1 } }), /no matrix of series/],
  ])("fails with a Prometheus %s", async (_what, answer, message) => {
    const client = await startWith(answer);
    const run = await client.idOf("canaryExecutionId", "/canary", {
      canaryConfig: configOf(),
      executionRequest: requestOf(),
    });
    expect(await client.completed(`/canary/${run}`)).toMatchObject({
      status: "terminal",
      stageStatus: { fetchControl0: "terminal", judge: "not_started" },
      exception: { details: { errors: [expect.stringMatching(message)] } },
    });
  });

  test("fails without a Prometheus, and says where none is", async () => {
    const client = await Client.start(`http://${NOBODY}`);
    onTestFinished(() => client[Symbol.asyncDispose]());
    const run = await client.idOf("canaryExecutionId", "/canary", {
      canaryConfig: configOf(),
      executionRequest: requestOf(),
    });
    const { exception, result } = await client.completed(`/canary/${run}`);
    expect(JSON.stringify(exception)).toContain(`${NOBODY} (PROMETHEUS_URL) can't be reached`);
    expect(result).toBeUndefined();
  });

  test("takes numbers in quotes and as texts, as Kayenta's reader does", async () => {
    const client = await startWith((query) => matrix([{}, query === "PT-7" ? GOOD : BAD]));
    const side = { ...TIMES, step: "60", extendedScopeParams: { id: 7 } };
    const config = configOf({}, { query: { type: "prometheus", customInlineTemplate: "PromQL:PT-${id}" } });
    const request = requestOf({
      scopes: { default: { controlScope: side, experimentScope: side } },
      thresholds: { pass: "95", marginal: "75" },
    });
    const run = await client.idOf("canaryExecutionId", "/canary", { canaryConfig: config, executionRequest: request });
    expect(await client.completed(`/canary/${run}`)).toMatchObject({
      result: { judgeResult: { score: { score: 100 } } },
    });
  });

  test("can be cancelled; one that has ended stays as it is", async () => {
    const client = await startWith(() => undefined);
    const run = await client.idOf("canaryExecutionId", "/canary", {
      canaryConfig: configOf(),
      executionRequest: requestOf(),
    });
    expect((await client.send("GET", `/canary/${run}`)).body).toMatchObject({ complete: false, status: "running" });
    expect((await client.send("PUT", `/pipelines/${run}/cancel`)).status).toBe(202);
    expect(await client.completed(`/canary/${run}`)).toMatchObject({ status: "canceled" });
    expect((await client.send("PUT", `/pipelines/${run}/cancel`)).status).toBe(202);
    expect((await client.send("PUT", "/pipelines/nobody/cancel")).status).toBe(404);
    expect((await client.send("GET", "/canary/nobody")).status).toBe(404);
  });

  test.each([
    ["no metrics", configOf({ metrics: [] }), requestOf(), "at least one metric"],
    [
      "another scope",
      configOf({}, { scopeName: "other" }),
      requestOf(),
      "'other', which the request lacks: it has default",
    ],
    ["no scope's name", configOf({}, { scopeName: null }), requestOf(), "has no scopeName"],
    ["no thresholds", configOf(), requestOf({ thresholds: null }), "must contain thresholds"],
    [
      "another query",
      configOf({}, { query: { type: "atlas" } }),
      requestOf(),
      "type atlas; this server can query prometheus",
    ],
    [
      "no time",
      configOf(),
      requestOf({ scopes: { default: { controlScope: { start: "now" } } } }),
      "it must be a time such as",
    ],
    ["no config", undefined, requestOf(), "canaryConfig must be provided"],
    ["no request", configOf(), undefined, "executionRequest must be provided"],
  ])("with %s is refused", async (_what, canaryConfig, executionRequest, message) => {
    await using client = await Client.start(`http://${NOBODY}`);
    const { status, body } = await client.send("POST", "/canary", { canaryConfig, executionRequest });
    expect({ status, body }).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  });
});

describe("an analysis", () => {
  const orderOf = (more: object, scope: object = {}) => ({
    canaryConfig: configOf(),
    executionRequest: {
      scopes: [{ controlScope: "baseline", experimentScope: "canary", step: 60, ...scope }],
      thresholds: { pass: 95, marginal: 75 },
      ...more,
    },
  });
  const OVER = { startTimeIso: "2026-11-30T09:00:00Z", endTimeIso: "2026-11-30T09:10:00Z" };
  const run = async (client: Client, order: object) => {
    const path = "/standalone_canary_analysis";
    const id = await client.idOf("canaryAnalysisExecutionId", `${path}?application=shop&user=ada`, order);
    return client.completed(`${path}/${id}`);
  };
  const namesOf = (body: Readonly<Record<string, unknown>>) =>
    (body["stageStatus"] as { name: string }[]).map(({ name }) => name);

  test("of time that is over judges at once, over a growing time", async () => {
    const body = await run(await startWith(byScope(GOOD)), orderOf({ analysisIntervalMins: 4 }, OVER));
    expect(namesOf(body)).toEqual(["Run Canary #1", "Run Canary #2"]);
    expect(body).toMatchObject({
      user: "ada",
      executionStatus: "SUCCEEDED",
      status: "succeeded",
      canaryAnalysisExecutionResult: {
        didPassThresholds: true,
        hasWarnings: true,
        canaryScores: [100, 100],
        canaryScoreMessage: "Final canary score 100.0 met or exceeded the pass score threshold.",
        canaryExecutionResults: [
          { judgementStartTimeIso: "2026-11-30T09:00:00Z", judgementEndTimeIso: "2026-11-30T09:04:00Z" },
          {
            judgementStartTimeIso: "2026-11-30T09:00:00Z",
            judgementEndTimeIso: "2026-11-30T09:08:00Z",
            executionStatus: "SUCCEEDED",
          },
        ],
      },
    });
  });

  test("ends with the first score that is too low", async () => {
    const body = await run(await startWith(byScope(BAD)), orderOf({ analysisIntervalMins: 2, lookbackMins: 1 }, OVER));
    expect(body).toMatchObject({
      executionStatus: "TERMINAL",
      stageStatus: [{ type: "runCanary", status: "TERMINAL", executionId: expect.any(String) }],
      canaryAnalysisExecutionResult: {
        didPassThresholds: false,
        canaryScores: [0],
        canaryScoreMessage: "Final canary score 0.0 is not above the marginal score threshold.",
        canaryExecutionResults: [
          { judgementStartTimeIso: "2026-11-30T09:01:00Z", judgementEndTimeIso: "2026-11-30T09:02:00Z" },
        ],
      },
    });
  });

  test("of time to come warms up, and waits before each judgement", async () => {
    const client = await startWith(byScope(GOOD), 5);
    const body = await run(client, orderOf({ lifetimeDurationMins: 2, analysisIntervalMins: 1, beginAfterMins: 1 }));
    const judged = ["Interval Wait #1", "Run Canary #1", "Interval Wait #2", "Run Canary #2"];
    expect([body["status"], namesOf(body)]).toEqual(["succeeded", ["Warmup Wait", ...judged]]);
  });

  test("without a length fails, as does one whose series can't be had", async () => {
    const client = await startWith(() => ({ status: 500, body: {} }));
    expect(await run(client, orderOf({}))).toMatchObject({
      executionStatus: "TERMINAL",
      exception: { details: { errors: [expect.stringContaining("give lifetimeDurationMins")] } },
    });
    expect(await run(client, orderOf({}, OVER))).toMatchObject({
      executionStatus: "TERMINAL",
      canaryAnalysisExecutionResult: { canaryScoreMessage: "There were no successful canary judgements to aggregate" },
    });
  });

  test("can be cancelled while it waits", async () => {
    const client = await startWith(byScope(GOOD));
    const path = "/standalone_canary_analysis";
    const id = await client.idOf("canaryAnalysisExecutionId", path, orderOf({ lifetimeDurationMins: 60 }));
    expect((await client.send("PUT", `/pipelines/${id}/cancel`)).status).toBe(202);
    expect(await client.completed(`${path}/${id}`)).toMatchObject({
      status: "canceled",
      stageStatus: [{ status: "CANCELED" }],
    });
    expect((await client.send("GET", `${path}/nobody`)).status).toBe(404);
  });
});
