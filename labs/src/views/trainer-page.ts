import { type Html, html } from "@hipstershop/web";
import type { Lab } from "../course/lab.ts";
import type { Learner, LabProgress } from "../course/progress.ts";
import { permalinkOf } from "../course/texts.ts";
import type { Alert } from "./course-page.ts";
import { type Frame, layout } from "./layout.ts";
import { alertBox, doneBox } from "./notices.ts";

const MINUTE_MS = 60_000;
/** Whoever has answered this often, or is at a lab this many times as long as it takes, is stuck. */
const STUCK_ATTEMPTS = 3;
const STUCK_TIMES = 2;

export interface TrainerModel {
  readonly labs: readonly Lab[];
  readonly learners: readonly Learner[];
  readonly now: number;
  readonly done: string;
  readonly alert: Alert | undefined;
}

/** Who is at which lab, and where people are stuck. */
export function trainerPage(frame: Frame, { labs, learners, now, done, alert }: TrainerModel): string {
  const sorted = learners.toSorted((one, other) => one.name.localeCompare(other.name));
  return layout(
    frame,
    html`<div class="page-top">
      <p class="eyebrow"><a href="/course">Course</a></p>
      <h1>The room</h1>
      <p class="lead">Who is at which lab, and where people are stuck.</p>
    </div>`,
    alert && alertBox(alert.title, alert.message),
    done !== "" && doneBox(done),
    sorted.length === 0 && html`<p class="banner">Nobody has started a lab yet.</p>`,
    sorted.length > 0 && learnerTable(sorted, labs, now),
    sorted.length > 0 && labTable(sorted, labs, now),
    sorted.length > 0 &&
      html`<details class="again">
        <summary>Reset everybody</summary>
        <form method="POST" action="/course/trainer/reset">
          <p>All progress on this machine is forgotten, of ${sorted.length} learners.</p>
          <button type="submit" name="everybody" value="yes">Forget everything</button>
        </form>
      </details>`,
  );
}

function learnerTable(learners: readonly Learner[], labs: readonly Lab[], now: number): Html {
  return html`<section aria-labelledby="learners-title">
    <h2 id="learners-title">Learners</h2>
    <div class="table-scroll" tabindex="0" role="region" aria-labelledby="learners-title">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Passed</th>
            <th scope="col">Now at</th>
            <th scope="col">Since</th>
            <th scope="col">Answers</th>
            <th scope="col">Hints</th>
            <th scope="col">Help</th>
          </tr>
        </thead>
        <tbody>
          ${learners.map((learner) => learnerRow(learner, labs, now))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function learnerRow(learner: Learner, labs: readonly Lab[], now: number): Html {
  const passed = learner.labs.filter(({ passedAt }) => passedAt > 0).length;
  const at = learner.labs.findLast(({ passedAt, startedAt }) => passedAt === 0 && startedAt > 0);
  const lab = labs.find(({ id }) => id === at?.lab);
  const counts =
    at && lab
      ? html`<td>${minutesText(now - at.startedAt)}</td>
          <td>${at.attempts}</td>
          <td>${at.hints}</td>`
      : undefined;
  return html`<tr>
    <th scope="row">${learner.name}</th>
    <td>${passed} of ${labs.length}</td>
    <td>
      ${lab ? `${lab.id} ${lab.title}` : "–"}
      ${at && lab && isStuck(at, lab, now) && html`<span class="badge badge-on">stuck?</span>`}
    </td>
    ${
      counts ??
      html`<td>–</td>
        <td>–</td>
        <td>–</td>`
    }
    <td>
      <div class="actions">
        ${at?.scene && lab && !at.isRevealed ? revealForm(learner.name, lab) : ""} ${resetForm(learner.name)}
      </div>
    </td>
  </tr>`;
}

function revealForm(name: string, lab: Lab): Html {
  return html`<form method="POST" action="/course/trainer/reveal">
    <input type="hidden" name="learner" value="${name}" />
    <button type="submit" name="lab" value="${lab.id}">
      Reveal<span class="visually-hidden"> lab ${lab.id} to ${name}</span>
    </button>
  </form>`;
}

function resetForm(name: string): Html {
  return html`<form method="POST" action="/course/trainer/reset">
    <button type="submit" name="learner" value="${name}">Reset<span class="visually-hidden"> ${name}</span></button>
  </form>`;
}

function labTable(learners: readonly Learner[], labs: readonly Lab[], now: number): Html {
  const rows = labs.flatMap((lab) => {
    const at = learners.flatMap((one) => one.labs.filter((progress) => progress.lab === lab.id && progress.starts > 0));
    return at.length > 0 ? [{ lab, at }] : [];
  });
  return html`<section aria-labelledby="labs-title">
    <h2 id="labs-title">Labs</h2>
    <div class="table-scroll" tabindex="0" role="region" aria-labelledby="labs-title">
      <table>
        <thead>
          <tr>
            <th scope="col">Lab</th>
            <th scope="col">Started</th>
            <th scope="col">Passed</th>
            <th scope="col">Stuck</th>
            <th scope="col">Answers each</th>
            <th scope="col">Hints each</th>
            <th scope="col">Time to pass</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ lab, at }) => labRow(lab, at, now))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function labRow(lab: Lab, at: readonly LabProgress[], now: number): Html {
  const passed = at.filter(({ passedAt }) => passedAt > 0);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const times = passed.map(({ passedAt, startedAt }) => passedAt - startedAt).sort((one, other) => one - other);
  const middle = times[Math.floor(times.length / 2)];
  return html`<tr>
    <th scope="row"><a href="/course/${permalinkOf(lab)}">${lab.id} ${lab.title}</a></th>
    <td>${at.length}</td>
    <td>${passed.length}</td>
    <td>${at.filter((one) => isStuck(one, lab, now)).length}</td>
    <td>${mean(at.map(({ attempts }) => attempts)).toFixed(1)}</td>
    <td>${mean(at.map(({ hints }) => hints)).toFixed(1)}</td>
    <td>${middle === undefined ? "–" : minutesText(middle)}</td>
  </tr>`;
}

function isStuck({ passedAt, startedAt, attempts }: LabProgress, { minutes }: Lab, now: number): boolean {
  if (passedAt > 0) return false;
  return attempts >= STUCK_ATTEMPTS || now - startedAt > STUCK_TIMES * minutes * MINUTE_MS;
}

function minutesText(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
