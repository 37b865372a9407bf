import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NOBODY } from "@hipstershop/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { Client, configOf, matrix, playPrometheus, requestOf } from "./client.ts";

const GOOD = [0.3, 0.29, 0.31, 0.3, 0.28, 0.32];
const BAD = [0.52, 0.55, 0.51, 0.53, 0.56, "NaN"];
/** Of a minute of analyses, in milliseconds. */
const SHORT_MINUTE = 20;

async function startWith(answer: Parameters<typeof playPrometheus>[0], folder?: string): Promise<Client> {
  const prometheus = await playPrometheus(answer);
  onTestFinished(() => prometheus[Symbol.asyncDispose]());
  const client = await Client.start(prometheus.url, folder, { minuteMs: SHORT_MINUTE });
  onTestFinished(() => client[Symbol.asyncDispose]());
  return client;
}

const worse = (query: string) => matrix([{}, query === "canary" ? BAD : GOOD]);
const canaryOf = (config = configOf()) => ({ canaryConfig: config, executionRequest: requestOf() });
const analysisOf = (lifetimeDurationMins: number) => ({
  canaryConfig: configOf(),
  executionRequest: {
    scopes: [{ controlScope: "baseline", experimentScope: "canary", step: 60 }],
    thresholds: { pass: 95, marginal: 75 },
    lifetimeDurationMins,
    analysisIntervalMins: 1,
  },
});

async function pageAt(client: Client, path: string) {
  const answer = await fetch(client.url + path);
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

describe("the report", () => {
  test("of a canary is a page, also from files, where infinities and missing values are texts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "canary-report-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const client = await startWith(worse, folder);
    const run = await client.idOf("canaryExecutionId", "/canary?application=shop", canaryOf());
    await client.completed(`/canary/${run}`);
    const page = await pageAt(client, `/canary/${run}/report`);
    expect(page).toMatchObject({ status: 200, type: "text/html; charset=utf-8" });
    expect(page.text).toContain("<h1>shop: canary against baseline, by pay-canary</h1>");
    expect(page.text).toContain("Canary Failed: The metric errors was classified as High (Critical)");
    expect(page.text).toContain("Missing values (canary 1) were left out.");
  });

  test("of a canary without any data says so", async () => {
    const client = await startWith(() => matrix());
    const run = await client.idOf("canaryExecutionId", "/canary", canaryOf());
    await client.completed(`/canary/${run}`);
    expect((await pageAt(client, `/canary/${run}/report`)).text).toContain("There are no values of either side");
  });

  test("of an analysis has its judgements, and its verdict", async () => {
    const client = await startWith((query) =>
      matrix([{}, query === "canary" ? GOOD.map((value) => value + 0.001) : GOOD]),
    );
    const id = await client.idOf("canaryAnalysisExecutionId", "/standalone_canary_analysis", analysisOf(2));
    await client.completed(`/standalone_canary_analysis/${id}`);
    const { status, text } = await pageAt(client, `/standalone_canary_analysis/${id}/report`);
    expect(status).toBe(200);
    expect(text).toContain("Final canary score 100.0 met or exceeded the pass score threshold.");
    expect(text).toContain("Judgement 1: score 100");
  });

  test("of an analysis that failed or was cancelled says so", async () => {
    const client = await startWith(worse);
    const failed = await client.idOf("canaryAnalysisExecutionId", "/standalone_canary_analysis", analysisOf(2));
    await client.completed(`/standalone_canary_analysis/${failed}`);
    const { text } = await pageAt(client, `/standalone_canary_analysis/${failed}/report`);
    expect(text).toContain("Final canary score 0.0 is not above the marginal score threshold.");
  });

  test("is refused, with a sentence, for what is unknown, not complete, or without a result", async () => {
    const client = await startWith((query) => (query === "canary" ? undefined : matrix([{}, GOOD])));
    const messageAt = async (path: string) => {
      const { status, body } = await client.send("GET", path);
      return `${status} ${String(body["message"])}`;
    };
    expect(await messageAt("/canary/nobody/report")).toBe("404 There is no canary execution nobody.");
    expect(await messageAt("/standalone_canary_analysis/nobody/report")).toBe(
      "404 There is no canary analysis nobody.",
    );
    const run = await client.idOf("canaryExecutionId", "/canary", canaryOf());
    const id = await client.idOf("canaryAnalysisExecutionId", "/standalone_canary_analysis", analysisOf(100));
    expect(await messageAt(`/canary/${run}/report`)).toBe(
      `409 The canary execution ${run} is not complete: ask again later.`,
    );
    expect(await messageAt(`/standalone_canary_analysis/${id}/report`)).toBe(
      `409 The canary analysis ${id} is not complete: ask again later.`,
    );
    for (const one of [run, id]) await client.send("PUT", `/pipelines/${one}/cancel`);
    await client.completed(`/canary/${run}`);
    await client.completed(`/standalone_canary_analysis/${id}`);
    expect(await messageAt(`/canary/${run}/report`)).toMatch(/^409 .* has no result to report: it is canceled\./);
    expect(await messageAt(`/standalone_canary_analysis/${id}/report`)).toMatch(/^409 .* it is canceled\./);
  });

  test("is refused where Prometheus failed, and says why", async () => {
    await using client = await Client.start(`http://${NOBODY}`);
    const run = await client.idOf("canaryExecutionId", "/canary", canaryOf());
    await client.completed(`/canary/${run}`);
    const { status, text } = await pageAt(client, `/canary/${run}/report`);
    expect(status).toBe(409);
    expect(text).toContain("can't be reached");
  });
});
