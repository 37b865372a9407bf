import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CanaryServer, startCanaryServer } from "@hipstershop/canary";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseConfig } from "../src/config.ts";
import { type MetricStore, startMetricStore } from "../src/metric-store.ts";
import type { Pace } from "../src/pace.ts";
import { runPipeline, STAGES } from "../src/pipeline.ts";
import { SampleSubject } from "../src/sample-subject.ts";
import { Stages } from "../src/stages.ts";

/** As short as whole seconds between two values allow: three judgements of 6, 11 and 16 values. */
const PACE: Pace = { minuteMs: 5000, warmUpMs: 500, speed: 5 };
const SOUND = chooseConfig("sound", undefined, PACE);
/** Errors only: latency and CPU time say little on a machine that runs other tests. */
const config = { ...SOUND.config, metrics: SOUND.config.metrics?.slice(0, 1) };
const CHOSEN = { ...SOUND, config, step: 1, window: 1.25, scrapeMs: 250 };
const RATE = 90;

const folder = mkdtempSync(join(tmpdir(), "canary-pipeline-"));
const stack = new AsyncDisposableStack();
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
let metrics: MetricStore;
let canaryd: CanaryServer;

beforeAll(async () => {
  metrics = stack.use(await startMetricStore({ prometheus: "embedded", scrapeMs: CHOSEN.scrapeMs, folder }));
  const server = { port: 0, host: "127.0.0.1", folder: undefined, prometheusUrl: metrics.url };
  canaryd = stack.use(await startCanaryServer(server, { minuteMs: PACE.minuteMs }));
});
afterAll(() => stack.disposeAsync());

/** Runs the pipeline for a canary of this success rate. `during` may end it early. */
async function runWith(canaryRate: number, during: (stages: Stages, cancel: () => void) => void = () => undefined) {
  const cancelled = new AbortController();
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  await using subject = new SampleSubject({
    folder,
    jaegerUrl: "http://127.0.0.1:1/api/traces",
    rate: RATE,
    seed: 1,
    warn,
    prodRate: 90,
    canaryRate,
  });
  const stages = new Stages(Object.values(STAGES), () => during(stages, () => cancelled.abort(new Error("Ctrl-C"))));
  const result = await runPipeline({
    subject,
    metrics,
    canaryd,
    chosen: { ...CHOSEN, config: { ...config, name: `canary-${canaryRate}-${Date.now()}` } },
    service: undefined,
    pace: PACE,
    stages,
    cancelled: cancelled.signal,
    warn,
  });
  return { result, stages: stages.all, versions: subject.instances.map(({ version }) => version), warnings };
}

const statusOf = (stages: Stages["all"], name: string) => stages.find((stage) => stage.name === name)?.status;

describe("the pipeline", () => {
  test("stops a canary that fails more often, and deletes it and the baseline", async () => {
    const { result, stages, versions } = await runWith(40);
    expect(result).toMatchObject({ outcome: "stopped", score: 0 });
    expect(result.sentence).toBe("Final canary score 0.0 is not above the marginal score threshold.");
    expect(statusOf(stages, STAGES.promote)).toBe("skipped");
    expect(statusOf(stages, STAGES.deleteCanary)).toBe("succeeded");
    expect(statusOf(stages, STAGES.successful)).toBe("failed");
    expect(versions).toEqual(["prod", "prod", "prod", "prod"]);
    const [errors] = result.judgements.at(-1)?.result.results ?? [];
    expect(errors).toMatchObject({ name: "error share", classification: "High", critical: true });
  });

  test("promotes one that fails as often: production is its version then", async () => {
    const { result, stages, versions } = await runWith(91);
    expect(result).toMatchObject({ outcome: "promoted", score: 100, scores: [100, 100, 100] });
    expect(stages.map(({ status }) => status)).toEqual(stages.map(() => "succeeded"));
    expect(versions).toEqual(["prod", "prod", "prod", "prod"]);
    expect(result.judgements).toHaveLength(3);
  });

  test("when it is cancelled during the analysis, canary and baseline are deleted", async () => {
    const { result, stages, versions } = await runWith(40, (running, cancel) => {
      if (statusOf(running.all, STAGES.analysis) === "running") cancel();
    });
    expect(result).toMatchObject({ outcome: "cancelled", score: undefined });
    expect(statusOf(stages, STAGES.analysis)).toBe("cancelled");
    expect(statusOf(stages, STAGES.deleteCanary)).toBe("succeeded");
    expect(versions).toEqual(["prod", "prod", "prod", "prod"]);
  });
});
