import { judge, type JudgedConfig, type ScoreThresholds } from "@hipstershop/judge";
import { Random } from "@hipstershop/random";

/** How one simulated analysis goes; what a real one would do with the same settings. */
export interface SimulatedRun {
  /** Requests per second that each version receives. */
  readonly rate: number;
  /** Seconds between the start of both versions and of the analysis. */
  readonly warmUp: number;
  /** Seconds between two values of a series. */
  readonly step: number;
  /** Seconds from one judgement to the next. */
  readonly interval: number;
  readonly judgements: number;
}

/** What the simulated metric shows of the requests: the share of errors since the start, or in each step. */
export type SimulatedMetric = "since the start" | "in each step";

/** What is judged, and how. */
export interface Simulation {
  readonly config: JudgedConfig;
  readonly thresholds: ScoreThresholds;
  readonly isStrict: boolean;
  /** The metric of the configuration that is simulated; all others are the same on both sides. */
  readonly metric: string;
  readonly shows: SimulatedMetric;
  readonly run: SimulatedRun;
}

/** The probabilities that a request fails. */
export interface ErrorShares {
  readonly baseline: number;
  readonly canary: number;
}

/**
 * Whether a simulated analysis stops the canary: requests are drawn one by one, made into series as Prometheus would, and
 * judged as often as a real analysis does. The same seed and stream, the same run.
 */
export function isStopped(
  simulation: Simulation,
  shares: ErrorShares,
  { seed, stream }: { readonly seed: number; readonly stream: number },
): boolean {
  const random = new Random(seed, stream);
  const control = seriesOf(simulation, shares.baseline, random);
  const experiment = seriesOf(simulation, shares.canary, random);
  return !passes(simulation, control, experiment);
}

/** All values that the last judgement sees; earlier ones see the first of them. */
function seriesOf({ shows, run }: Simulation, share: number, random: Random): readonly number[] {
  const { rate, warmUp, step, interval, judgements } = run;
  let [requests, errors] = draw(rate * warmUp, share, random);
  const points = Math.floor((interval * judgements) / step) + 1;
  return Array.from({ length: points }, (_, i) => {
    if (i === 0 && shows === "since the start") return (100 * errors) / Math.max(1, requests);
    const [more, failed] = draw(rate * step, share, random);
    requests += more;
    errors += failed;
    return shows === "in each step" ? failed / more : (100 * errors) / requests;
  });
}

function draw(expected: number, share: number, random: Random): [requests: number, errors: number] {
  const requests = Math.max(1, Math.round(expected));
  let errors = 0;
  for (let i = 0; i < requests; i += 1) if (random.next() < share) errors += 1;
  return [requests, errors];
}

/** Judges again and again, as an analysis does: a score not above the marginal threshold ends it. */
function passes(simulation: Simulation, control: readonly number[], experiment: readonly number[]): boolean {
  const { run, thresholds } = simulation;
  for (let i = 1; i <= run.judgements; i += 1) {
    const points = Math.floor((run.interval * i) / run.step) + 1;
    const score = scoreOf(simulation, control.slice(0, points), experiment.slice(0, points));
    if (score <= thresholds.marginal) return false;
    if (i === run.judgements) return score >= thresholds.pass;
  }
  return true;
}

function scoreOf(simulation: Simulation, control: readonly number[], experiment: readonly number[]): number {
  const { config, thresholds, isStrict, metric } = simulation;
  const pairs = config.metrics.map(({ name }, i) => ({
    name,
    id: String(i),
    tags: {},
    values: name === metric ? { control, experiment } : { control: [1], experiment: [1] },
  }));
  return judge(config, pairs, thresholds, { isStrict }).score.score;
}
