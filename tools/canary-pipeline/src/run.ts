import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CanaryServer, startCanaryServer } from "@hipstershop/canary";
import type { Trust } from "@hipstershop/canary/report";
import { makeFolder } from "@hipstershop/runtime/files";
import { type ChosenConfig, chooseConfig, ConfigError } from "./config.ts";
import { HOST } from "./instance.ts";
import { type MetricStore, startMetricStore } from "./metric-store.ts";
import type { Options } from "./options.ts";
import { FAST, type Pace, REAL_TIME } from "./pace.ts";
import { type PipelineResult, runPipeline, STAGES } from "./pipeline.ts";
import { SampleSubject } from "./sample-subject.ts";
import { type Output, Screen } from "./screen.ts";
import { Stages } from "./stages.ts";
import type { Subject } from "./subject.ts";
import { openTracePlace, type TracePlace } from "./trace-place.ts";
import { measureTrust } from "./trust.ts";

/** Requests per second, to all instances together. */
const SAMPLE_RATE = 60;
/** Visitors' actions per second. */
const SERVICE_RATE = 4;
/** Four of production, baseline and canary. */
const SAMPLE_INSTANCES = 6;

/** A run that is set up. */
export interface CanaryRun {
  readonly options: Options;
  readonly chosen: ChosenConfig;
  readonly pace: Pace;
  readonly place: TracePlace;
  readonly metrics: MetricStore;
  readonly canaryd: CanaryServer;
  readonly subject: Subject;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** What went wrong on the way. */
  readonly warnings: string[];
}

/** What came of a run. */
export interface Ended {
  readonly result: PipelineResult;
  readonly stages: Stages;
  /** How far the configurations can be trusted; undefined where that was not measured. */
  readonly trust: Trust | undefined;
}

/** Sets a run up: opens the stores of traces and metrics. Throws a ConfigError. What it opens is added to `stack`. */
export async function openRun(options: Options, stack: AsyncDisposableStack): Promise<CanaryRun> {
  const pace = options.fast ? FAST : REAL_TIME;
  const chosen = chooseConfig(options.config, options.service, pace);
  const folder = mkdtempSync(join(tmpdir(), "shop-canary-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  makeFolder(join(folder, "logs"));
  const place = stack.use(await openTracePlace(options.state));
  const { prometheus } = options;
  const store = { prometheus, scrapeMs: chosen.scrapeMs, folder: join(folder, "prometheus") };
  const metrics = stack.use(await startMetricStore(store));
  const warnings: string[] = [];
  const server = { port: 0, host: HOST, folder: undefined, prometheusUrl: metrics.url };
  const canaryd = stack.use(
    await startCanaryServer(server, { minuteMs: pace.minuteMs, warn: (text) => void warnings.push(text) }),
  );
  const subject = stack.use(await createSubject(options, { folder, jaegerUrl: place.jaegerUrl, pace, warnings }));
  return { options, chosen, pace, place, metrics, canaryd, subject, startedAt: Date.now(), warnings };
}

/** Runs the pipeline, and shows its stages. Meanwhile it measures how far the configurations can be trusted. */
export async function conduct(run: CanaryRun, output: Output, cancelled: AbortSignal): Promise<Ended> {
  const { subject, metrics, canaryd, chosen, pace, place, options, warnings } = run;
  const stages = new Stages(Object.values(STAGES), () => screen.draw());
  const footer = () => [subject.loadLine(), `traces ${place.viewerUrl}   metrics ${metrics.url}`];
  using screen = new Screen({ output, stages: () => stages.all, footer });
  const { service, prodRate, successRate: canaryRate } = options;
  const rate = (options.rate ?? SAMPLE_RATE) / SAMPLE_INSTANCES;
  const ended = new AbortController();
  const trust = service === undefined ? measureTrust({ pace, rate, prodRate, canaryRate }, ended.signal) : undefined;
  const warn = (text: string) => void warnings.push(text);
  const result = await runPipeline({ subject, metrics, canaryd, chosen, service, pace, stages, cancelled, warn });
  ended.abort();
  return { result, stages, trust: await trust };
}

interface Surroundings {
  readonly folder: string;
  readonly jaegerUrl: string;
  readonly pace: Pace;
  readonly warnings: string[];
}

async function createSubject(options: Options, { folder, jaegerUrl, pace, warnings }: Surroundings): Promise<Subject> {
  const { service, seed, prodRate, successRate: canaryRate, fault } = options;
  const rate = (options.rate ?? (service === undefined ? SAMPLE_RATE : SERVICE_RATE)) * pace.speed;
  const warn = (text: string) => void warnings.push(text);
  const common = { folder, jaegerUrl, rate, seed, warn };
  if (service === undefined) return new SampleSubject({ ...common, prodRate, canaryRate });
  // The whole shop is loaded only when it is needed.
  const { ServiceSubject, versionedServices } = await import("./service-subject.ts");
  const spec = versionedServices.find(({ name }) => name === service);
  if (!spec) throw new ConfigError(`--service must be one of ${versionedServices.map(({ name }) => name).join(", ")}`);
  return new ServiceSubject({ ...common, spec, fault, canaryRate: fault ? 100 : canaryRate });
}
