import { type Html, html } from "@hipstershop/web";
import type { Lab } from "../course/lab.ts";
import type { ListedLab } from "../course/course.ts";
import { NAME_LENGTH_MAX, NO_NAME } from "../course/progress.ts";
import { permalinkOf } from "../course/texts.ts";
import { type Frame, layout } from "./layout.ts";
import { alertBox, doneBox } from "./notices.ts";

/** What went wrong with a form, above the page. */
export interface Alert {
  readonly title: string;
  readonly message: string;
}

export interface CourseModel {
  readonly learner: string;
  readonly labs: readonly ListedLab[];
  /** The lab of the incident that the trainer has called, unless the learner has passed it; undefined for none. */
  readonly incident: { readonly lab: Lab; readonly isStarted: boolean } | undefined;
  /** What was just done; "" for nothing. */
  readonly done: string;
  readonly alert: Alert | undefined;
}

/** All labs, with what is done, and who does them. */
export function coursePage(frame: Frame, { learner, labs, incident, done, alert }: CourseModel): string {
  const passed = labs.filter(({ progress }) => progress.passedAt > 0).length;
  const next = labs.find(({ progress }) => progress.passedAt === 0);
  const minutes = labs.reduce((sum, { lab }) => sum + lab.minutes, 0);
  return layout(
    frame,
    html`<div class="page-top">
      <h1>Learn tracing here</h1>
      <p class="lead">
        Each lab makes requests in this shop, for you alone, and asks what happened. You look it up in their traces, and
        your answer is checked against the spans themselves.
      </p>
      <p>
        ${passed} of ${labs.length} ${labs.length === 1 ? "lab" : "labs"} passed · about ${minutes} minutes in all ·
        <a href="/course/glossary">Glossary</a> · <a href="/course/trainer">For trainers</a> ·
        <a href="#name">${learner === NO_NAME ? "Take a name" : html`You are ${learner}`}</a>
      </p>
    </div>`,
    alert && alertBox(alert.title, alert.message),
    done !== "" && doneBox(done),
    incident &&
      html`<section class="banner banner-active" aria-labelledby="incident-title">
        <h2 id="incident-title">The trainer has called an incident</h2>
        ${
          incident.isStarted
            ? html`<p><a class="button" href="/course/${permalinkOf(incident.lab)}">Find out what is wrong</a></p>`
            : html`<form method="POST" action="/course/${permalinkOf(incident.lab)}/start">
                <button class="button" type="submit">Find out what is wrong</button>
              </form>`
        }
      </section>`,
    next &&
      html`<p class="actions">
        <a class="button" href="/course/${permalinkOf(next.lab)}"
          >${passed === 0 && next.progress.starts === 0 ? "Begin" : "Go on"} with ${next.lab.title}</a
        >
      </p>`,
    html`<ol class="labs">
      ${labs.map(labRow)}
    </ol>`,
    nameForm(learner),
  );
}

function labRow({ lab, progress }: ListedLab): Html {
  const { passedAt, starts, attempts, hints } = progress;
  const words = [
    `${lab.minutes} min`,
    attempts > 0 && `${attempts} ${attempts === 1 ? "answer" : "answers"}`,
    hints > 0 && `${hints} ${hints === 1 ? "hint" : "hints"}`,
  ].filter((word) => word !== false);
  return html`<li class="lab">
    <span class="lab-id" aria-hidden="true">${lab.id}</span>
    <a href="/course/${permalinkOf(lab)}">${lab.title}</a>
    <span class="soft">${words.join(" · ")}</span>
    ${
      passedAt > 0
        ? html`<span class="badge badge-passed">passed</span>`
        : html`<span class="badge ${starts > 0 && "badge-on"}">${starts > 0 ? "started" : "to do"}</span>`
    }
  </li>`;
}

function nameForm(learner: string): Html {
  return html`<form
    class="slip name-form"
    id="name"
    method="POST"
    action="/course/learner"
    aria-labelledby="name-title"
  >
    <h2 id="name-title">Who are you?</h2>
    <p>
      ${
        learner === NO_NAME
          ? "Alone on this shop, you need no name. Where several learn together, each takes one: then everybody has requests and progress of their own."
          : html`Progress is kept for <b>${learner}</b>, on this machine. Your requests carry the name as
              <code>baggage: shop.learner</code>.`
      }
    </p>
    <div class="field">
      <label for="learner">Name</label>
      <input
        id="learner"
        name="learner"
        type="text"
        value="${learner === NO_NAME ? "" : learner}"
        maxlength="${NAME_LENGTH_MAX}"
        autocomplete="nickname"
      />
    </div>
    <p class="actions"><button type="submit">Take this name</button></p>
  </form>`;
}
