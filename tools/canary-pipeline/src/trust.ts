import { setImmediate } from "node:timers/promises";
import type { StoredConfig } from "@hipstershop/canary";
import type { Trust } from "@hipstershop/canary/report";
import { readConfigFile, SEED_FILE, seedTiming, SOUND_FILE, soundTiming } from "./config.ts";
import { errorShare } from "./error-share.ts";
import { INTERVAL_MIN, LIFETIME_MIN, type Pace } from "./pace.ts";
import { isStopped, type Simulation } from "./simulate.ts";

const RUNS = 400;
const SEED = 2026;

/** What the simulated runs have in common with the real one. */
export interface TrustOptions {
  readonly pace: Pace;
  /** Requests per second that each version receives, in real time. */
  readonly rate: number;
  readonly prodRate: number;
  readonly canaryRate: number;
}

/**
 * Measures how often both configurations are wrong, by simulated runs: a canary that equals its baseline should pass, and
 * one with this run's difference should not, if it is worse. Makes way for other work after each run.
 */
export async function measureTrust(options: TrustOptions, cancelled: AbortSignal): Promise<Trust> {
  const { prodRate, canaryRate } = options;
  const configs = [
    { config: "the seed's (kayenta-test.seed.json)", simulation: seedSimulation(options) },
    { config: "sound (kayenta-test.json)", simulation: soundSimulation(options) },
  ];
  const situations = [
    { situation: `canary equals baseline (${prodRate} against ${prodRate})`, canary: prodRate },
    ...(canaryRate === prodRate
      ? []
      : [{ situation: `this run's difference (${canaryRate} against ${prodRate})`, canary: canaryRate }]),
  ];
  const rows: Trust["rows"][number][] = [];
  for (const { situation, canary } of situations)
    for (const { config, simulation } of configs) {
      const shares = { baseline: errorShare(prodRate), canary: errorShare(canary) };
      let failed = 0;
      for (let i = 0; i < RUNS; i += 1) {
        cancelled.throwIfAborted();
        if (isStopped(simulation, shares, { seed: SEED, stream: i })) failed += 1;
        await setImmediate();
      }
      rows.push({ config, situation, runs: RUNS, failed });
    }
  const [seed = { runs: 1, failed: 0 }, sound = { runs: 1, failed: 0 }] = rows;
  const percent = ({ runs, failed }: { readonly runs: number; readonly failed: number }) =>
    `${((100 * failed) / runs).toFixed(1)} %`;
  return {
    sentence:
      `With the seed's configuration ${percent(seed)} of canaries that equal their baseline are stopped by a false alarm, ` +
      `with the sound one ${percent(sound)}. The seed's metric is an average since each process began: its few values ` +
      "hardly differ from each other, so that the smallest difference between two equal versions seems certain.",
    rows,
  };
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
