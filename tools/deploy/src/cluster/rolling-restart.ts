import { setTimeout as delay } from "node:timers/promises";
import { callGraph } from "../call-graph.ts";
import type { Check } from "./checks.ts";
import type { Kubectl } from "./kubectl.ts";

const VISITORS = "smoke-visitors";
const ROLLOUT_WITHIN_S = 120;
const GONE_WITHIN_S = 60;
/** The load generator ends by itself after this, in case it is not stopped. */
const LONGEST_MINUTES = 15;

/** The part of the load generator's report that is read here. */
interface Report {
  readonly requests: number;
  readonly errors: number;
  readonly p95: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly routes: Readonly<Record<string, { readonly errors: number }>>;
}

/** Restarts every service, one after the other, under load from the load generator; no request may fail. */
export function rollingRestart(image: string, only: string, printLine: (text: string) => void): Check {
  return async (kubectl) => {
    const services = only ? only.split(",") : callGraph().map(({ name }) => name);
    const deployments = await kubectl.deployments();
    const names = deployments.map(({ metadata }) => metadata.name).filter((name) => services.includes(name));
    await startVisitors(kubectl, image || imageOf(deployments));
    try {
      for (const name of names) {
        const started = performance.now();
        await kubectl.run(["rollout", "restart", `deployment/${name}`]);
        const wait = ["rollout", "status", `deployment/${name}`, `--timeout=${ROLLOUT_WITHIN_S}s`];
        await kubectl.run(wait, { timeoutMs: (ROLLOUT_WITHIN_S + 10) * 1000 });
        await waitUntilGone(kubectl, name);
        printLine(`  ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
      }
      const report = await endVisitors(kubectl);
      const { requests, errors, p95 } = report;
      if (errors > 0) throw new Error(`${errors} of ${requests} requests failed: ${failedRoutesText(report)}`);
      return `${names.length} services restarted, 0 of ${requests} requests failed, p95 ${Math.round(p95)} ms`;
    } finally {
      await kubectl.run(["delete", "job", VISITORS, "--ignore-not-found", "--wait=false"]);
    }
  };
}

function imageOf(deployments: Awaited<ReturnType<Kubectl["deployments"]>>): string {
  const own = deployments.find(({ metadata }) => metadata.name === "loadgenerator");
  const image = own?.spec.template.spec.containers[0]?.image;
  if (!image) throw new Error("there is no loadgenerator here whose image visitors could take: name one with --image");
  return image;
}

/** Waits until the old pod has ended. It drains after its successor is Ready, and that is when calls can fail. */
async function waitUntilGone(kubectl: Kubectl, name: string): Promise<void> {
  for (let second = 0; second < GONE_WITHIN_S; second += 1) {
    if ((await kubectl.countTerminatingPods(name)) === 0) return;
    await delay(1000);
  }
  throw new Error(`${name}: the old pod is still there after ${GONE_WITHIN_S} s`);
}

function failedRoutesText({ statuses, routes }: Report): string {
  const failed = Object.entries(routes).filter(([, { errors }]) => errors > 0);
  const by = failed.map(([route, { errors }]) => `${route} ${errors}`);
  return `${by.join(", ")}; statuses ${JSON.stringify(statuses)}`;
}

async function startVisitors(kubectl: Kubectl, image: string): Promise<void> {
  await kubectl.run(["delete", "job", VISITORS, "--ignore-not-found", "--wait=true"], { timeoutMs: 60_000 });
  await kubectl.run(["apply", "-f", "-"], { input: JSON.stringify(visitorsJob(image)) });
  await kubectl.run(["wait", "--for=condition=Ready", "pod", "-l", `job-name=${VISITORS}`, "--timeout=60s"], {
    timeoutMs: 70_000,
  });
}

/** Stops the load generator with SIGTERM and reads its report. */
async function endVisitors(kubectl: Kubectl): Promise<Report> {
  await kubectl.run(["exec", `job/${VISITORS}`, "--", "/nodejs/bin/node", "-e", 'process.kill(1, "SIGTERM")']);
  const done = ["wait", "--for=jsonpath={.status.conditions[0].status}=True", `job/${VISITORS}`, "--timeout=60s"];
  await kubectl.run(done, { timeoutMs: 70_000 });
  const log = await kubectl.run(["logs", `job/${VISITORS}`]);
  const start = log.indexOf("{");
  if (start === -1) throw new Error(`the visitors left no report: ${log.trim()}`);
  return JSON.parse(log.slice(start)) as Report;
}

/** A Job that runs the load generator with twenty users: about fifty requests per second. */
export function visitorsJob(image: string): object {
  const run = ["--users", "20", "--rate", "10", "--think", "100ms-500ms", "--duration", `${LONGEST_MINUTES}m`];
  // Labels of the load generator, so that its network policy allows DNS and the frontend.
  const labels = { app: "loadgenerator", "app.kubernetes.io/part-of": "hipster-shop" };
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  };
  const container = {
    name: "visitors",
    image,
    args: ["/app/build/src/main.cjs", "--target", "frontend:80", ...run, "--no-traces", "--quiet", "--json", "-"],
    securityContext,
  };
  const spec = {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [container],
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: VISITORS },
    spec: { backoffLimit: 0, ttlSecondsAfterFinished: 600, template: { metadata: { labels }, spec } },
  };
}
