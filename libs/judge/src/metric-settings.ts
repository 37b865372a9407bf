/** What a metric's `analysisConfigurations.canary` says, with the judge's defaults. */
export interface MetricSettings {
  readonly direction: "increase" | "decrease" | "either";
  /** What becomes of missing values: removed, or replaced by 0. */
  readonly nanStrategy: "remove" | "replace";
  /** How many interquartile ranges away a value is an outlier; undefined keeps all. */
  readonly outlierFactor: number | undefined;
  /** A failure of this metric fails the canary. */
  readonly critical: boolean;
  /** No data count as a failure of this metric. */
  readonly mustHaveData: boolean;
  /** Reported, not counted. */
  readonly muted: boolean;
  readonly effectSize: EffectSizeSettings;
}

/** From which size on a change counts: ratios of means, or probabilities (see effect-size.ts). */
export interface EffectSizeSettings {
  readonly measure: "meanRatio" | "cles";
  readonly allowedIncrease: number;
  readonly allowedDecrease: number;
  readonly criticalIncrease: number;
  readonly criticalDecrease: number;
}

/** A canary configuration or its data can't be judged. The message names the metric, the field, and what is valid. */
export class JudgeInputError extends Error {
  /** Whether Kayenta says so as well (400), or fails with an internal error (500). */
  readonly isForeseen: boolean;

  constructor(message: string, isForeseen: boolean) {
    super(message);
    this.name = "JudgeInputError";
    this.isForeseen = isForeseen;
  }
}

const OUTLIER_FACTOR = 3;

/**
 * Reads `analysisConfigurations.canary` of the metric named `name`. Unknown words mean the default, as in Kayenta, where
 * "none" is usual. Throws a JudgeInputError for flags and numbers that are none.
 */
export function readSettings(name: string, configurations: unknown): MetricSettings {
  const canary = new Fields(`metric '${name}'`, field(configurations, "canary"));
  const outliers = canary.below("outliers");
  const effect = canary.below("effectSize");
  const measure = effect.word("measure", ["meanRatio", "cles"]);
  const least = measure === "cles" ? 0.5 : 1;
  const factor = outliers.number("outlierFactor", OUTLIER_FACTOR);
  const removes = outliers.word("strategy", ["keep", "remove"]) === "remove";
  if (removes && !(factor > 0))
    throw new JudgeInputError(`${outliers.where}.outlierFactor is ${factor}, but must be greater than 0`, true);
  return {
    direction: canary.word("direction", ["either", "increase", "decrease"]),
    nanStrategy: canary.word("nanStrategy", ["remove", "replace"]),
    outlierFactor: removes ? factor : undefined,
    critical: canary.flag("critical"),
    mustHaveData: canary.flag("mustHaveData"),
    muted: canary.flag("muted"),
    effectSize: {
      measure,
      allowedIncrease: effect.number("allowedIncrease", least),
      allowedDecrease: effect.number("allowedDecrease", least),
      criticalIncrease: effect.number("criticalIncrease", least),
      criticalDecrease: effect.number("criticalDecrease", least),
    },
  };
}

/** The fields of an object of unknown shape, read one by one. */
class Fields {
  readonly where: string;
  readonly #value: unknown;

  constructor(where: string, value: unknown) {
    this.where = where;
    this.#value = value;
  }

  below(name: string): Fields {
    return new Fields(`${this.where}: ${name}`, field(this.#value, name));
  }

  /** One of the words; the first, where there is another or none. */
  word<T extends string>(name: string, words: readonly [T, ...T[]]): T {
    const value = field(this.#value, name);
    return words.find((word) => word === value) ?? words[0];
  }

  flag(name: string): boolean {
    const value = field(this.#value, name) ?? false;
    if (typeof value === "boolean") return value;
    throw this.#unfit(name, value, "true or false, without quotes");
  }

  number(name: string, fallback: number): number {
    const value = field(this.#value, name) ?? fallback;
    if (typeof value === "number") return value;
    throw this.#unfit(name, value, "a number, without quotes");
  }

  #unfit(name: string, value: unknown, wanted: string): JudgeInputError {
    return new JudgeInputError(`${this.where}: ${name} is ${JSON.stringify(value)}, but must be ${wanted}`, false);
  }
}

/** A property of an object; undefined where there is none. */
function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
