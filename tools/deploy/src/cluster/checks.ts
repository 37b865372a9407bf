import { setTimeout as delay } from "node:timers/promises";
import { brokenLinks, type JaegerTrace, namesInAnswer, readJaegerTrace, tracesInAnswer } from "@hipstershop/traces";
import { callGraph } from "../call-graph.ts";
import type { Kubectl, Pod } from "./kubectl.ts";

const LOOK_EVERY_MS = 1000;
const TARGETS_WITHIN_MS = 90_000;
const TRACES_WITHIN_MS = 60_000;
/** The flag service serves long-lived streams, whose spans end late: it may have no span yet. */
const WITHOUT_SPANS = new Set(["flagservice"]);

/** Resolves with a line about what was checked; rejects when the check fails. */
export type Check = (kubectl: Kubectl) => Promise<string>;

/** Repeats `problems` until it returns none; rejects after `timeoutMs` with those that are left. */
export async function repeatUntilPassed(timeoutMs: number, problems: () => Promise<readonly string[]>): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const left = await problems().catch((error: unknown) => [String(error)]);
    if (left.length === 0) return;
    if (performance.now() > end) throw new Error(`after ${timeoutMs / 1000} s: ${left.join("; ")}`);
    await delay(LOOK_EVERY_MS);
  }
}

/** Checks that all pods of the shop are Ready. */
export function podsReady(waitMs: number): Check {
  return async (kubectl) => {
    let count = 0;
    await repeatUntilPassed(waitMs, async () => {
      const pods = await kubectl.pods();
      count = pods.length;
      if (count === 0) return ["there are no pods of the shop in this namespace"];
      return pods.filter((pod) => !isReady(pod)).map(({ metadata }) => `${metadata.name} is not Ready`);
    });
    return `${count} ${count === 1 ? "pod" : "pods"}`;
  };
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
}

/** Checks that no container was restarted. */
export const noRestarts: Check = async (kubectl) => {
  const restarted = (await kubectl.pods()).flatMap(({ metadata, status }) =>
    (status.containerStatuses ?? [])
      .filter(({ restartCount }) => restartCount > 0)
      .map(({ name, restartCount }) => `${metadata.name}/${name} ${restartCount} times`),
  );
  if (restarted.length > 0) throw new Error(`restarted: ${restarted.join(", ")}`);
  return "0 restarts";
};

/** A scrape target in the answer of Prometheus. */
interface Target {
  readonly labels: { readonly job: string };
  readonly health: string;
  readonly lastError: string;
}

/** Checks that Prometheus scrapes every deployed component with metrics. */
export const targetsUp: Check = async (kubectl) => {
  const scraped = new Set([...callGraph().map(({ name }) => name), "loadgenerator", "redis-cart", "jaeger"]);
  const deployed = (await kubectl.deployments()).map(({ metadata }) => metadata.name);
  const expected = deployed.filter((name) => scraped.has(name));
  let count = 0;
  await repeatUntilPassed(TARGETS_WITHIN_MS, async () => {
    const targets = targetsInAnswer(await kubectl.getFromService("prometheus", "9090", "/api/v1/targets?state=active"));
    count = targets.length;
    const jobs = new Set(targets.map(({ labels }) => labels.job));
    return [
      ...expected.filter((name) => !jobs.has(name)).map((name) => `no target ${name}`),
      ...targets
        .filter(({ health }) => health !== "up")
        .map(({ labels, health, lastError }) => `${labels.job} is ${health} ${lastError}`),
    ];
  });
  return `${count} targets`;
};

/** Throws for JSON of any other shape. */
export function targetsInAnswer(answer: unknown): readonly Target[] {
  const { data } = (answer ?? {}) as { readonly data?: { readonly activeTargets?: unknown } | null };
  const targets = data?.activeTargets;
  if (Array.isArray(targets) && targets.every(isTarget)) return targets;
  throw new Error("not an answer of Prometheus: it has no list of active targets");
}

function isTarget(value: unknown): value is Target {
  const { labels, health, lastError } = (value ?? {}) as Partial<Record<keyof Target, unknown>>;
  const { job } = (labels ?? {}) as { readonly job?: unknown };
  return [job, health, lastError].every((text) => typeof text === "string");
}

/** Checks that Jaeger has spans of every service, and that the traces of orders are connected. */
export const tracesComplete: Check = async (kubectl) => {
  const expected = callGraph()
    .map(({ name }) => name)
    .filter((name) => !WITHOUT_SPANS.has(name));
  let whole = 0;
  await repeatUntilPassed(TRACES_WITHIN_MS, async () => {
    // A recent trace may still lack a parent: those of the last ten seconds are left out.
    const end = (Date.now() - 10_000) * 1000;
    const range = `start=${end - 600_000_000}&end=${end}&limit=50`;
    const traces = tracesInAnswer(
      await kubectl.getFromService("jaeger", "16686", `/api/traces?service=checkoutservice&${range}`),
    );
    const seen = new Set(traces.flatMap(({ processes }) => Object.values(processes).map((one) => one?.serviceName)));
    const broken = traces.filter((trace) => !isConnected(trace)).map(({ traceID }) => `trace ${traceID} is in pieces`);
    whole = traces.length - broken.length;
    const services = namesInAnswer(await kubectl.getFromService("jaeger", "16686", "/api/services"));
    const missing = expected.filter((name) => !seen.has(name) && !services.includes(name));
    return [
      ...(traces.length === 0 ? ["no order has a trace"] : []),
      ...missing.map((name) => `no span of ${name}`),
      ...broken,
    ];
  });
  return `spans of ${expected.length} services, ${whole} orders each one connected trace`;
};

/** True when the trace has one root and no span without its parent. */
export function isConnected(trace: JaegerTrace): boolean {
  return brokenLinks(readJaegerTrace(trace).spans).length === 0;
}
