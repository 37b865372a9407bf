import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NOBODY } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client, configOf } from "./client.ts";

let client: Client;
beforeAll(async () => {
  client = await Client.start(`http://${NOBODY}`);
});
afterAll(() => client[Symbol.asyncDispose]());

const PAIR = {
  name: "errors",
  id: "p1",
  tags: { zone: "a" },
  values: { control: [1, 2, 3], experiment: [2, "3", null] },
};

describe("canary configurations", () => {
  test("are added, listed, read, replaced and removed", async () => {
    const id = await client.idOf("canaryConfigId", "/canaryConfig", { ...configOf({ name: "crud" }), unknown: 1 });
    const { body: list } = await client.send(
      "GET",
      "/canaryConfig?application=none&application=shop&configurationAccountName=",
    );
    expect(list).toContainEqual({
      id,
      name: "crud",
      applications: ["shop"],
      updatedTimestamp: expect.any(Number),
      updatedTimestampIso: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect((await client.send("GET", "/canaryConfig?application=none")).body).toEqual([]);
    const { body: read } = await client.send("GET", `/canaryConfig/${id}`);
    expect(read).toMatchObject({ id, metrics: [{ query: { serviceType: "prometheus" } }] });
    expect(read).not.toHaveProperty("unknown");
    const changed = { ...configOf({ name: "crud" }), description: "better" };
    expect(await client.send("PUT", `/canaryConfig/${id}`, changed)).toEqual({
      status: 200,
      body: { canaryConfigId: id },
    });
    expect((await client.send("GET", `/canaryConfig/${id}`)).body).toMatchObject({ description: "better" });
    expect((await client.send("DELETE", `/canaryConfig/${id}`)).status).toBe(204);
    expect((await client.send("GET", `/canaryConfig/${id}`)).status).toBe(404);
  });

  test.each([
    ["without a name", { name: "" }, "must specify a name"],
    ["without an application", { applications: [] }, "at least one application"],
    ["with a name of other letters", { name: "a b" }, "cannot be named 'a b'"],
    ["with a metric without a name", { metrics: [{ groups: [] }] }, "metric without a name"],
    ["with two metrics of one name", { metrics: [{ name: "mem" }, { name: "mem" }] }, "'mem' is duplicated."],
    ["with an id of other letters", { id: "a/b" }, "id must be of up to 200 letters"],
    ["whose metrics are no list", { metrics: 1 }, "can't be used: metrics: "],
  ])("%s are refused", async (_what, more, message) => {
    const { status, body } = await client.send("POST", "/canaryConfig", configOf({ name: "refused", ...more }));
    expect({ status, body }).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  });

  test("of a name that an application has are refused, even if they come at once", async () => {
    const both = await Promise.all([1, 2].map(() => client.send("POST", "/canaryConfig", configOf({ name: "once" }))));
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 400]));
    const other = configOf({ name: "once", id: "mine", applications: ["other"] });
    expect((await client.send("POST", "/canaryConfig", other)).body).toEqual({ canaryConfigId: "mine" });
    expect((await client.send("POST", "/canaryConfig", { ...other, name: "2" })).body).toMatchObject({
      message: expect.stringContaining("'mine' already exists"),
    });
    expect((await client.send("PUT", "/canaryConfig/nobody", configOf({ name: "x" }))).status).toBe(400);
  });
});

describe("pairs of series", () => {
  test("are kept, and read as lists or one by one", async () => {
    const id = await client.idOf("metricSetPairListId", "/metricSetPairList", [PAIR]);
    const values = { control: [1, 2, 3], experiment: [2, 3, 0] };
    expect((await client.send("GET", `/metricSetPairList/${id}`)).body).toEqual([{ ...PAIR, values }]);
    expect((await client.send("GET", `/metricSetPairList/${id}/p1`)).body).toMatchObject({ id: "p1" });
    expect(await client.send("GET", `/metricSetPairList/${id}/p2`)).toEqual({ status: 404, body: {} });
    expect((await client.send("GET", "/metricSetPairList")).body).toContainEqual(expect.objectContaining({ id }));
    expect((await client.send("DELETE", `/metricSetPairList/${id}`)).status).toBe(204);
    expect((await client.send("GET", `/metricSetPairList/${id}`)).status).toBe(404);
  });

  test("with something else in place of numbers are refused", async () => {
    const answer = await client.send("POST", "/metricSetPairList", [
      { name: "a", values: { control: ["many"], experiment: [] } },
    ]);
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/0\.values\.control\.0: "many" is no number/) },
    });
  });
});

