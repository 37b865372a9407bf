import type { JudgeResult, ScoreThresholds } from "@hipstershop/judge";
import { type Html, html } from "@hipstershop/web";
import { scaleLinear } from "d3-scale";
import { figureText } from "../figures.ts";
import { percent } from "./plot.ts";

const HEIGHT = 76;
const [BAR_TOP, BAR_HEIGHT] = [24, 26];
const onBar = scaleLinear([0, 100], [0, 100]).clamp(true);

type Score = JudgeResult["score"];

/** The score as a bar from 0 to 100, with both thresholds. */
export function scoreBar({ score, classification }: Score, { pass, marginal }: ScoreThresholds): Html {
  const [width, marginalAt, passAt] = [onBar(score), onBar(marginal), onBar(pass)];
  const bottom = BAR_TOP + BAR_HEIGHT;
  return html`<div
    class="score"
    role="img"
    aria-label="Score ${figureText(score)} of 100: ${classification}. Marginal from ${figureText(marginal)}, pass from ${figureText(pass)}."
  >
    <svg aria-hidden="true" width="100%" height="${HEIGHT}">
      <rect class="track" x="0" width="100%" y="${BAR_TOP}" height="${BAR_HEIGHT}" rx="4" />
      <rect
        class="zone"
        x="${percent(passAt)}"
        width="${percent(100 - passAt)}"
        y="${BAR_TOP}"
        height="${BAR_HEIGHT}"
        rx="4"
      />
      <rect
        class="value ${classification.toLowerCase()}"
        x="0"
        width="${percent(Math.max(width, 0.6))}"
        y="${BAR_TOP}"
        height="${BAR_HEIGHT}"
        rx="4"
      />
      <line class="threshold" x1="${percent(passAt)}" x2="${percent(passAt)}" y1="${BAR_TOP - 6}" y2="${bottom}" />
      <text x="${percent(passAt)}" y="${BAR_TOP - 10}" text-anchor="${passAt > 60 ? "end" : "start"}">
        pass from ${figureText(pass)}
      </text>
      <line
        class="threshold"
        x1="${percent(marginalAt)}"
        x2="${percent(marginalAt)}"
        y1="${BAR_TOP}"
        y2="${bottom + 6}"
      />
      <text x="${percent(marginalAt)}" y="${bottom + 20}" text-anchor="${marginalAt > 60 ? "end" : "start"}">
        marginal from ${figureText(marginal)}
      </text>
    </svg>
  </div>`;
}

/** The same in a row of a table, whose other cells have the numbers. */
export function smallScoreBar({ score, classification }: Score, { pass, marginal }: ScoreThresholds): Html {
  return html`<svg class="small-score" aria-hidden="true" height="14">
    <rect class="track" x="0" width="100%" y="2" height="10" rx="2" />
    <rect
      class="value ${classification.toLowerCase()}"
      x="0"
      width="${percent(Math.max(onBar(score), 1))}"
      y="2"
      height="10"
      rx="2"
    />
    ${[marginal, pass].map((threshold) => html`<line class="threshold" x1="${percent(onBar(threshold))}" x2="${percent(onBar(threshold))}" y1="0" y2="14" />`)}
  </svg>`;
}
