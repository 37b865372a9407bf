import { explain, type MetricResult } from "@hipstershop/judge";
import { judgedForm } from "../run/judge-pairs.ts";
import type { MetricSetPair } from "../stores/metric-set-pairs.ts";
import type { Tone } from "./markup.ts";
import type { ReadMetric } from "./metric-words.ts";
import type { ReportData, ReportJudgement } from "./report-data.ts";

/** A judged metric with its series, where they are kept. */
export interface MetricReading extends ReadMetric {
  readonly pair: MetricSetPair | undefined;
}

/** The metrics of a judgement, each with why it passed or failed, in the order of the results. */
export function readingsOf({ config, units = {} }: ReportData, { result, pairs }: ReportJudgement): MetricReading[] {
  const unitOf = new Map(Object.entries(units));
  const form = judgedForm(config, pairs);
  return result.results.map((one, i) => {
    const [pair, judged] = [pairs[i], form.pairs[i]];
    const explanation = judged?.name === one.name ? explain(form.config, judged, form) : undefined;
    return { result: one, explanation, pair, unit: unitOf.get(one.name), isStrict: form.isStrict };
  });
}

const RANKS: Readonly<Record<MetricResult["classification"], number>> = {
  High: 1,
  Low: 1,
  NodataFailMetric: 2,
  Error: 3,
  Nodata: 4,
  Pass: 5,
};
const MUTED_RANK = 6;

/** What failed comes first, critical ones before others; what is muted comes last. */
export function worstFirst(readings: readonly MetricReading[]): readonly MetricReading[] {
  const rank = ({ result: { classification, critical, muted } }: MetricReading) => {
    if (muted) return MUTED_RANK;
    return critical && classification !== "Pass" ? 0 : RANKS[classification];
  };
  return readings.toSorted((a, b) => rank(a) - rank(b));
}

/** How a classification looks. */
export function toneOf({ classification, critical, muted }: MetricResult): Tone {
  if (muted) return "calm";
  if (classification === "Pass") return "good";
  return classification === "Nodata" && !critical ? "fair" : classification === "Error" && !critical ? "fair" : "bad";
}
