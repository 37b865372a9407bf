import { randomInt } from "node:crypto";
import { once } from "node:events";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ListenError } from "@hipstershop/addresses";
import { TYPED } from "@hipstershop/runtime/typed-commands";
import { EnvError, type Env, type Places, shown } from "@hipstershop/runtime";
import { harmless, oneLine } from "@hipstershop/text";
import { CommanderError } from "commander";
import colors from "picocolors";
import { findCapacity } from "./capacity.ts";
import { START } from "../run/closed-model.ts";
import { type LoadConfig, readConfig, SEED_MAX } from "../config.ts";
import { showProgress } from "./progress.ts";
import { localShop } from "./local-shop.ts";
import { createCommand, type Options } from "./options.ts";
import { checkOutputs, writeOutputs } from "./outputs.ts";
import { mixOf, origin, ParseError } from "../settings/parse.ts";
import { waitForShop } from "./wait-for-shop.ts";
import { capacityReport } from "../report/capacity-report.ts";
import { htmlReport } from "../report/html-report.ts";
import { reportOf } from "../figures/report.ts";
import { summaryOf } from "../report/summary.ts";
import { type Run, startRun } from "../run/run.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { scenarios } from "../scenarios/index.ts";
import type { RunSettings } from "../settings/settings.ts";
import { type LoadTelemetry, startTelemetry } from "../telemetry/telemetry.ts";
import { checkActions, judgeThresholds, parseThreshold } from "../verdicts/thresholds.ts";
import { checkListenAddress, startUi } from "../ui/server.ts";
import { verifyTraces } from "../verdicts/verify-traces.ts";

const UI_PORT = 8089;
const VERIFY_TRACES_MS = 20_000;
const OK = 0;
const CROSSED = 1;
const BAD_OPTIONS = 2;
const BAD_VARIABLES = 78;
const NO_FRONTEND = 3;
const UNWRITTEN = 4;
const INTERRUPTED_TWICE = 130;

const printLine = (text: string) => void process.stderr.write(`${text}\n`);

/** Runs the load generator with these arguments. Resolves to its exit code. */
export async function runCommand(args: readonly string[], env: Env, stateFolder?: string): Promise<number> {
  try {
    const config = readConfig(env);
    env.assertComplete();
    const command = createCommand(config).exitOverride();
    command.parse([...args], { from: "user" });
    const options = command.opts<Options>();
    checkOutputs(options);
    const shop = localShop(stateFolder);
    const target = options.target ?? origin(config.frontendAddress || shop?.frontend || "127.0.0.1:8080");
    const isLocal = shop !== undefined && origin(shop.frontend) === target;
    const chosen = typeof options.traces === "string" ? options.traces : config.tracesUrl;
    const tracesUrl = chosen || (isLocal ? shop.traces : "");
    if (options.verifyTraces !== undefined) checkVerifiable(options, tracesUrl);
    const settings = await settingsOf(options, target, config);
    checkActions(options.threshold, [START, ...settings.scenarios.map(({ name }) => name)]);
    if (options.ui !== undefined) await checkListenAddress({ host: options.host, port: uiPortOf(options) });
    for (const warning of env.warnings) printLine(`load: ${oneLine(warning)}`);
    await using telemetry = await startTelemetry({
      onWarning: (warning) => printLine(`load: ${oneLine(warning)}`),
      serviceName: config.serviceName,
      resource: config.resource,
      traces: options.traces !== false,
      otlpUrl: !config.otlpIsGiven && isLocal ? shop.otlpHttp : undefined,
      metrics: config.metricsPort === undefined ? undefined : { host: config.metricsHost, port: config.metricsPort },
    });
    if (!(await isShopThere(settings, options))) return frontendMissing(target);
    const places = {
      shop: config.shopUrl || target,
      traces: tracesUrl,
      course: config.courseUrl || (isLocal ? shop.course : ""),
      faults: config.faultsUrl || (isLocal ? shop.faults : ""),
      load: "",
      metrics: config.metricsUrl,
    };
    return await runAsAsked(options, settings, telemetry, places);
  } catch (error) {
    return exitCodeOf(error);
  }
}

