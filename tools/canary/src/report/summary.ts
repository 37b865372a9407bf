import { groupSharesOf } from "@hipstershop/judge";
import { type Html, html } from "@hipstershop/web";
import { scoreBar, smallScoreBar } from "./charts/score-bar.ts";
import {
  clockText,
  counted,
  dateText,
  estimateText,
  durationText,
  figureText,
  percentText,
  valueText,
} from "./figures.ts";
import { badge, facts, link, table, type Tone } from "./markup.ts";
import { labelText, nameOf, reasonsOf } from "./metric-words.ts";
import { type MetricReading, readingsOf, toneOf } from "./reading.ts";
import type { Outcome, ReportData, ReportJudgement, ReportStage, Trust } from "./report-data.ts";

const OUTCOMES: Readonly<Record<Outcome["label"], readonly [Tone, string]>> = {
  promoted: ["good", "Promoted"],
  pass: ["good", "Pass"],
  marginal: ["fair", "Marginal"],
  cancelled: ["fair", "Cancelled"],
  stopped: ["bad", "Stopped"],
  failed: ["bad", "Failed"],
  fail: ["bad", "Fail"],
};

/** What came out, the score with its thresholds, and what was run. */
export function outcomeSection(data: ReportData): Html {
  const { outcome, startedAt, endedAt, judgements, thresholds, settings = [] } = data;
  const [tone, word] = OUTCOMES[outcome.label];
  const last = judgements.at(-1);
  const reason = last?.result.score.classificationReason;
  return html`<section class="outcome ${tone}" aria-labelledby="outcome">
    <h2 id="outcome">${badge(tone, word)}</h2>
    <p class="lead">${outcome.sentence}</p>
    ${
      last &&
      html`<div class="score-place">
          <p class="score-number"><b>${figureText(last.result.score.score)}</b> <span>of 100</span></p>
          ${scoreBar(last.result.score, thresholds)}
        </div>
        ${reason && html`<p>${reason}</p>`}`
    }
    ${facts([
      ["From", dateText(startedAt)],
      ["Time", durationText((endedAt - startedAt) / 1000)],
      ["Judgements", figureText(judgements.length)],
      ...settings.map(({ label, value }) => [label, value] as const),
    ])}
  </section>`;
}

const STAGES: Readonly<Record<ReportStage["status"], Tone>> = {
  succeeded: "good",
  failed: "bad",
  skipped: "calm",
  cancelled: "fair",
};

/** The stages of the pipeline, in order. */
export function stagesSection({ stages = [] }: ReportData): Html | false {
  return (
    stages.length > 0 &&
    html`<section aria-labelledby="stages">
      <h2 id="stages">Stages</h2>
      <ol class="stages">
        ${stages.map(
          ({ name, status, seconds, note }) =>
            html`<li class="${STAGES[status]}">
              <b>${name}</b>
              <span>${badge(STAGES[status], status)} ${seconds !== undefined && durationText(seconds)}</span>
              ${note !== undefined && html`<span class="quiet">${note}</span>`}
            </li>`,
        )}
      </ol>
    </section>`
  );
}

/** All metrics in a table, each with a link to its section. */
export function overviewSection(readings: readonly MetricReading[], idOf: (reading: MetricReading) => string): Html {
  return html`<section aria-labelledby="overview">
    <h2 id="overview">${counted(readings.length, "metric")}</h2>
    ${table({
      caption: "Metrics",
      head: ["metric", "verdict", "canary", "baseline", "canary minus baseline"],
      text: [1, 4],
      rows: readings.map((reading) => {
        const { result, explanation, unit } = reading;
        const median = (side: "experiment" | "control") => {
          const value = explanation?.[side].quartiles[1] ?? Number.NaN;
          return Number.isNaN(value) ? "no data" : valueText(value, unit);
        };
        return [
          html`<a href="#${idOf(reading)}">${nameOf(result)}</a>`,
          html`${badge(toneOf(result), labelText(result))}${result.muted && " muted"}`,
          median("experiment"),
          median("control"),
          intervalText(reading),
        ];
      }),
    })}
    <p class="quiet">Medians; the estimated difference with its interval of 98 % confidence.</p>
  </section>`;
}

function intervalText({ explanation, unit }: MetricReading): string {
  if (!explanation?.comparison) return "not compared";
  const { lower, upper, estimate } = explanation.comparison.shift;
  return estimateText(estimate, [lower, upper], unit);
}

