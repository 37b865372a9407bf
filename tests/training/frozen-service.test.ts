import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readJaegerTrace, shapeOf, type Trace, tracesInAnswer } from "@hipstershop/traces";
import { labOf } from "training/labs";
import { missingFor, selftestLab, startLab } from "training/play";
import { stageOf } from "training/stage";
import { traceReader } from "training/trace-reader";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadPage, type Scenario, SCENARIOS, visitorOf } from "../recordings/frozen-service.ts";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { wholeTrace } from "../support/traces.ts";
import { root } from "../support/workspace.ts";

const lab = labOf("19");
let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const stageAt = (otlp?: string) =>
  stageOf({ shop: shop.url, tracesUrl: shop.status.traces, learner: "ada", ...(otlp !== undefined && { otlp }) });

function recorded({ service }: Scenario): readonly Trace[] {
  const file = join(root, "labs/19-frozen-service/recordings", `${service}.json.gz`);
  return tracesInAnswer(JSON.parse(gunzipSync(readFileSync(file)).toString())).map(readJaegerTrace);
}

describe.each(SCENARIOS.map((scenario) => [scenario.service, scenario] as const))(
  "the recording of %s",
  (_, scenario) => {
    test("begins and ends with pages as the shop makes them today: else `npm run recordings`", async () => {
      const visitor = await visitorOf(shop, scenario);
      // On a busy machine a page may lack a part, and its trace a span: it is loaded until one is whole.
      const loaded = new Set<string>();
      const today = async () => {
        loaded.add((await loadPage(visitor, scenario)).traceId);
        return [...shop.store.traces()].flatMap(({ traceId, spans }) => (loaded.has(traceId) ? [shapeOf(spans)] : []));
      };
      const traces = recorded(scenario);
      for (const page of [traces[0], traces.at(-1)])
        await expect.poll(today, { timeout: PATIENCE_MS }).toContain(shapeOf(page?.spans ?? []));
    });

    test("names no machine and no folder", () => {
      const text = JSON.stringify(recorded(scenario));
      expect(text).not.toMatch(/host\.name|process\.pid|service\.instance\.id|"\/(?:tmp|home|work|root|Users)\//);
    });

    test("has spans of the service that began after nobody waited for them any more", () => {
      const spans = recorded(scenario).flatMap((trace) => trace.spans);
      const ended = new Map(spans.map(({ spanId, startUs, durationUs }) => [spanId, startUs + durationUs]));
      const late = spans.filter(({ parentSpanId, startUs }) => startUs > (ended.get(parentSpanId) ?? Infinity));
      expect(late.map(({ process }) => process.service)).toContain(scenario.service);
    });
  },
);

test("of three seeds each has another recording, and every case is right", async () => {
  if (!lab) throw new Error("there is no lab 19");
  const stage = stageAt(shop.status.ingest.otlpHttp);
  const requests: string[] = [];
  for (const seed of [0, 1, 2]) {
    const { clicks } = await startLab(lab, stage, seed);
    requests.push(
      Object.values(clicks)
        .map(({ request }) => request)
        .join(),
    );
  }
  expect(new Set(requests).size).toBe(3);
  const results = await selftestLab(lab, stage, traceReader(shop.status.traces), 0);
  expect(results.filter(({ isRight }) => !isRight)).toEqual([]);
});

test("its traces are the learner's", async () => {
  if (!lab) throw new Error("there is no lab 19");
  const { clicks } = await startLab(lab, stageAt(shop.status.ingest.otlpHttp), 1);
  const trace = await wholeTrace(shop, clicks["page1"]?.traceId ?? "");
  const names = trace.spans.map(({ tags }) => tags.find(({ key }) => key === "shop.learner")?.value);
  expect(new Set(names)).toEqual(new Set(["ada"]));
});

test("without a collector it says what is missing, and starts nothing", async () => {
  if (!lab) throw new Error("there is no lab 19");
  expect(missingFor(lab, stageAt())).toContain("--otlp");
  await expect(startLab(lab, stageAt(), 1)).rejects.toThrow("no collector is known here");
});
