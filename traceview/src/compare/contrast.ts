import type { Trace } from "@hipstershop/traces";
import type { Contrast } from "./comparison.ts";
import { type Feature, FeatureCounts } from "./features.ts";
import { fisherP, holm, phiOf } from "./statistics.ts";
import { ALPHA, TESTED_MIN } from "./whole.ts";

/** Features in the answer. */
const SHOWN_MAX = 15;
/** Fewer traces in all with a feature are no pattern, such as an id that two traces share. */
const TRACES_MIN = 3;

/**
 * The features (attributes with their values, services, operations, calls between services) that set the marked traces
 * apart, the strongest first. They are ranked by the correlation between having them and being marked (Yule's phi, 1912;
 * the difference of both shares ranks worse when many other traces are marked as well), and listed when Fisher's exact test with Holm's correction over all features is
 * significant: contrast sets of one term (Bay and Pazzani 2001, "Detecting group differences: mining contrast sets").
 * Empty with fewer than TESTED_MIN traces on either side.
 */
export function contrastTraces(marked: readonly Trace[], others: readonly Trace[]): Contrast[] {
  if (Math.min(marked.length, others.length) < TESTED_MIN) return [];
  const counts = new FeatureCounts();
  for (const trace of marked) counts.add(trace, "marked");
  for (const trace of others) counts.add(trace, "others");
  const frequent = counts.features().filter((feature) => feature.marked + feature.others >= TRACES_MIN);
  const groups = mergedTwins(frequent);
  const pValues = holm(
    groups.map(({ feature }) =>
      fisherP({ hits: feature.marked, total: marked.length }, { hits: feature.others, total: others.length }),
    ),
  );
  const phi = (one: Contrast) =>
    phiOf({ hits: one.marked, total: marked.length }, { hits: one.others, total: others.length });
  return groups
    .map(({ feature, alike }, i) => contrastOf(feature, alike, pValues[i]!))
    .filter((one) => one.pValue < ALPHA && phi(one) > 0)
    .sort((x, y) => phi(y) - phi(x))
    .slice(0, SHOWN_MAX);
}

function contrastOf(
  { kind, name, terms, marked, others }: Feature,
  alike: readonly string[],
  pValue: number,
): Contrast {
  return { kind, name, terms, marked, others, pValue, alike };
}

const KINDS: readonly Contrast["kind"][] = ["attribute", "operation", "call", "service"];

/** Features that the same traces have are one, under the name of an attribute where there is one. */
function mergedTwins(features: readonly Feature[]) {
  const groups = Map.groupBy(features, ({ marked, others, signature }) => `${marked} ${others} ${signature}`);
  return [...groups.values()].map((group) => {
    const sorted = group.toSorted(
      (x, y) => KINDS.indexOf(x.kind) - KINDS.indexOf(y.kind) || compareTexts(x.name, y.name),
    );
    return { feature: sorted[0]!, alike: sorted.slice(1).map(({ name }) => name) };
  });
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