/** What each group adds to the score. */
export function groupsSection(data: ReportData, judgement: ReportJudgement, isStrict: boolean): Html | false {
  const { config } = data;
  const { results } = judgement.result;
  const shares = groupSharesOf(results, config.classifier?.groupWeights ?? {}, isStrict);
  const sum = shares.reduce((total, { weight }) => total + weight, 0);
  const counts = (name: string) => results.filter(({ groups, muted }) => !muted && groups.includes(name));
  return (
    shares.length > 0 &&
    html`<section aria-labelledby="groups">
      <h2 id="groups">Groups</h2>
      ${table({
        caption: "Groups",
        head: ["group", "weight", "passed", "score"],
        rows: shares.map(({ name, weight, score }) => [
          name,
          `${figureText(weight)} %`,
          `${counts(name).filter(({ classification }) => classification === "Pass").length} of ${counts(name).length}`,
          score === undefined ? "no data" : figureText(score),
        ]),
      })}
      <p class="quiet">
        A group's score is the share of its metrics that passed; the canary's is the sum of the groups' by their
        weights.
        ${
          shares.some(({ score }) => score === undefined) &&
          (isStrict ? "Groups without data are left out." : "A group without data counts as if all had passed.")
        }
        ${!isStrict && Math.abs(sum - 100) > 0.01 && `The weights sum to ${figureText(sum)}, not to 100, and so does the highest score.`}
      </p>
    </section>`
  );
}

/** The scores of all judgements; the earlier ones can be opened. */
export function historySection(data: ReportData): Html | false {
  const { judgements, thresholds } = data;
  if (judgements.length < 2) return false;
  return html`<section aria-labelledby="history">
    <h2 id="history">Judgement by judgement</h2>
    ${table({
      caption: "Scores",
      head: ["judgement", "score", "verdict", "0 to 100", "data from, to (UTC)"],
      text: [2, 3, 4],
      rows: judgements.map(({ start, end, result: { score } }, i) => [
        figureText(i + 1),
        figureText(score.score),
        badge(
          score.classification === "Pass" ? "good" : score.classification === "Marginal" ? "fair" : "bad",
          score.classification,
        ),
        smallScoreBar(score, thresholds),
        `${clockText(start)}–${clockText(end)}`,
      ]),
    })}
    ${judgements.slice(0, -1).map((judgement, i) => earlier(data, judgement, i + 1))}
  </section>`;
}

function earlier(data: ReportData, judgement: ReportJudgement, number: number): Html {
  const { score, classificationReason } = judgement.result.score;
  return html`<details>
    <summary>Judgement ${number}: score ${figureText(score)}</summary>
    ${classificationReason !== "" && html`<p>${classificationReason}</p>`}
    ${table({
      caption: `Metrics of judgement ${number}`,
      head: ["metric", "verdict", "why"],
      text: [1, 2],
      rows: readingsOf(data, judgement).map((reading) => [
        nameOf(reading.result),
        badge(toneOf(reading.result), labelText(reading.result)),
        html`<span class="why">${reasonsOf(reading).join(" ")}</span>`,
      ]),
    })}
  </details>`;
}

/** How often such a configuration was right, as it was measured. */
export function trustSection(trust: Trust | undefined): Html | false {
  return (
    trust !== undefined &&
    html`<section aria-labelledby="trust">
      <h2 id="trust">How far to trust this</h2>
      <p>${trust.sentence}</p>
      ${table({
        caption: "Runs that ended with a failed canary",
        head: ["config", "situation", "runs", "failed", "share"],
        text: [1],
        rows: trust.rows.map(({ config, situation, runs, failed }) => [
          config,
          situation,
          figureText(runs),
          figureText(failed),
          runs > 0 ? percentText(failed / runs) : "none",
        ]),
      })}
    </section>`
  );
}

/** What a reader needs to understand the verdicts, and the configuration. */
export function methodSection({ config }: ReportData, isStrict: boolean): Html {
  return html`<section aria-labelledby="method">
    <h2 id="method">How it was judged</h2>
    <ol class="method">
      <li>Missing values are left out, or count as 0; outliers are left out where the settings say so.</li>
      <li>
        The rank test of Mann and Whitney makes an interval for the difference between canary and baseline: with 98 %
        confidence it is in there. The estimate is the median of all differences between a canary and a baseline value.
      </li>
      <li>
        A metric is High or Low if the whole interval is further from 0 than a quarter of the estimate, that direction
        counts, and the effect size reaches what is allowed.
      </li>
      <li>A critical metric that failed makes the score 0; so does no data for half of the metrics.</li>
    </ol>
    <p>
      The judge is NetflixACAJudge-v1.0 of Kayenta,
      ${isStrict ? "strictly: without its known flaws." : "with its known flaws, as Spinnaker has it."}
      ${link("What Spinnaker says about it", "https://spinnaker.io/docs/guides/user/canary/judge/")}
    </p>
    <details>
      <summary>The configuration</summary>
      <pre tabindex="0" role="group" aria-label="Configuration">${JSON.stringify(config, undefined, 2)}</pre>
    </details>
  </section>`;
}
