import { describe, expect, onTestFinished, test } from "vitest";
import { Client, configOf, matrix, playPrometheus, requestOf } from "./client.ts";

const NAMES = ["http_requests_total", "rate_requests", "up"];
const TIMES = "start=2026-11-30T09:00:00Z&end=2026-11-30T09:03:00Z";
const order = { canaryConfig: configOf(), executionRequest: requestOf() };

/** A canaryd whose Prometheus has these names, and one series for each query but "hangs" and "refused". */
async function start(): Promise<Client> {
  const prometheus = await playPrometheus((query) => {
    if (query === "hangs") return undefined;
    if (query === "refused") return { status: 400, body: { error: "no such function" } };
    return query === "" ? { body: { data: NAMES } } : matrix([{ zone: "a" }, [1, "NaN", 2]]);
  });
  onTestFinished(() => prometheus[Symbol.asyncDispose]());
  const client = await Client.start(prometheus.url);
  onTestFinished(() => client[Symbol.asyncDispose]());
  return client;
}

test("lists of series are kept, read, listed and removed", async () => {
  const client = await start();
  const set = { name: "errors", tags: { zone: "a" }, stepMillis: 1000, values: [1, "NaN", null], other: 1 };
  const id = await client.idOf("metricSetListId", "/metricSetList", [set]);
  const kept = { name: "errors", tags: { zone: "a" }, stepMillis: 1000, values: [1, "NaN", 0] };
  expect(await client.send("GET", `/metricSetList/${id}`)).toEqual({ status: 200, body: [kept] });
  expect((await client.send("GET", "/metricSetList?accountName=")).body).toEqual([
    { id, updatedTimestamp: expect.any(Number), updatedTimestampIso: expect.any(String) },
  ]);
  expect((await client.send("POST", "/metricSetList", [{ values: [] }])).body).toEqual({
    message: "The metric set list can't be used: 0.name: every metric set needs a name.",
  });
  expect((await client.send("DELETE", `/metricSetList/${id}`)).status).toBe(204);
  expect((await client.send("GET", `/metricSetList/${id}`)).body).toEqual({
    message: `There is no metric set list ${id}: GET /metricSetList lists them.`,
  });
  expect((await client.send("GET", "/metricSetPairList")).body).toEqual([]);
});

describe("of Prometheus", () => {
  test.each([
    ["", NAMES],
    ["?filter=REQ&metricsAccountName=prometheus", ["http_requests_total", "rate_requests"]],
    ["?filter=nothing", []],
  ])("the names of metrics are told: %j", async (query, names) => {
    const { status, body } = await (await start()).send("GET", `/metadata/metricsService${query}`);
    expect({ status, body }).toEqual({ status: 200, body: names.map((name) => ({ name })) });
  });

  const fetchPath = (parameters: string) => `/fetch/prometheus/query?metricSetName=errors&step=60&${parameters}`;

  test.each([
    [
      "metricName=cpu&resourceType=gce_instance&scope=app&location=eu",
      'avg(cpu{instance=~"app-.{4}",zone=~".+/zones/eu-.{1}"})',
    ],
    [
      "metricName=cpu&resourceType=gce_instance&scope=app&location=eu&project=p",
      'avg(cpu{instance=~"app-.{4}",zone=~".+/projects/p/zones/eu-.{1}"})',
    ],
    [
      'metricName=cpu&customFilter=app="${scope}"&scope=web&labelBindings=a="1",b="2"',
      'avg(cpu{app="web",a="1",b="2"})',
    ],
    ["metricName=cpu&customFilter=x%3D%221%22&groupByFields=a&groupByFields=b", 'avg(cpu{x="1"}) by (a,b)'],
    ["metricName=cpu&customFilter=PromQL:up", "up"],
  ])("a query is written, and not run: %s", async (parameters, query) => {
    const answer = await (await start()).send("POST", fetchPath(`${parameters}&dryRun=true`));
    expect(answer).toEqual({ status: 200, body: { query } });
  });

  test("the series of a query are fetched and kept", async () => {
    const client = await start();
    const id = await client.idOf("metricSetListId", fetchPath(`metricName=cpu&customFilter=a="b"&${TIMES}`), undefined);
    expect((await client.send("GET", `/metricSetList/${id}`)).body).toEqual([
      {
        name: "errors",
        tags: { zone: "a" },
        values: [1, "NaN", 2],
        startTimeMillis: Date.parse("2026-11-30T09:00:00Z"),
        startTimeIso: "2026-11-30T09:00:00Z",
        endTimeMillis: Date.parse("2026-11-30T09:03:00Z"),
        endTimeIso: "2026-11-30T09:03:00Z",
        stepMillis: 60_000,
        attributes: { query: 'avg(cpu{a="b"})' },
      },
    ]);
  });

  test.each([
    ["/fetch/prometheus/query?metricName=cpu&step=60", 400, "'metricSetName' is not present"],
    [fetchPath(""), 400, "'metricName' is not present"],
    [fetchPath("metricName=cpu&customFilter=x"), 400, "start: it must be a time such as"],
    [fetchPath(`metricName=cpu&${TIMES}`), 400, "resource type or a custom filter is required"],
    [fetchPath(`metricName=cpu&customFilter=PromQL:refused&${TIMES}`), 502, "refused refused: no such function"],
    [fetchPath("metricName=cpu&metricsAccountName=other"), 400, "Unable to resolve account other"],
  ])("%s is refused", async (path, status, message) => {
    const answer = await (await start()).send("POST", path);
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
  });
});

