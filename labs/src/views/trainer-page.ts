import { type Html, html } from "@hipstershop/web";
import type { Lab } from "../course/lab.ts";
import type { Learner, LabProgress } from "../course/progress.ts";
import type { StoreRoom } from "../course/store-rooms.ts";
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
  /** What each has in the trace store; undefined when the store does not tell. */
  readonly rooms: ReadonlyMap<string, StoreRoom> | undefined;
  readonly now: number;
  readonly done: string;
  readonly alert: Alert | undefined;
}

/** Who is at which lab, and where people are stuck. */
export function trainerPage(frame: Frame, model: TrainerModel): string {
  const { labs, learners, now, done, alert } = model;
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
    incidentForm(),
    sorted.length > 0 && learnerTable(sorted, model),
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

function incidentForm(): Html {
  return html`<form class="actions" method="POST" action="/course/trainer/incident">
    <button type="submit">Call an incident for all</button>
    <span class="soft">one hidden fault, the same for everybody, scored by time and hints</span>
  </form>`;
}

function learnerTable(learners: readonly Learner[], model: TrainerModel): Html {
  const stored = model.rooms ? ["Stored traces"] : [];
  return html`<h2 id="learners-title">Learners</h2>
    <table aria-labelledby="learners-title">
      ${head("Name", "Passed", "Now at", "Since", "Tried", ...stored, "Help")}
      <tbody>
        ${learners.map((learner) => learnerRow(learner, model))}
      </tbody>
    </table>`;
}

function head(...titles: readonly string[]): Html {
  return html`<thead>
    <tr>
      ${titles.map((title) => html`<th scope="col">${title}</th>`)}
    </tr>
  </thead>`;
}

function learnerRow(learner: Learner, { labs, now, rooms }: TrainerModel): Html {
  const passed = learner.labs.filter(({ passedAt }) => passedAt > 0).length;
  const at = learner.labs.findLast(({ passedAt, startedAt }) => passedAt === 0 && startedAt > 0);
  const lab = labs.find(({ id }) => id === at?.lab);
  const score = Math.max(0, ...learner.labs.map((one) => one.score));
  return html`<tr>
    <th scope="row">${learner.name}</th>
    <td>${passed} of ${labs.length}${score > 0 && html`, ${score} points`}</td>
    ${at && lab ? currentCells(at, lab, now) : html`<td colspan="3" class="soft">no lab is open</td>`}
    ${rooms && html`<td>${roomText(rooms.get(learner.name))}</td>`}
    <td>
      <div class="actions">
        ${at?.scene && lab && !at.isRevealed ? revealForm(learner.name, lab) : ""} ${resetForm(learner.name)}
      </div>
    </td>
  </tr>`;
}

function currentCells(at: LabProgress, lab: Lab, now: number): Html {
  return html`<td>
      ${lab.id} ${lab.title} ${isStuck(at, lab, now) && html`<span class="badge badge-on">stuck?</span>`}
    </td>
    <td>${minutesText(now - at.startedAt)}</td>
    <td>${counted(at.attempts, "answer")}, ${counted(at.hints, "hint")}</td>`;
}

/** "12, the oldest 5 min old" */
function roomText(room: StoreRoom | undefined): string {
  if (!room || room.traces === 0) return "none";
  return `${room.traces}, the oldest ${minutesText(room.oldestAgeSeconds * 1000)} old`;
}

function counted(count: number, what: string): string {
  return `${Number.isInteger(count) ? count : count.toFixed(1)} ${what}${count === 1 ? "" : "s"}`;
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
  return html`<h2 id="labs-title">Labs</h2>
    <table aria-labelledby="labs-title">
      ${head("Lab", "How many", "Stuck", "Tried, each", "Time to pass")}
      <tbody>
        ${rows.map(({ lab, at }) => labRow(lab, at, now))}
      </tbody>
    </table>`;
}

function labRow(lab: Lab, at: readonly LabProgress[], now: number): Html {
  const passed = at.filter(({ passedAt }) => passedAt > 0);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const times = passed.map(({ passedAt, startedAt }) => passedAt - startedAt).sort((one, other) => one - other);
  const middle = times[Math.floor(times.length / 2)];
  return html`<tr>
    <th scope="row"><a class="standalone" href="/course/${permalinkOf(lab)}">${lab.id} ${lab.title}</a></th>
    <td>${passed.length} of ${at.length} passed</td>
    <td>${at.filter((one) => isStuck(one, lab, now)).length} stuck</td>
    <td>
      ${counted(mean(at.map(({ attempts }) => attempts)), "answer")},
      ${counted(mean(at.map(({ hints }) => hints)), "hint")}
    </td>
    <td>${middle === undefined ? "not passed yet" : minutesText(middle)}</td>
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
