import { setTimeout as delay } from "node:timers/promises";
import { metrics, ProxyTracerProvider } from "@opentelemetry/api";
import { Cookies } from "./cookies.ts";
import { HttpClient } from "./http-client.ts";
import { Random } from "./random.ts";
import { Recorder } from "./recorder.ts";
import type { RunSettings } from "./settings.ts";
import { act, type World } from "./shopper.ts";
import { instrumentsOf } from "./telemetry.ts";

/** What is asked too early is counted as failed by the shop: not often, once somebody answers. */
const AGAIN_AFTER_MS = 1000;
const PATIENCE_MIN_MS = 1000;
const SERVER_ERROR = 500;

/**
 * Does everything once that visitors will do, until all of it works: a frontend answers before the services behind it do, and a
 * page before an order. Nothing of it is counted or traced. Gives what still fails when the time is over.
 */
export async function rehearse(settings: RunSettings, giveUpAtMs: number): Promise<string | undefined> {
  for (;;) {
    const patienceMs = Math.ceil(Math.max(PATIENCE_MIN_MS, giveUpAtMs - performance.now()));
    const problem = await tryAll({ ...settings, timeoutMs: Math.min(settings.timeoutMs, patienceMs) });
    if (problem === undefined || performance.now() >= giveUpAtMs) return problem;
    await delay(AGAIN_AFTER_MS);
  }
}

/** Ends with the first that fails. */
async function tryAll({ target, scenarios, seed, timeoutMs }: RunSettings): Promise<string | undefined> {
  await using client = new HttpClient(target, { connectionsMax: 1, timeoutMs });
  const nobody = { tracer: new ProxyTracerProvider().getTracer(""), instruments: instrumentsOf(metrics.getMeter("")) };
  for (const scenario of scenarios) {
    const recorder = new Recorder();
    const world: World = { target: new URL(target), client, recorder, telemetry: nobody };
    await act(world, scenario, new Cookies(), new Random(seed, 0));
    const problem = [...recorder.statuses.keys()].find((outcome) => !(Number(outcome) < SERVER_ERROR));
    if (problem !== undefined) return `${scenario.name} fails with ${problem}`;
  }
  return undefined;
}