describe("the judge", () => {
  const judged = async (
    config: object,
    pairs: readonly object[],
    parameters = "passThreshold=95&marginalThreshold=75",
  ) => {
    const id = await client.idOf("canaryConfigId", "/canaryConfig", { ...config, name: crypto.randomUUID() });
    const list = await client.idOf("metricSetPairListId", "/metricSetPairList", pairs);
    return client.send("POST", `/judges/judge?canaryConfigId=${id}&metricSetPairListId=${list}&${parameters}`);
  };

  test("judges kept series; numbers that JSON lacks are texts", async () => {
    const pairs = [{ ...PAIR, values: { control: [0, 0, 0, "NaN"], experiment: [1, 2, 3] } }];
    const { body } = await judged(configOf(), pairs);
    expect(body).toMatchObject({
      judgeName: "NetflixACAJudge-v1.0",
      results: [{ name: "errors", id: "p1", tags: { zone: "a" }, resultMetadata: { ratio: "NaN" } }],
      groupScores: [{ name: "errors", classification: "" }],
    });
  });

  test.each([
    ["another judge", { judge: { name: "X" } }, {}, 400, "Unable to resolve canary judge 'X'."],
    ["no classifier", { classifier: null }, {}, 500, "has no classifier"],
    ["no groups", { metrics: [{ name: "errors" }] }, {}, 500, "Metric 'errors' has no groups"],
    [
      "a flag in quotes",
      { metrics: [{ name: "errors", groups: [], analysisConfigurations: { canary: { critical: "true" } } }] },
      {},
      500,
      'critical is "true"',
    ],
    ["a pair of no metric", {}, { name: "cpu" }, 400, "Could not find metric config for cpu"],
    ["one side only", {}, { values: { control: [] } }, 500, "lacks values"],
  ])("refuses %s", async (_what, config, pair, status, message) => {
    expect(await judged(configOf(config), [{ ...PAIR, ...pair }])).toMatchObject({
      status,
      body: { message: expect.stringContaining(message) },
    });
  });

  test("is strict if the configuration says so", async () => {
    const pairs = [{ ...PAIR, values: { control: [2], experiment: [3] } }];
    const strict = { name: "NetflixACAJudge-v1.0", judgeConfigurations: { strict: true } };
    expect((await judged(configOf(), pairs)).body).toMatchObject({ score: { score: 100 } });
    expect((await judged(configOf({ judge: strict }), pairs)).body).toMatchObject({ score: { score: 0 } });
  });

  test("needs its parameters, and what they name", async () => {
    expect((await judged(configOf(), [PAIR], "passThreshold=95")).body).toEqual({
      message: "Required parameter 'marginalThreshold' is not present.",
    });
    expect((await judged(configOf(), [PAIR], "passThreshold=95&marginalThreshold=low")).status).toBe(400);
    const nothing = "/judges/judge?canaryConfigId=a&metricSetPairListId=b&passThreshold=1&marginalThreshold=1";
    expect((await client.send("POST", nothing)).status).toBe(404);
  });
});

describe("every request", () => {
  test("that can't be understood gets a status and a sentence", async () => {
    const send = async (path: string, init: RequestInit) => {
      const answer = await fetch(client.url + path, init);
      return [answer.status, ((await answer.json()) as { message: string }).message];
    };
    const json = { "content-type": "application/json" };
    expect(await send("/canaryConfig", { method: "POST", headers: json, body: '{"a": NaN}' })).toEqual([
      400,
      expect.stringContaining("no JSON"),
    ]);
    expect(await send("/canaryConfig", { method: "POST", body: "a=1" })).toEqual([
      415,
      expect.stringContaining("Content-Type: application/json"),
    ]);
    expect(await send("/canaryConfig", { method: "POST", headers: json })).toEqual([
      400,
      expect.stringContaining("body is missing"),
    ]);
    expect(await send("/canaryConfigs", {})).toEqual([404, "There is nothing at GET /canaryConfigs."]);
    expect(await send("/canaryConfig?configurationAccountName=mem", {})).toEqual([
      400,
      expect.stringContaining("Unable to resolve account mem."),
    ]);
  });

  test("may come from a page of any origin", async () => {
    const answer = await fetch(`${client.url}/canaryConfig`, {
      method: "OPTIONS",
      headers: { origin: "http://deck.test" },
    });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "http://deck.test"]);
    expect(answer.headers.get("access-control-allow-methods")).toContain("DELETE");
  });

  test("can ask what there is", async () => {
    expect((await client.send("GET", "/health")).body).toEqual({ status: "UP" });
    expect((await client.send("GET", "/judges")).body).toEqual([{ name: "NetflixACAJudge-v1.0", visible: true }]);
    expect((await client.send("GET", "/credentials")).body).toMatchObject([{ name: "prometheus" }, { name: "store" }]);
    expect((await client.send("GET", "/metricsServices")).body).toMatchObject([{ name: "prometheus" }]);
  });
});

test("what is kept in files is there for the next process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "canary-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const first = await Client.start(`http://${NOBODY}`, folder);
  const id = await first.idOf("canaryConfigId", "/canaryConfig", configOf());
  await first[Symbol.asyncDispose]();
  const second = stack.use(await Client.start(`http://${NOBODY}`, folder));
  expect((await second.send("GET", `/canaryConfig/${id}`)).body).toMatchObject({ name: "pay-canary" });
  expect((await second.send("POST", "/canaryConfig", configOf())).status).toBe(400);
});
