import type { Cause, Comparison, Explanation, MetricResult } from "@hipstershop/judge";
import { counted, differenceText, figureText, listed, percentText, rangeText, valueText } from "./figures.ts";

/** A judged metric: what the judge said, and why. */
export interface ReadMetric {
  readonly result: MetricResult;
  /** Undefined where the series are not known. */
  readonly explanation: Explanation | undefined;
  readonly unit: string | undefined;
  readonly isStrict: boolean;
}

/** Fewer values than this on a side are few: Spinnaker warns, too. */
const POINTS_MIN = 50;
/** The judge looks for the estimate no more exactly than that. */
const SEARCH_TOLERANCE = 1e-4;

const LABELS: Readonly<Record<MetricResult["classification"], string>> = {
  Pass: "Pass",
  High: "High",
  Low: "Low",
  Nodata: "No data",
  NodataFailMetric: "No data, failed",
  Error: "Error",
};

/** A metric's classification in one or two words. */
export function labelText({ classification, critical }: MetricResult): string {
  const label = LABELS[classification];
  return critical && classification !== "Pass" ? `${label}, critical` : label;
}

/** The name of a metric, with the labels of its series: `latency (zone a)`. */
export function nameOf({ name, tags }: Pick<MetricResult, "name" | "tags">): string {
  const labels = Object.entries(tags).map(([label, value]) => `${label} ${value}`);
  return labels.length === 0 ? name : `${name} (${labels.join(", ")})`;
}

/** Why a metric passed or failed, sentence by sentence; the last one is the verdict. */
export function reasonsOf(metric: ReadMetric): readonly string[] {
  const { result, explanation } = metric;
  if (!explanation) return [`The series are not kept. ${result.classificationReason ?? ""}`.trim(), soText(result)];
  const told = TOLD[explanation.cause](metric, explanation);
  return [...told, `${soText(result)}${consequenceOf(metric, explanation)}`];
}

/** What a reader should know about the data beside the verdict; sentences. */
export function cautionsOf({ explanation, isStrict, result }: ReadMetric): readonly string[] {
  if (!explanation) return [];
  const { control, experiment, comparison, settings, cause } = explanation;
  const cautions: string[] = [];
  const least = Math.min(experiment.stats.count, control.stats.count);
  const hasFailed = result.classification === "High" || result.classification === "Low";
  if (comparison?.shift.isTooFew && !isStrict)
    cautions.push(
      `${sizesText(explanation)} are too few for ${percentText(comparison.confidence)} confidence. This judge then takes the most extreme differences as the interval${hasFailed ? ", so that this failure may be chance" : ""}; strict judging lets such a metric pass.`,
    );
  else if (comparison && cause !== "tooFewPoints" && least < POINTS_MIN)
    cautions.push(`With ${sizesText(explanation)} less can be told: Spinnaker warns below ${POINTS_MIN}.`);
  const missing = listed([...partOf("canary", experiment.missing), ...partOf("baseline", control.missing)]);
  if (missing !== "")
    cautions.push(
      `Missing values (${missing}) ${settings.nanStrategy === "replace" ? "count as 0" : "were left out"}.`,
    );
  const outliers = listed([...partOf("canary", experiment.outliers), ...partOf("baseline", control.outliers)]);
  if (outliers !== "") cautions.push(`Outliers (${outliers}) were left out.`);
  if (comparison?.isNoisy)
    cautions.push("Both sides are constant; a little noise was added, without which the rank test has no result.");
  return cautions;
}

/** "60 values against 59": canary against baseline. */
function sizesText({ experiment, control }: Explanation): string {
  return `${counted(experiment.stats.count, "value")} against ${figureText(control.stats.count)}`;
}

function partOf(side: string, count: number): readonly string[] {
  return count === 0 ? [] : [`${side} ${figureText(count)}`];
}

type Telling = (metric: ReadMetric, explanation: Explanation) => readonly string[];

const TOLD: Readonly<Record<Cause, Telling>> = {
  increased: changeTold,
  decreased: changeTold,
  smallEffect: changeTold,
  harmlessDirection: (metric, explanation) => [
    ...changeTold(metric, explanation).slice(0, 3),
    `But only ${explanation.settings.direction === "increase" ? "an increase" : "a decrease"} of this metric counts.`,
  ],
  noClearChange: (metric, explanation) => {
    const { comparison } = explanation;
    if (!comparison) return [];
    const { lower, upper } = comparison.shift;
    const holdsZero = !(lower > 0) && !(upper < 0);
    return [
      differenceTold(metric, explanation),
      intervalTold(metric, comparison),
      holdsZero
        ? "This includes 0, so the difference may be chance."
        : `Not all of it lies beyond ${toleranceText(metric, comparison)}: no clear change.`,
    ];
  },
  tooFewPoints: (metric, explanation) => [
    differenceTold(metric, explanation),
    `But ${sizesText(explanation)} are too few: at ${percentText(explanation.comparison?.confidence ?? 0)} confidence they may differ by chance, however far they are apart.`,
  ],
  identical: () => ["Canary and baseline have the same values."],
  constant: ({ unit }, { control }) => [
    `All values of both sides are ${valueText(control.values[0] ?? Number.NaN, unit)}.`,
  ],
  noData: (_, explanation) => [`There are no values of ${emptySides(explanation)}, so nothing can be compared.`],
  noDataAllowed: (_, explanation) => [
    `There are no values of ${emptySides(explanation)}, which is allowed: missing values count as 0 (nanStrategy "replace").`,
  ],
  notComparable: (_, explanation) => [
    `The rank test has no result for ${sizesText(explanation)}: at some shift all of them are equal.`,
  ],
};

