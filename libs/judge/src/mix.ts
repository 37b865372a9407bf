import { JudgeInputError } from "./metric-settings.ts";

/** One series of a metric, as a metric store has it. */
export interface MetricSet {
  /** Of the metric in the configuration. */
  readonly name: string;
  readonly tags: Tags;
  readonly startTimeMillis: number;
  readonly endTimeMillis: number;
  /** 0 where it is not known. */
  readonly stepMillis: number;
  readonly values: readonly number[];
}

type Tags = Readonly<Record<string, string>>;

/** The two series of a metric that belong together. */
export interface MixedPair<T extends MetricSet> {
  readonly control: T;
  readonly experiment: T;
}

/**
 * Pairs the series of one metric by their tags. A side that has no series with some tags gets one of missing values
 * (NaN), as does one without any tags where the other side has tags. A series that is shorter than its time and its step
 * say is padded with NaN. Throws a JudgeInputError where the sides have tags by different names. Both sides have a series.
 */
export function mix<T extends MetricSet>(
  control: readonly [T, ...T[]],
  experiment: readonly [T, ...T[]],
): MixedPair<T>[] {
  const [isControlPlain, isExperimentPlain] = [control, experiment].map((sets) =>
    sets.some(({ tags }) => keyOf(tags) === "{}"),
  );
  if (isControlPlain && !isExperimentPlain)
    return experiment.map((set) => ({ control: missing(control[0], set.tags), experiment: padded(set) }));
  if (!isControlPlain && isExperimentPlain)
    return control.map((set) => ({ control: padded(set), experiment: missing(experiment[0], set.tags) }));
  assertSameNames(control[0], experiment[0]);
  const tags = new Map([...control, ...experiment].map((set) => [keyOf(set.tags), set.tags]));
  const sideOf = (sets: readonly [T, ...T[]], key: string, wanted: Tags): T =>
    padded(sets.find((set) => keyOf(set.tags) === key) ?? missing(sets[0], wanted));
  return [...tags].map(([key, wanted]) => ({
    control: sideOf(control, key, wanted),
    experiment: sideOf(experiment, key, wanted),
  }));
}

function assertSameNames(control: MetricSet, experiment: MetricSet): void {
  const [one, other] = [control, experiment].map(({ tags }) => Object.keys(tags).toSorted().join(", "));
  if (one === other) return;
  throw new JudgeInputError(
    `metric '${control.name}': the baseline's series have the labels ${one}, the canary's ${other}; they must be the same`,
    true,
  );
}

function missing<T extends MetricSet>(like: T, tags: Tags): T {
  return padded({ ...like, tags, values: [] });
}

function padded<T extends MetricSet>(set: T): T {
  const lacking = Math.max(0, expectedCount(set) - set.values.length);
  return { ...set, values: [...set.values, ...Array.from({ length: lacking }, () => Number.NaN)] };
}

function expectedCount({ startTimeMillis, endTimeMillis, stepMillis }: MetricSet): number {
  return stepMillis === 0 ? 0 : Math.floor((endTimeMillis - startTimeMillis) / stepMillis);
}

function keyOf(tags: Tags): string {
  return JSON.stringify(Object.fromEntries(Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}