async function runAsAsked(options: Options, settings: RunSettings, telemetry: LoadTelemetry, places: Places) {
  const { traces: tracesUrl } = places;
  if (options.ui !== undefined) return await serveUi(options, settings, telemetry, places);
  if (options.findCapacity) {
    const { capacity, steps } = await findCapacity({
      options,
      settings,
      telemetry,
      tracesUrl,
      printLine,
      stopOnSignals,
    });
    const isWritten = await writeOutputs(
      options,
      { capacity, steps },
      () => capacityReport(capacity, steps),
      printLine,
    );
    if (capacity === 0) return CROSSED;
    return isWritten ? OK : UNWRITTEN;
  }
  if (!options.quiet) printLine(`visiting ${oneLine(settings.target)}, seed ${settings.seed}; Ctrl-C ends it`);
  const run = startRun(settings, telemetry);
  using stack = new DisposableStack();
  stack.use(stopOnSignals(run));
  if (!options.quiet) showProgress(run, process.stderr);
  await run.done;
  const figures = reportOf(settings, run.recorder, tracesUrl);
  const thresholds = options.threshold.length > 0 ? options.threshold : [parseThreshold("errors<1%")];
  const verdicts = [...judgeThresholds(thresholds, figures)];
  if (options.verifyTraces !== undefined) {
    await telemetry.flush();
    const withinMs = options.verifyTraces === true ? VERIFY_TRACES_MS : options.verifyTraces;
    verdicts.push(await verifyTraces(tracesUrl, run.recorder.traced.actions, withinMs));
  }
  const report = { ...figures, thresholds: verdicts };
  if (!options.quiet) printLine(summaryOf(report));
  const isWritten = await writeOutputs(options, report, () => htmlReport(report), printLine);
  if (!report.thresholds.every(({ passed }) => passed)) return CROSSED;
  return isWritten ? OK : UNWRITTEN;
}

function checkVerifiable({ traces }: Options, tracesUrl: string): void {
  if (traces === false) throw new ParseError("--verify-traces can't be used with --no-traces.");
  if (tracesUrl === "") throw new ParseError("--verify-traces: say where to look, with --traces <url> or TRACES_URL.");
}

function uiPortOf({ ui }: Options): number {
  return typeof ui === "number" ? ui : UI_PORT;
}

/** Serves the live page until Ctrl-C. */
async function serveUi(options: Options, settings: RunSettings, telemetry: LoadTelemetry, places: Places) {
  const port = uiPortOf(options);
  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await using page = await startUi({ ...options, port, settings, telemetry, places });
  printLine(`start, stop and watch at ${page.url} (Ctrl-C ends it)`);
  for (const url of page.urls.slice(1)) printLine(`from other machines: ${url}`);
  await stopped;
  return OK;
}

async function settingsOf(options: Options, target: string, config: LoadConfig): Promise<RunSettings> {
  const { index, count } = options.shard;
  if (index >= count) throw new EnvError([`SHARD_INDEX is ${index}, but must be below SHARD_COUNT, which is ${count}`]);
  const added = await Promise.all(options.scenarioFile.map(loadScenario));
  return {
    target,
    model: options.model,
    users: options.users,
    rate: options.rate,
    think: options.think,
    stages: options.stages,
    durationMs: options.duration,
    iterations: options.iterations,
    // Shards must have the same seed to make one run together.
    seed: options.seed ?? config.seed ?? (count > 1 ? 1 : randomInt(SEED_MAX)),
    shard: options.shard,
    scenarios: mixOf(options.scenario, [...scenarios, ...added]),
    inFlightMax: options.maxInFlight,
    timeoutMs: options.timeout,
  };
}

async function loadScenario(file: string): Promise<Scenario> {
  const loaded = import(pathToFileURL(resolve(file)).href).catch((error: Error) => {
    throw new ParseError(`--scenario-file ${shown(file)} can't be loaded: ${error.message}`);
  });
  const { scenario } = (await loaded) as { scenario?: Scenario };
  if (typeof scenario?.run !== "function" || !(scenario.weight > 0) || !scenario.name)
    throw new ParseError(`${file} must export \`scenario\` with a name, a weight above 0 and run(shopper).`);
  return scenario;
}

/** Waits as long as --wait says. Resolves to whether there is a frontend to visit. */
async function isShopThere(settings: RunSettings, { wait, quiet }: Options): Promise<boolean> {
  const { answers, problem } = await waitForShop(settings, wait);
  if (problem !== undefined && !quiet) printLine(`${problem} after ${wait / 1000} s; visiting it all the same`);
  return answers;
}

function frontendMissing(target: string): number {
  printLine(
    `${colors.red("load:")} nothing answers at ${oneLine(target)}: start the shop with \`${TYPED.start}\`, name another with FRONTEND_ADDR or --target, or give it time with --wait 60s.`,
  );
  return NO_FRONTEND;
}

/** Ctrl-C stops the run, whose results so far are printed; a second one ends the process at once. */
function stopOnSignals(run: Pick<Run, "stop">): Disposable {
  let asked = false;
  const end = (): void => {
    if (asked) process.exit(INTERRUPTED_TWICE);
    asked = true;
    printLine("ending it; once more, to end it at once");
    run.stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
  return {
    [Symbol.dispose]() {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, end);
    },
  };
}

function exitCodeOf(error: unknown): number {
  // Commander has printed the help or the error itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : BAD_OPTIONS;
  const isVariable = error instanceof EnvError || error instanceof ListenError;
  const isMistake = error instanceof ParseError || isVariable;
  const text = isMistake ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  // An EnvError has one line for each problem.
  printLine(`${colors.red("load:")} ${error instanceof ParseError ? oneLine(text) : harmless(text)}`);
  if (isVariable) return BAD_VARIABLES;
  return isMistake ? BAD_OPTIONS : CROSSED;
}
