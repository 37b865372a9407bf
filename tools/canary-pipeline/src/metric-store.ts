import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { directFetch } from "@hipstershop/runtime";
import { type Child, startChild } from "./children.ts";
import { freePort } from "./free-port.ts";
import { HOST, type Instance } from "./instance.ts";

/** What scrapes the instances and answers canaryd's queries. Disposal ends it. */
export interface MetricStore extends AsyncDisposable {
  /** Base address of Prometheus' API. */
  readonly url: string;
  /** "Prometheus 2.42.0", or "embedded scraper". */
  readonly name: string;
  /** Scrapes these from now on, and no others. */
  follow(instances: readonly Instance[]): void;
}

export interface MetricStoreOptions {
  /** "auto" takes a Prometheus of this machine where there is one; or the path of one. */
  readonly prometheus: string;
  readonly scrapeMs: number;
  /** For its files. */
  readonly folder: string;
}

const JOB = "canary";
const READY_MS_MAX = 20_000;

/** Starts a real Prometheus, or the embedded scraper. */
export async function startMetricStore(options: MetricStoreOptions): Promise<MetricStore> {
  const { prometheus, scrapeMs } = options;
  if (prometheus !== "embedded") {
    const program = prometheus === "auto" ? "prometheus" : prometheus;
    const version = versionOf(program);
    if (version !== undefined) return startPrometheus(program, version, options);
    if (prometheus !== "auto") throw new Error(`--prometheus ${prometheus}: there is no Prometheus that can be run`);
  }
  const { startScraper } = await import("@hipstershop/scraper");
  const scraper = await startScraper({ host: HOST, intervalMs: scrapeMs, targets: [] });
  return {
    url: scraper.url,
    name: "embedded scraper",
    follow: (instances) =>
      scraper.setTargets(
        instances.map(({ metricsUrl, labels }) => ({
          url: metricsUrl,
          labels: { job: JOB, ...labels, instance: new URL(metricsUrl).host },
        })),
      ),
    [Symbol.asyncDispose]: () => scraper[Symbol.asyncDispose](),
  };
}

/** Such as "2.42.0"; undefined where there is no such program. */
function versionOf(program: string): string | undefined {
  const { stdout, stderr, error } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return error ? undefined : /version (\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1];
}

async function startPrometheus(
  program: string,
  version: string,
  { scrapeMs, folder }: MetricStoreOptions,
): Promise<MetricStore> {
  mkdirSync(folder, { recursive: true });
  const targets = join(folder, "targets.json");
  const config = join(folder, "prometheus.yml");
  // Prometheus refuses a time-out longer than the interval.
  const interval = `${Math.round(scrapeMs)}ms`;
  const job = { job_name: JOB, file_sd_configs: [{ files: [targets] }] };
  writeFileSync(
    config,
    JSON.stringify({ global: { scrape_interval: interval, scrape_timeout: interval }, scrape_configs: [job] }),
  );
  writeTargets(targets, []);
  const address = `${HOST}:${await freePort(HOST)}`;
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=${address}`,
  ];
  await using stack = new AsyncDisposableStack();
  const child = stack.use(startChild(program, flags, join(folder, "prometheus.log")));
  await untilReady(`http://${address}/-/ready`, child);
  const owned = stack.move();
  return {
    url: `http://${address}`,
    name: `Prometheus ${version}`,
    follow: (instances) => writeTargets(targets, instances),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Replaces the file as a whole: Prometheus reads it when it changes. */
function writeTargets(file: string, instances: readonly Instance[]): void {
  const groups = instances.map(({ metricsUrl, labels }) => ({ targets: [new URL(metricsUrl).host], labels }));
  writeFileSync(`${file}.new`, JSON.stringify(groups));
  renameSync(`${file}.new`, file);
}

async function untilReady(url: string, child: Child): Promise<void> {
  const signal = AbortSignal.timeout(READY_MS_MAX);
  while (!child.hasEnded && !signal.aborted) {
    const answer = await directFetch(url, { signal }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await wait(50);
  }
  throw new Error(`Prometheus is not ready: ${child.lastLine || "it prints nothing"}`);
}
