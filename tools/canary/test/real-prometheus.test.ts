import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Client, configOf } from "./client.ts";

const present = spawnSync("prometheus", ["--version"], { stdio: "ignore" }).error === undefined;
/** A confidence of 98 % needs five points on each side. */
const POINTS = 7;

/** Shares of errors by version; each scrape finds 20 more requests, of which a few more or fewer failed. */
const SHARES = { baseline: 6, good: 6, bad: 11 };

async function startExporter() {
  const failed = { baseline: 0, good: 0, bad: 0 };
  const versions = ["baseline", "good", "bad"] as const;
  let scrapes = 0;
  const server = createServer((_, response) => {
    scrapes += 1;
    const lines = versions.flatMap((version, i) => {
      failed[version] += SHARES[version] + (((scrapes * 7 + i * 3) % 5) - 2) / 2;
      return [
        `requests_total{version="${version}",http_code="500"} ${failed[version]}`,
        `requests_total{version="${version}",http_code="200"} ${scrapes * 20 - failed[version]}`,
        `busy{version="${version}"} ${40 + ((scrapes * 3 + i) % 7)}`,
      ];
    });
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(
      `# TYPE requests_total counter\n# TYPE busy gauge\n${lines.toSorted((a, b) => (a < b ? -1 : 1)).join("\n")}\n`,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const RATIO =
  'PromQL:sum(rate(requests_total{version="${scope}",http_code="500"}[2s])) / sum(rate(requests_total{version="${scope}"}[2s]))';

const CONFIG = configOf({
  templates: { byVersion: 'version="${scope}"' },
  metrics: [
    {
      name: "errors",
      groups: ["errors"],
      scopeName: "default",
      query: { type: "prometheus", customInlineTemplate: RATIO },
      analysisConfigurations: {
        canary: { direction: "increase", critical: true, effectSize: { allowedIncrease: 1.2, criticalIncrease: 1.2 } },
      },
    },
    {
      name: "busy",
      groups: ["saturation"],
      scopeName: "default",
      query: { type: "prometheus", metricName: "busy", customFilterTemplate: "byVersion", groupByFields: ["job"] },
      analysisConfigurations: { canary: { direction: "increase", effectSize: { allowedIncrease: 1.5 } } },
    },
  ],
  classifier: { groupWeights: { errors: 60, saturation: 40 } },
});

describe.skipIf(!present)("a real Prometheus (needs prometheus)", () => {
  const opened = new AsyncDisposableStack();
  let client: Client;
  let prometheus = "";
  let start = "";
  let end = "";

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "canary-prometheus-"));
    opened.defer(() => rmSync(folder, { recursive: true, force: true }));
    const { server, address } = await startExporter();
    opened.defer(() => void server.close());
    writeFileSync(
      join(folder, "prometheus.yml"),
      `global: { scrape_interval: 200ms }\nscrape_configs:\n  - job_name: app\n    static_configs: [{ targets: ["${address}"] }]\n`,
    );
    const host = `127.0.0.1:${await freePort()}`;
    const flags = [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${host}`,
    ];
    const child = spawn("prometheus", flags, { stdio: "ignore" });
    const gone = once(child, "exit");
    opened.defer(async () => {
      child.kill("SIGTERM");
      await gone;
    });
    prometheus = `http://${host}`;
    client = opened.use(await Client.start(prometheus));
    await vi.waitFor(findPoints, { timeout: PATIENCE_MS, interval: 200 });
  });
  afterAll(() => opened.disposeAsync());

  /** Sets the time in which there are points enough; throws as long as there is none. */
  async function findPoints(): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const query = RATIO.replace("PromQL:", "").replaceAll("${scope}", "bad");
    const range = new URLSearchParams({ query, start: String(now - 60), end: String(now), step: "1" });
    const answer = await fetch(`${prometheus}/api/v1/query_range?${range.toString()}`);
    const { data } = (await answer.json()) as { data: { result: { values: [number, string][] }[] } };
    const times = data.result[0]?.values.map(([time]) => time) ?? [];
    const [first] = times;
    if (first === undefined || times.length < POINTS) throw new Error(`there are ${times.length} points`);
    start = new Date(first * 1000).toISOString();
    end = new Date((first + POINTS - 1) * 1000).toISOString();
  }

  async function judged(canary: string) {
    const side = (scope: string) => ({ scope, location: "", start, end, step: 1 });
    const executionRequest = {
      scopes: { default: { controlScope: side("baseline"), experimentScope: side(canary) } },
      thresholds: { pass: 95, marginal: 75 },
    };
    const id = await client.idOf("canaryExecutionId", "/canary", { canaryConfig: CONFIG, executionRequest });
    return client.completed(`/canary/${id}`);
  }

  test("has the series that a good canary passes with, and a bad one fails with", async () => {
    const [good, bad] = [await judged("good"), await judged("bad")];
    expect(good).toMatchObject({ status: "succeeded", result: { judgeResult: { score: { classification: "Pass" } } } });
    expect(bad).toMatchObject({
      result: {
        canaryDuration: `PT${POINTS - 1}S`,
        judgeResult: {
          results: expect.arrayContaining([
            expect.objectContaining({
              name: "errors",
              classification: "High",
              controlMetadata: { stats: expect.objectContaining({ count: POINTS }) },
            }),
          ]),
          score: {
            score: 0,
            classificationReason: "Canary Failed: The metric errors was classified as High (Critical)",
          },
        },
      },
    });
  });

  test("is asked by labels and groups as Kayenta would", async () => {
    const { metricSetPairListId } = await judged("bad");
    const { body } = await client.send("GET", `/metricSetPairList/${String(metricSetPairListId)}`);
    expect(body).toContainEqual(
      expect.objectContaining({
        name: "busy",
        tags: { job: "app" },
        attributes: {
          control: { query: 'avg(busy{version="baseline"}) by (job)' },
          experiment: { query: 'avg(busy{version="bad"}) by (job)' },
        },
      }),
    );
  });
});
