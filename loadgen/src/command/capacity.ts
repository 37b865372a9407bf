import { oneLine } from "@hipstershop/text";
import type { Options } from "./options.ts";
import type { CapacityStep } from "../report/capacity-report.ts";
import { type Report, reportOf } from "../figures/report.ts";
import { type Run, startRun } from "../run/run.ts";
import type { RunSettings } from "../settings/settings.ts";
import type { LoadTelemetry } from "../telemetry/telemetry.ts";
import { judgeThresholds, parseThreshold } from "../verdicts/thresholds.ts";

const GROWTH = 1.5;
const RAISES_MAX = 25;
const HALVINGS = 3;
/** The default thresholds. A rate with dropped arrivals is not sustained. */
const DEFAULT_THRESHOLDS = ["p99<500", "errors<1%", "dropped<=0"];

/** Runs at a rate; resolves to whether it kept the thresholds, and whether the user stopped the search. */
export type TryRate = (rate: number) => Promise<{ readonly passed: boolean; readonly stopped: boolean }>;

/**
 * The highest rate that passed: raises the rate until one fails, then bisects between the last that passed and that one. 0 when
 * none passed.
 */
export async function searchCapacity(firstRate: number, tryRate: TryRate): Promise<number> {
  let [good, bad] = [0, Infinity];
  let rate = firstRate;
  for (let tries = 0; tries < RAISES_MAX && bad === Infinity; tries += 1) {
    const { passed, stopped } = await tryRate(rate);
    if (stopped) return good;
    if (passed) good = rate;
    else bad = rate;
    rate *= GROWTH;
  }
  for (let tries = 0; tries < HALVINGS && bad < Infinity; tries += 1) {
    const middle = (good + bad) / 2;
    const { passed, stopped } = await tryRate(middle);
    if (stopped) return good;
    if (passed) good = middle;
    else bad = middle;
  }
  return good;
}

/** What a search for the capacity needs. */
export interface CapacitySearch {
  readonly options: Options;
  readonly settings: RunSettings;
  readonly telemetry: LoadTelemetry;
  readonly tracesUrl: string;
  readonly printLine: (text: string) => void;
  /** Stops the run on Ctrl-C, until it is disposed of. */
  readonly stopOnSignals: (run: Pick<Run, "stop">) => Disposable;
}

/** `--find-capacity`: a run of --step for each rate that is tried. A capacity of 0: no rate was sustained. */
export async function findCapacity({
  options,
  settings,
  telemetry,
  tracesUrl,
  printLine,
  stopOnSignals,
}: CapacitySearch): Promise<{ readonly capacity: number; readonly steps: readonly CapacityStep[] }> {
  const { threshold, step, quiet } = options;
  const thresholds = threshold.length > 0 ? threshold : DEFAULT_THRESHOLDS.map(parseThreshold);
  const steps: CapacityStep[] = [];
  const capacity = await searchCapacity(Math.max(1, settings.rate), async (rate) => {
    const stepSettings: RunSettings = { ...settings, model: "open", rate, stages: [], durationMs: step };
    const run = startRun(stepSettings, telemetry);
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      run.stop();
    };
    using stack = new DisposableStack();
    stack.use(stopOnSignals({ stop }));
    await run.done;
    const figures = reportOf(stepSettings, run.recorder, tracesUrl);
    const report = { ...figures, thresholds: judgeThresholds(thresholds, figures) };
    const crossed = report.thresholds.find((verdict) => !verdict.passed)?.sentence;
    const sentence = stopped ? "stopped" : (crossed ?? "kept");
    const passed = !stopped && crossed === undefined;
    steps.push({ rate, passed, sentence, report });
    if (!quiet) printLine(stepLine(rate, report, sentence));
    return { passed, stopped };
  });
  printLine(
    capacity > 0
      ? `the highest rate sustained is ${capacity.toFixed(1)} actions per second`
      : "no rate was sustained: begin lower, with --rate",
  );
  return { capacity, steps };
}

function stepLine(rate: number, { rate: requests, p50, p99, errors }: Report, sentence: string): string {
  return `${rate.toFixed(1)} actions/s  ${requests} requests/s  p50 ${p50} ms  p99 ${p99} ms  ${errors} failed  ${oneLine(sentence)}`;
}
