import { setImmediate } from "node:timers/promises";
import { errorShare } from "@hipstershop/sampleapp/failures";
import type { StoredConfig } from "@hipstershop/canary";
import type { Trust } from "@hipstershop/canary/report";
import { readConfigFile, SEED_FILE, seedTiming, SOUND_FILE, soundTiming } from "./config.ts";
import { INTERVAL_MIN, LIFETIME_MIN, type Pace } from "./pace.ts";
import { isStopped, type Simulation } from "./simulate.ts";

const RUNS_MAX = 400;
/** With fewer runs of each kind nothing is said. */
const RUNS_MIN = 40;
const SEED = 2026;

/** What the simulated runs have in common with the real one. */
export interface TrustOptions {
  readonly pace: Pace;
  /** Requests per second that each version receives, in real time. */
  readonly rate: number;
  readonly prodRate: number;
  readonly canaryRate: number;
  /** Maximum number of runs of each kind. */
  readonly runs?: number;
}

/**
 * Measures how often both configurations are wrong, by simulated runs: a canary that equals its baseline should pass, and
 * one with this run's difference should not, if it is worse. Makes way for other work after each run, and ends early when
 * `ended` fires; undefined where too few runs were made until then.
 */
export async function measureTrust(options: TrustOptions, ended: AbortSignal): Promise<Trust | undefined> {
  const { prodRate, canaryRate, runs: runsMax = RUNS_MAX } = options;
  const equal = { situation: `canary equals baseline (${prodRate} against ${prodRate})`, canary: prodRate };
  const different = { situation: `this run's difference (${canaryRate} against ${prodRate})`, canary: canaryRate };
  const situations = canaryRate === prodRate ? [equal] : [equal, different];
  const [seeds, sound] = [seedSimulation(options), soundSimulation(options)];
  const cases = situations.flatMap(({ situation, canary }) => {
    const shares = { baseline: errorShare(prodRate), canary: errorShare(canary) };
    return [
      { config: "the seed's (kayenta-test.seed.json)", situation, simulation: seeds, shares, failed: 0 },
      { config: "sound (kayenta-test.json)", situation, simulation: sound, shares, failed: 0 },
    ];
  });
  let runs = 0;
  while (runs < runsMax && !ended.aborted) {
    for (const one of cases) {
      if (isStopped(one.simulation, one.shares, { seed: SEED, stream: runs })) one.failed += 1;
      await setImmediate();
    }
    runs += 1;
  }
  if (runs < RUNS_MIN) return undefined;
  const rows = cases.map(({ config, situation, failed }) => ({ config, situation, runs, failed }));
  return { sentence: sentenceOf(rows), rows };
}

function sentenceOf([seeds, sound]: Trust["rows"]): string {
  return (
    `In simulated runs the seed's configuration stops ${percent(seeds)} of canaries that equal their baseline, by a false alarm; ` +
    `the sound one ${percent(sound)} by its share of errors (latency and CPU time are not simulated). The seed's metric is an average since each process began: its few values ` +
    "hardly differ from each other, so that the smallest difference between two equal versions seems certain."
  );
}

function percent(row: Trust["rows"][number] | undefined): string {
  return row ? `${((100 * row.failed) / row.runs).toFixed(1)} %` : "an unknown share";
}

function seedSimulation({ pace, rate }: TrustOptions): Simulation {
  const config = judged(readConfigFile(SEED_FILE));
  const { step } = seedTiming(pace);
  return { ...common(pace, rate, step), config, isStrict: false, metric: "rate_requests", shows: "since the start" };
}

function soundSimulation({ pace, rate }: TrustOptions): Simulation {
  const config = judged(readConfigFile(SOUND_FILE));
  const { step } = soundTiming(pace);
  return { ...common(pace, rate, step), config, isStrict: true, metric: "error share", shows: "in each step" };
}

/** What the judge needs of a configuration. */
function judged({ metrics = [], classifier }: StoredConfig): Simulation["config"] {
  return {
    metrics: metrics.map(({ name = "", groups = [], analysisConfigurations }) => ({
      name,
      groups,
      analysisConfigurations,
    })),
    classifier: { groupWeights: classifier?.groupWeights },
  };
}

function common({ minuteMs, warmUpMs, speed }: Pace, rate: number, step: number) {
  return {
    thresholds: { pass: 95, marginal: 75 },
    run: {
      rate: rate * speed,
      warmUp: warmUpMs / 1000,
      step,
      interval: (INTERVAL_MIN * minuteMs) / 1000,
      judgements: LIFETIME_MIN / INTERVAL_MIN,
    },
  };
}