function changeTold(metric: ReadMetric, explanation: Explanation): readonly string[] {
  const { comparison } = explanation;
  if (!comparison) return [];
  return [
    differenceTold(metric, explanation),
    intervalTold(metric, comparison),
    `The whole interval lies beyond ${toleranceText(metric, comparison)}: a clear change.`,
    effectTold(metric, explanation, comparison),
  ].filter((sentence) => sentence !== "");
}

/** "The canary's values were typically 9.4 percentage points higher: the median is 38 % against 29 %." */
function differenceTold({ unit }: ReadMetric, { comparison, experiment, control, cause }: Explanation): string {
  const estimate = comparison?.shift.estimate ?? 0;
  const [canary, baseline] = [experiment, control].map(({ quartiles: [, median] }) => valueText(median, unit));
  const size = differenceText(Math.abs(estimate), unit);
  const isSame = estimate === 0 || (cause === "noClearChange" && Math.abs(estimate) < SEARCH_TOLERANCE);
  const difference = isSame ? "as high" : `${size} ${estimate > 0 ? "higher" : "lower"}`;
  return `The canary's values were typically ${difference}: their median is ${canary} against the baseline's ${baseline}.`;
}

function intervalTold({ unit }: ReadMetric, { shift, confidence }: Comparison): string {
  const { lower, upper } = shift;
  const start = `With ${percentText(confidence)} confidence the difference is`;
  if (lower === -Infinity && upper === Infinity) return `${start} not known.`;
  if (lower === -Infinity) return `${start} at most ${differenceText(upper, unit)}.`;
  if (upper === Infinity) return `${start} at least ${differenceText(lower, unit)}.`;
  return `${start} between ${rangeText([lower, upper], unit, "and")}.`;
}

function toleranceText({ unit }: ReadMetric, { tolerance }: Comparison): string {
  return `±${differenceText(tolerance, unit)}, a quarter of the estimate`;
}

/** What the effect size says; "" where the settings leave it out. */
function effectTold({ result, unit }: ReadMetric, { settings, cause }: Explanation, comparison: Comparison): string {
  const { measure, allowedIncrease, allowedDecrease } = settings.effectSize;
  const { effect, shift } = comparison;
  const isRise = shift.estimate > 0;
  const limit = isRise ? allowedIncrease : allowedDecrease;
  const isCles = measure === "cles";
  const isSmall = cause === "smallEffect";
  if (!isSmall && limit === (isCles ? 0.5 : 1)) return "";
  if (Number.isNaN(effect)) return "The mean of a side is 0, so there is no ratio of the means, and any size counts.";
  const text = isCles ? percentText : figureText;
  const means = [result.experimentMetadata, result.controlMetadata].map(({ stats }) => valueText(stats.mean, unit));
  const found = isCles
    ? `a value of the canary is above one of the baseline with a probability of ${text(effect)}`
    : `the ratio of the means, ${means.join(" to ")}, is ${text(effect)}`;
  const start = isSmall ? `But ${found}` : `${found.slice(0, 1).toUpperCase()}${found.slice(1)}`;
  const change = isRise ? "an increase" : "a decrease";
  return `${start}, and ${change} counts ${isSmall ? "only " : ""}from ${text(limit)} ${isRise ? "on" : "downwards"}.`;
}

function emptySides({ experiment, control }: Explanation): string {
  const isEmpty = (side: Explanation["control"]) => side.stats.count === 0;
  if (isEmpty(experiment) && isEmpty(control)) return "either side";
  return isEmpty(experiment) ? "the canary" : "the baseline";
}

function soText(result: MetricResult): string {
  return `So: ${labelText(result)}.`;
}

/** What follows for the whole canary; starts with a space. */
function consequenceOf({ result, isStrict }: ReadMetric, { settings, cause }: Explanation): string {
  const { classification, critical, muted } = result;
  if (muted) return " The metric is muted: it is shown, but does not count.";
  if (classification === "Pass") return "";
  if (critical) return " The metric is critical, so the canary fails, whatever the others say.";
  if (classification === "Nodata")
    return " It does not count in its group; without data for half of the metrics the canary would fail.";
  if (classification === "NodataFailMetric") return " The metric must have data, so this counts as a failure.";
  if (classification === "Error")
    return isStrict ? " Strictly, that counts as a failure." : " In this judge an error does not count at all.";
  if (!settings.critical) return "";
  const { criticalIncrease, criticalDecrease } = settings.effectSize;
  const limit = cause === "increased" ? criticalIncrease : criticalDecrease;
  return ` The metric is critical, but that takes an effect size of ${figureText(limit)}.`;
}
