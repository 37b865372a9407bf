import { describe, expect, test } from "vitest";
import { judgePairs } from "../run/judge-pairs.ts";
import { configSchema } from "../stores/canary-configs.ts";
import { cautionsOf, labelText, reasonsOf } from "./metric-words.ts";
import { readingsOf } from "./reading.ts";

const LOW = [0.29, 0.3, 0.28, 0.31, 0.3, 0.29];
const HIGH = [0.38, 0.4, 0.39, 0.37, 0.41, 0.4];
const THRESHOLDS = { pass: 95, marginal: 75 };

interface Case {
  readonly canary: readonly number[];
  readonly baseline: readonly number[];
  readonly settings?: object;
  readonly isStrict?: boolean;
  readonly unit?: string;
}

/** The one metric of a judgement, `errors`. */
function readMetric({ canary, baseline, settings = {}, isStrict = false, unit }: Case) {
  const config = configSchema.parse({
    judge: { judgeConfigurations: { strict: isStrict } },
    metrics: [{ name: "errors", groups: ["g"], analysisConfigurations: { canary: settings } }],
    classifier: {},
  });
  const pairs = [
    { name: "errors", id: "1", tags: {}, values: { control: [...baseline], experiment: [...canary] } },
  ].map((pair) => ({ ...pair, scopes: undefined, attributes: undefined }));
  const result = judgePairs(config, pairs, THRESHOLDS);
  const [reading] = readingsOf(
    {
      title: "",
      outcome: { label: "pass", sentence: "" },
      startedAt: 0,
      endedAt: 0,
      config,
      thresholds: THRESHOLDS,
      judgements: [],
      ...(unit === undefined ? {} : { units: { errors: unit } }),
    },
    { start: 0, end: 0, result, pairs },
  );
  if (!reading) throw new Error("there is no reading");
  return reading;
}

const UP = { canary: HIGH, baseline: LOW };
const DOWN = { canary: LOW, baseline: HIGH };
const ROSE = [
  "The canary's values were typically 0.1 higher: their median is 0.395 against the baseline's 0.295.",
  "With 98 % confidence the difference is between 0.07 and 0.12.",
  "The whole interval lies beyond ±0.025, a quarter of the estimate: a clear change.",
].join(" ");
const FELL = [
  "The canary's values were typically 0.1 lower: their median is 0.295 against the baseline's 0.395.",
  "With 98 % confidence the difference is between −0.12 and −0.07.",
  "The whole interval lies beyond ±0.025, a quarter of the estimate: a clear change.",
].join(" ");