test("results are archived: those of runs, and those that are sent", async () => {
  const client = await start();
  const run = await client.idOf("canaryExecutionId", "/canary", order);
  await client.completed(`/canary/${run}`);
  const result = { application: "old", complete: true };
  const at = "/canaryResultArchive";
  expect((await client.send("POST", `${at}?pipelineId=mine`, result)).body).toEqual({ pipelineId: "mine" });
  expect((await client.send("POST", `${at}?pipelineId=mine`, result)).body).toEqual({
    message: "Archived canary result 'mine' already exists.",
  });
  expect((await client.send("POST", at, [])).status).toBe(400);
  expect((await client.send("GET", at)).body).toMatchObject([{ id: run }, { id: "mine" }]);
  expect((await client.send("GET", "/canary/mine")).body).toEqual(result);
  expect((await client.send("GET", "/canary/mine/report")).status).toBe(400);
  const changed = { ...result, application: "new" };
  expect((await client.send("PUT", `${at}/mine`, changed)).body).toEqual({ pipelineId: "mine" });
  expect((await client.send("PUT", `${at}/other`, changed)).body).toEqual({
    message: "Archived canary result 'other' does not exist.",
  });
  expect((await client.send("GET", `${at}/mine`)).body).toEqual(changed);
  expect((await client.send("DELETE", `${at}/mine`)).status).toBe(204);
  for (const method of ["GET", "DELETE"]) expect((await client.send(method, `${at}/mine`)).status).toBe(404);
});

test("executions are listed, read and removed once they are complete", async () => {
  const client = await start();
  const hanging = { query: { type: "prometheus", customInlineTemplate: "PromQL:hangs" } };
  const canary = await client.idOf("canaryExecutionId", "/canary", order);
  const running = await client.idOf("canaryExecutionId", "/canary", {
    ...order,
    canaryConfig: configOf({}, hanging),
  });
  const analysis = await client.idOf("canaryAnalysisExecutionId", "/standalone_canary_analysis", {
    canaryConfig: configOf(),
    executionRequest: { scopes: [{}], lifetimeDurationMins: 60 },
  });
  await client.completed(`/pipelines/${canary}`);
  expect(new Set((await client.send("GET", "/pipelines")).body as unknown as string[])).toEqual(
    new Set([canary, running, analysis]),
  );
  for (const id of [running, analysis]) {
    expect(await client.send("DELETE", `/pipelines/${id}`)).toEqual({
      status: 401,
      body: { message: `The execution ${id} is not complete: cancel it first.` },
    });
    expect((await client.send("PUT", `/pipelines/${id}/cancel`)).status).toBe(202);
    await client.completed(`/pipelines/${id}`);
  }
  for (const id of [canary, running, analysis])
    expect((await client.send("DELETE", `/pipelines/${id}`)).status).toBe(200);
  expect((await client.send("GET", "/pipelines")).body).toEqual([]);
  for (const [method, path] of [
    ["GET", ""],
    ["DELETE", ""],
    ["PUT", "/cancel"],
  ] as const)
    expect((await client.send(method, `/pipelines/${canary}${path}`)).status).toBe(404);
});

test("two judgements of the same series are compared", async () => {
  const client = await start();
  const config = await client.idOf("canaryConfigId", "/canaryConfig", configOf());
  const values = { control: [1, 2, 3, 4, 5], experiment: [11, 12, 13, 14, 15] };
  const list = await client.idOf("metricSetPairListId", "/metricSetPairList", [{ name: "errors", values }]);
  const at = `/judges/comparison?canaryConfigId=${config}&metricSetPairListId=${list}&passThreshold=95&marginalThreshold=75`;
  const id = await client.idOf("canaryExecutionId", `${at}&overrideCanaryJudge1=NetflixACAJudge-v1.0`, undefined);
  const judged = { judgeName: "NetflixACAJudge-v1.0", score: { classification: "Fail" } };
  expect((await client.send("GET", `/judges/comparison/${id}`)).body).toMatchObject({
    comparisonResult: { judge1Result: judged, judge2Result: judged },
  });
  expect(await client.send("POST", `${at}&overrideCanaryJudge2=dredd-v1.0`)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining("Unable to resolve canary judge 'dredd-v1.0'.") },
  });
  expect((await client.send("GET", "/judges/comparison/nobody")).status).toBe(404);
});
