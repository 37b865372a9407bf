import type { SideSummary } from "@hipstershop/judge";
import { type Html, html, type Part } from "@hipstershop/web";
import { distributionChart } from "./charts/distribution-chart.ts";
import { type Sample, seriesChart } from "./charts/series-chart.ts";
import { shiftChart } from "./charts/shift-chart.ts";
import { elapsedText, figureText, percentText, valueText } from "./figures.ts";
import { badge, facts, table } from "./markup.ts";
import { cautionsOf, labelText, nameOf, reasonsOf } from "./metric-words.ts";
import { type MetricReading, toneOf } from "./reading.ts";

/** One metric: its verdict in words, its charts, its numbers. `traces` are put below. */
export function metricSection(reading: MetricReading, id: string, traces: readonly Part[]): Html {
  const { result, explanation, unit } = reading;
  const cautions = cautionsOf(reading);
  return html`<article class="metric" id="${id}" aria-labelledby="${id}-name">
    <header>
      <h3 id="${id}-name">${nameOf(result)}</h3>
      <p class="badges">
        ${badge(toneOf(result), labelText(result))}
        ${noted(reading).map((note) => html`<span class="note">${note}</span> `)}
      </p>
    </header>
    <p class="reasons">${reasonsOf(reading).slice(0, -1).join(" ")} <strong>${reasonsOf(reading).at(-1)}</strong></p>
    ${cautions.length > 0 && html`<p class="caution">${cautions.join(" ")}</p>`}
    ${explanation?.comparison && shiftChart(explanation.comparison, unit)} ${chartsOf(reading)} ${figuresOf(reading)}
    ${traces}
  </article>`;
}

function noted({ result, explanation }: MetricReading): readonly string[] {
  const { critical = false, mustHaveData = false } = explanation?.settings ?? {};
  return [
    ...result.groups.map((group) => `group ${group}`),
    ...(critical ? ["critical"] : []),
    ...(mustHaveData ? ["must have data"] : []),
    ...(result.muted ? ["muted"] : []),
  ];
}

function chartsOf(reading: MetricReading): Html | false {
  const { explanation, unit } = reading;
  const [canary, baseline] = [samplesOf(reading, "experiment"), samplesOf(reading, "control")];
  if (!explanation || [...canary, ...baseline].every(({ value }) => !Number.isFinite(value))) return false;
  return html`<div class="charts">
    ${seriesChart({ canary, baseline, unit })}
    ${distributionChart({ canary: explanation.experiment, baseline: explanation.control, unit })}
  </div>`;
}

function figuresOf(reading: MetricReading): Html {
  const { explanation, pair } = reading;
  const queries = (["experiment", "control"] as const).map((side) => pair?.attributes?.[side]?.["query"] ?? "");
  const [canaryQuery, baselineQuery] = queries;
  return html`<div class="details">
    ${
      explanation &&
      html`<details>
        <summary>Statistics and settings</summary>
        <div class="columns">${statisticsTable(reading)} ${settingsOf(reading)}</div>
      </details>`
    }
    ${
      explanation &&
      html`<details>
        <summary>All values</summary>
        ${valuesTable(reading)}
      </details>`
    }
    ${
      queries.some((query) => query !== "") &&
      html`<details>
        <summary>Queries</summary>
        ${facts([
          ["Canary", html`<code>${canaryQuery}</code>`],
          ["Baseline", html`<code>${baselineQuery}</code>`],
        ])}
      </details>`
    }
  </div>`;
}

function statisticsTable({ result, explanation, unit }: MetricReading): Html | false {
  if (!explanation) return false;
  const { experiment, control } = explanation;
  const row = (name: string, of: (side: SideSummary) => string) => [name, of(experiment), of(control)];
  const value = (of: (side: SideSummary) => number) => (side: SideSummary) =>
    side.values.length === 0 ? "none" : valueText(of(side), unit);
  return table({
    caption: `Statistics of ${nameOf(result)}`,
    head: ["statistic", "canary", "baseline"],
    rows: [
      row("values compared", ({ values }) => figureText(values.length)),
      row("missing", ({ missing }) => figureText(missing)),
      row("outliers left out", ({ outliers }) => figureText(outliers)),
      row(
        "greatest",
        value(({ stats }) => stats.max),
      ),
      row(
        "third quartile",
        value(({ quartiles }) => quartiles[2]),
      ),
      row(
        "median",
        value(({ quartiles }) => quartiles[1]),
      ),
      row(
        "mean",
        value(({ stats }) => stats.mean),
      ),
      row(
        "first quartile",
        value(({ quartiles }) => quartiles[0]),
      ),
      row(
        "least",
        value(({ stats }) => stats.min),
      ),
      row(
        "standard deviation",
        value(({ stats }) => stats.std),
      ),
    ],
  });
}

const DIRECTIONS = { increase: "an increase", decrease: "a decrease", either: "either" };

function settingsOf({ explanation, result }: MetricReading): Html | false {
  if (!explanation) return false;
  const { settings, comparison } = explanation;
  const { measure, allowedIncrease, allowedDecrease, criticalIncrease, criticalDecrease } = settings.effectSize;
  const isCles = measure === "cles";
  const text = isCles ? percentText : figureText;
  const ratio = result.resultMetadata?.ratio;
  return facts([
    ["What counts as a change for the worse", DIRECTIONS[settings.direction]],
    ["Effect size", isCles ? "probability that a canary value is above a baseline value" : "ratio of the means"],
    ["It is", comparison ? text(comparison.effect) : "not computed"],
    ["An increase counts from", text(allowedIncrease)],
    ["A decrease counts down from", text(allowedDecrease)],
    ...(settings.critical
      ? ([["Critical", `up from ${text(criticalIncrease)}, down from ${text(criticalDecrease)}`]] as const)
      : []),
    ...(isCles && ratio !== undefined ? ([["Ratio of the means", figureText(ratio)]] as const) : []),
    ["Missing values", settings.nanStrategy === "replace" ? "count as 0" : "are left out"],
    [
      "Outliers",
      settings.outlierFactor === undefined
        ? "are kept"
        : `beyond ${figureText(settings.outlierFactor)} interquartile ranges are left out`,
    ],
  ]);
}

function valuesTable(reading: MetricReading): Html {
  const { result, unit } = reading;
  const [canary, baseline] = [samplesOf(reading, "experiment"), samplesOf(reading, "control")];
  const longer = canary.length >= baseline.length ? canary : baseline;
  const text = (sample: Sample | undefined) =>
    sample === undefined || Number.isNaN(sample.value) ? "missing" : valueText(sample.value, unit);
  return table({
    caption: `Values of ${nameOf(result)}`,
    head: ["since the start", "canary", "baseline"],
    rows: longer.map(({ at }, i) => [elapsedText(at), text(canary[i]), text(baseline[i])]),
  });
}

const UNKNOWN_STEP_MS = 1000;

function samplesOf({ pair }: MetricReading, side: "control" | "experiment"): readonly Sample[] {
  const step = pair?.scopes?.[side]?.stepMillis || UNKNOWN_STEP_MS;
  return (pair?.values?.[side] ?? []).map((value, i) => ({ at: i * step, value }));
}