describe("the words for a metric", () => {
  test.each<[string, Case, string[]]>([
    [
      "that increased",
      { ...UP, unit: "share" },
      [
        "The canary's values were typically 10 percentage points higher: their median is 39.5 % against the baseline's 29.5 %.",
        "With 98 % confidence the difference is between 7 and 12 percentage points.",
        "The whole interval lies beyond ±2.5 percentage points, a quarter of the estimate: a clear change.",
        "So: High.",
      ],
    ],
    [
      "that increased by enough",
      { ...UP, settings: { effectSize: { allowedIncrease: 1.1 } } },
      [ROSE, "The ratio of the means, 0.392 to 0.295, is 1.33, and an increase counts from 1.1 on.", "So: High."],
    ],
    [
      "that is critical",
      { ...UP, settings: { critical: true } },
      [ROSE, "So: High, critical.", "The metric is critical, so the canary fails, whatever the others say."],
    ],
    [
      "that is critical, but not grave",
      { ...UP, settings: { critical: true, effectSize: { criticalIncrease: 2 } } },
      [ROSE, "So: High.", "The metric is critical, but that takes an effect size of 2."],
    ],
    [
      "that decreased",
      { ...DOWN, unit: "ms" },
      [
        "The canary's values were typically 0.1 ms lower: their median is 0.295 ms against the baseline's 0.395 ms.",
        "With 98 % confidence the difference is between −0.12 and −0.07 ms.",
        "The whole interval lies beyond ±0.025 ms, a quarter of the estimate: a clear change.",
        "So: Low.",
      ],
    ],
    [
      "of probabilities",
      { ...UP, settings: { effectSize: { measure: "cles", allowedIncrease: 0.9 } } },
      [
        ROSE,
        "A value of the canary is above one of the baseline with a probability of 100 %, and an increase counts from 90 % on.",
        "So: High.",
      ],
    ],
    [
      "that was 0",
      { ...UP, baseline: [0, 0, 0, 0, 0], settings: { effectSize: { allowedIncrease: 2 } } },
      [
        "The canary's values were typically 0.39 higher: their median is 0.395 against the baseline's 0.",
        "With 98 % confidence the difference is between 0.37 and 0.41.",
        "The whole interval lies beyond ±0.098, a quarter of the estimate: a clear change.",
        "The mean of a side is 0, so there is no ratio of the means, and any size counts.",
        "So: High.",
      ],
    ],
    [
      "with a small effect",
      { ...UP, settings: { effectSize: { allowedIncrease: 1.5 } } },
      [
        ROSE,
        "But the ratio of the means, 0.392 to 0.295, is 1.33, and an increase counts only from 1.5 on.",
        "So: Pass.",
      ],
    ],
    [
      "with a small decrease",
      { ...DOWN, settings: { effectSize: { allowedDecrease: 0.5 } } },
      [
        FELL,
        "But the ratio of the means, 0.295 to 0.392, is 0.753, and a decrease counts only from 0.5 downwards.",
        "So: Pass.",
      ],
    ],
    [
      "in the harmless direction",
      { ...UP, settings: { direction: "decrease" } },
      [ROSE, "But only a decrease of this metric counts.", "So: Pass."],
    ],
    [
      "that fell, where only a rise counts",
      { ...DOWN, settings: { direction: "increase" } },
      [FELL, "But only an increase of this metric counts.", "So: Pass."],
    ],
    [
      "without a clear change",
      { canary: [1, 2, 3, 4, 5, 6], baseline: [2, 1, 4, 3, 6, 7] },
      [
        "The canary's values were typically as high: their median is 3.5 against the baseline's 3.5.",
        "With 98 % confidence the difference is between −5 and 4.",
        "This includes 0, so the difference may be chance.",
        "So: Pass.",
      ],
    ],
    [
      "within the tolerance",
      { canary: [3, 5, 6, 7, 9], baseline: [2, 1, 2, 1, 2.5] },
      [
        "The canary's values were typically 4.3 higher: their median is 6 against the baseline's 2.",
        "With 98 % confidence the difference is between 0.5 and 8.",
        "Not all of it lies beyond ±1.1, a quarter of the estimate: no clear change.",
        "So: Pass.",
      ],
    ],
    [
      "of the same values",
      { canary: LOW, baseline: LOW.toReversed() },
      ["Canary and baseline have the same values.", "So: Pass."],
    ],
    [
      "of one value",
      { canary: [2, 2], baseline: [2, 2, 2], unit: "ms" },
      ["All values of both sides are 2 ms.", "So: Pass."],
    ],
    [
      "without data",
      { canary: [], baseline: LOW },
      [
        "There are no values of the canary, so nothing can be compared.",
        "So: No data.",
        "It does not count in its group; without data for half of the metrics the canary would fail.",
      ],
    ],
    [
      "without any data, critical",
      { canary: [Number.NaN], baseline: [], settings: { critical: true } },
      [
        "There are no values of either side, so nothing can be compared.",
        "So: No data, critical.",
        "The metric is critical, so the canary fails, whatever the others say.",
      ],
    ],
    [
      "that must have data",
      { canary: LOW, baseline: [], settings: { mustHaveData: true } },
      [
        "There are no values of the baseline, so nothing can be compared.",
        "So: No data, failed.",
        "The metric must have data, so this counts as a failure.",
      ],
    ],
    [
      "where missing data are 0",
      { canary: [], baseline: LOW, settings: { nanStrategy: "replace" } },
      [
        'There are no values of the canary, which is allowed: missing values count as 0 (nanStrategy "replace").',
        "So: Pass.",
      ],
    ],
    [
      "that can't be compared",
      { canary: [1.2], baseline: [1] },
      [
        "The rank test has no result for 1 value against 1: at some shift all of them are equal.",
        "So: Error.",
        "In this judge an error does not count at all.",
      ],
    ],
    [
      "that can't be compared, strictly",
      { canary: [1.2], baseline: [1], isStrict: true },
      [
        "The rank test has no result for 1 value against 1: at some shift all of them are equal.",
        "So: Error.",
        "Strictly, that counts as a failure.",
      ],
    ],
    [
      "of too few values, strictly",
      { canary: [5, 6, 7], baseline: [1, 2, 3], isStrict: true },
      [
        "The canary's values were typically 4 higher: their median is 6 against the baseline's 2.",
        "But 3 values against 3 are too few: at 98 % confidence they may differ by chance, however far they are apart.",
        "So: Pass.",
      ],
    ],
    [
      "that is muted",
      { ...UP, settings: { muted: true } },
      [ROSE, "So: High.", "The metric is muted: it is shown, but does not count."],
    ],
  ])("%s", (_what, given, sentences) => {
    expect(reasonsOf(readMetric(given)).join(" ")).toBe(sentences.join(" "));
  });
});

describe("cautions", () => {
  const many = (middle: number) => Array.from({ length: 50 }, (_, i) => middle + (i % 7) / 10);
  test.each<[string, Case, string[]]>([
    ["none for many values", { canary: many(1), baseline: many(2) }, []],
    ["few values", UP, ["With 6 values against 6 less can be told: Spinnaker warns below 50."]],
    [
      "too few, of which the verdict may be wrong",
      { canary: [5, 6, 7], baseline: [1, 2] },
      [
        "3 values against 2 are too few for 98 % confidence. This judge then takes the most extreme differences as the interval, so that this failure may be chance; strict judging lets such a metric pass.",
      ],
    ],
    [
      "missing values and outliers",
      { canary: [Number.NaN, ...many(1), 99], baseline: many(2), settings: { outliers: { strategy: "remove" } } },
      ["Missing values (canary 1) were left out.", "Outliers (canary 1) were left out."],
    ],
    [
      "missing values that count",
      { canary: [Number.NaN, ...many(1)], baseline: [Number.NaN, ...many(2)], settings: { nanStrategy: "replace" } },
      ["Missing values (canary 1 and baseline 1) count as 0."],
    ],
    [
      "constant sides",
      { canary: Array.from({ length: 50 }, () => 2), baseline: Array.from({ length: 50 }, () => 1) },
      ["Both sides are constant; a little noise was added, without which the rank test has no result."],
    ],
  ])("%s", (_what, given, sentences) => expect(cautionsOf(readMetric(given))).toEqual(sentences));

  test("a critical failure is named, a critical pass is not", () => {
    expect(labelText(readMetric({ ...UP, settings: { critical: true } }).result)).toBe("High, critical");
    expect(labelText(readMetric({ canary: LOW, baseline: LOW, settings: { critical: true } }).result)).toBe("Pass");
  });
});
