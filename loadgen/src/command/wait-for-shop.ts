import { setTimeout as delay } from "node:timers/promises";
import { directFetch } from "@hipstershop/runtime";
import { metrics, ProxyTracerProvider } from "@opentelemetry/api";
import { Recorder } from "../figures/recorder.ts";
import { Random } from "@hipstershop/random";
import type { RunSettings } from "../settings/settings.ts";
import { instrumentsOf } from "../telemetry/telemetry.ts";
import { Cookies } from "../visitor/cookies.ts";
import { HttpClient } from "../visitor/http-client.ts";
import { performAction, type World } from "../visitor/shopper.ts";

/** The frontend is asked often: a refused connection costs the shop nothing. */
const FRONTEND = { pauseMs: 250, timeoutMinMs: 5000 };
/** Actions are tried less often: the shop counts each failure as an error. */
const ACTIONS = { pauseMs: 1000, timeoutMinMs: 1000 };
const SERVER_ERROR = 500;

/** Whether the shop can be visited. */
export interface ShopReadiness {
  /** Whether anything answers at the address, with an error status included. */
  readonly answers: boolean;
  /** Which action still fails, and how; undefined when all succeed, or when there was no time to try them. */
  readonly problem?: string | undefined;
}

/**
 * Waits until the frontend answers and every action of the run has succeeded once, for `waitMs` at most; 0 asks the frontend
 * once and tries no action. (A frontend answers before the services behind it do, and a page before an order.) Nothing of it
 * is counted or traced.
 */
export async function waitForShop(settings: RunSettings, waitMs: number): Promise<ShopReadiness> {
  const giveUpAtMs = performance.now() + waitMs;
  const silence = await retryUntil(giveUpAtMs, FRONTEND, (timeoutMs) => frontendProblem(settings.target, timeoutMs));
  if (silence !== undefined) return { answers: false };
  if (waitMs === 0) return { answers: true };
  const problem = await retryUntil(giveUpAtMs, ACTIONS, (timeoutMs) =>
    firstFailure({ ...settings, timeoutMs: Math.min(settings.timeoutMs, timeoutMs) }),
  );
  return { answers: true, problem };
}

/**
 * Repeats an attempt until it finds no problem or the time is over; resolves to the problem of the last one. Each attempt may
 * take what is left of the time, but never less than `timeoutMinMs`.
 */
async function retryUntil(
  giveUpAtMs: number,
  { pauseMs, timeoutMinMs }: { readonly pauseMs: number; readonly timeoutMinMs: number },
  attempt: (timeoutMs: number) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (;;) {
    const problem = await attempt(Math.ceil(Math.max(timeoutMinMs, giveUpAtMs - performance.now())));
    if (problem === undefined || performance.now() >= giveUpAtMs) return problem;
    await delay(pauseMs);
  }
}

async function frontendProblem(target: string, timeoutMs: number): Promise<string | undefined> {
  try {
    const response = await directFetch(`${target}/_healthz`, { signal: AbortSignal.timeout(timeoutMs) });
    await response.arrayBuffer();
    return undefined;
  } catch {
    return "no answer";
  }
}

/** Performs each action once, until one fails. */
async function firstFailure({ target, scenarios, seed, timeoutMs }: RunSettings): Promise<string | undefined> {
  await using client = new HttpClient(target, { connectionsMax: 1, timeoutMs });
  const telemetry = {
    tracer: new ProxyTracerProvider().getTracer(""),
    instruments: instrumentsOf(metrics.getMeter("")),
  };
  for (const scenario of scenarios) {
    const recorder = new Recorder();
    const world: World = { target: new URL(target), client, recorder, telemetry };
    await performAction({ world, scenario, cookies: new Cookies(), random: new Random(seed, 0) });
    const problem = [...recorder.statuses.keys()].find((outcome) => !(Number(outcome) < SERVER_ERROR));
    if (problem !== undefined) return `${scenario.name} fails with ${problem}`;
  }
  return undefined;
}
