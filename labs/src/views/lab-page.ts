import { TYPED } from "@hipstershop/runtime/typed-commands";
import { type Html, html } from "@hipstershop/web";
import { evidenceUrl } from "../course/course.ts";
import type { Answers, Lab } from "../course/lab.ts";
import { ANSWER_LENGTH_MAX, type LabProgress, type LastVerdict } from "../course/progress.ts";
import { linksIn, permalinkOf, textsOf } from "../course/texts.ts";
import type { Alert } from "./course-page.ts";
import { type Frame, layout } from "./layout.ts";
import { markdown } from "./markdown.ts";
import { alertBox } from "./notices.ts";
import { type Asked, questionFields } from "./questions.ts";
import { traceLink, traceSummary } from "./waterfall.ts";

export interface LabModel {
  readonly lab: Lab;
  readonly learner: string;
  readonly progress: LabProgress;
  readonly asked: Asked;
  /** Why traces can't be shown; "" when they can. */
  readonly trouble: string;
  /** The solution that the trainer shows; undefined when it is not shown. */
  readonly solution: Answers | undefined;
  readonly next: Lab | undefined;
  readonly tracesUrl: string;
  /** An address as this visitor can open it. */
  readonly linkFor: (url: string) => string;
  /** Where the learner edits the lab's files; "" for none. */
  readonly files: string;
  readonly alert: Alert | undefined;
}

/** A lab: its story and task beside what there is to do now. */
export function labPage(frame: Frame, model: LabModel): string {
  const { lab, progress, alert, trouble } = model;
  const { story, task } = textsOf(lab);
  return layout(
    frame,
    html`<div class="page-top">
      <p class="eyebrow"><a href="/course">Course</a> · lab ${lab.id} · ${lab.minutes} min</p>
      <h1>${lab.title}</h1>
    </div>`,
    alert && alertBox(alert.title, alert.message),
    trouble !== "" && alertBox("The traces can’t be shown", trouble),
    html`<div class="lab-columns">
      <section class="lab-text" aria-label="Story and task">
        ${markdown(story)}
        <h2>Task</h2>
        ${markdown(task)} ${progress.starts > 0 && hints(model)} ${progress.starts > 0 && again(model)}
      </section>
      <section class="lab-work" id="work" aria-label="Your work">${work(model)}</section>
    </div>`,
  );
}

function work(model: LabModel): readonly Html[] {
  const { lab, progress } = model;
  const { scene, prediction } = progress;
  if (!scene) return [start(lab, progress)];
  if (prediction === null && lab.questions.length > 0) return [predict(lab, scene)];
  return [
    ...(progress.last ? [verdict(model, progress.last)] : []),
    ...(model.solution ? [solution(model.solution)] : []),
    answers(model, prediction ?? ""),
  ];
}

function action(lab: Lab, what: string): string {
  return `/course/${permalinkOf(lab)}/${what}`;
}

function start(lab: Lab, { passedAt }: LabProgress): Html {
  return html`<form class="slip" method="POST" action="${action(lab, "start")}">
    <h2>${passedAt > 0 ? "Passed" : "Ready?"}</h2>
    <p>
      The lab now makes its requests in the shop, in your name. Nobody else is touched, and nothing stays switched on.
    </p>
    <p class="actions">
      <button class="button" type="submit">${passedAt > 0 ? "Do it again" : "Make the requests"}</button>
    </p>
  </form>`;
}

function predict(lab: Lab, scene: LabProgress["scene"]): Html {
  return html`<form class="slip" method="POST" action="${action(lab, "predict")}">
    <h2>Before you look</h2>
    ${handout(lab, scene)}
    <p>The requests were made. What do you expect to find?</p>
    <ul class="plain">
      ${guessable(lab).map(({ text }) => html`<li>${text}</li>`)}
    </ul>
    <div class="field">
      <label for="prediction">Your guess</label>
      <textarea
        id="prediction"
        name="prediction"
        rows="2"
        maxlength="${ANSWER_LENGTH_MAX}"
        aria-describedby="prediction-hint"
      ></textarea>
      <p class="field-hint" id="prediction-hint">It is not graded. A wrong guess is remembered best; none is fine.</p>
    </div>
    <p class="actions"><button class="button" type="submit">Look at the traces</button></p>
  </form>`;
}

/** Which trace is meant can't be guessed before there are any to see. */
function guessable({ questions }: Lab): Lab["questions"] {
  const others = questions.filter(({ kind }) => kind !== "trace");
  return others.length > 0 ? others : questions;
}

function answers(model: LabModel, prediction: string): Html {
  const { lab, asked, files, progress, tracesUrl } = model;
  const { scene } = progress;
  const isPointed = lab.questions.some(({ kind }) => kind === "trace" || kind === "span");
  const isWritten =
    asked.traces.size > 0 && lab.questions.length > 0 && lab.questions.every(({ kind }) => kind === "text");
  return html`<form class="slip answers" method="POST" action="${action(lab, "check")}">
    <h2>${lab.questions.length > 0 ? "Look, then answer" : "Edit, then check"}</h2>
    ${prediction !== "" && html`<p class="guess">Your guess: ${prediction}</p>`}
    ${
      !isPointed &&
      asked.traces.size > 0 &&
      html`<ol class="waterfall" aria-label="The traces">
        ${[...asked.traces.values()].map(
          (shown) =>
            html`<li class="row">
              <div class="pick pick-none">${traceSummary(shown)}</div>
              ${traceLink(shown)}
            </li>`,
        )}
      </ol>`
    }
    ${
      isWritten &&
      tracesUrl !== "" &&
      html`<p>
        <a class="standalone" href="${tracesUrl}" target="_blank" rel="noopener"
          >Search in the viewer<span class="visually-hidden">, in a new tab</span></a
        >
      </p>`
    }
    ${handout(lab, scene)} ${links(model)} ${files !== "" && html`<p>Your files: <code>${files}</code></p>`}
    ${questionFields(asked)}
    <p class="actions"><button class="button" type="submit">Check</button></p>
  </form>`;
}

function handout(lab: Lab, scene: LabProgress["scene"]): Html | "" {
  return scene && lab.handout ? html`<pre tabindex="0" class="handout">${lab.handout(scene)}</pre>` : "";
}

/** Pages that the lab names, as this visitor can open them. */
function links({ progress: { scene }, linkFor }: LabModel): Html | "" {
  const all = linksIn(scene?.facts ?? {});
  if (all.length === 0) return "";
  return html`<ul class="evidence">
    ${all.map(
      ({ name, url }) =>
        html`<li>
          <a href="${linkFor(url)}" target="_blank" rel="noopener"
            >${name}<span class="visually-hidden">, in a new tab</span></a
          >
        </li>`,
    )}
  </ul>`;
}

const TITLES: Readonly<Record<LastVerdict["verdict"], string>> = {
  passed: "Passed",
  failed: "Not this",
  "not yet": "Not yet",
};

function verdict({ lab, next, tracesUrl }: LabModel, { verdict: said, feedback, evidence, score }: LastVerdict): Html {
  return html`<section class="verdict verdict-${said.replace(" ", "-")}" role="status" aria-labelledby="verdict-title">
    <h2 id="verdict-title">${TITLES[said]}</h2>
    <p>${feedback}</p>
    ${score !== undefined && html`<p><b>${score} points</b></p>`}
    ${
      evidence.length > 0 &&
      html`<ul class="evidence">
        ${evidence.map(
          (one, i) =>
            html`<li>
              <a href="${evidenceUrl(tracesUrl, one)}" target="_blank" rel="noopener"
                >${evidenceName(one, evidence.length > 1 ? i + 1 : 0)} in the viewer<span class="visually-hidden"
                  >, in a new tab</span
                ></a
              >
            </li>`,
        )}
      </ul>`
    }
    ${
      said === "passed" &&
      html`<h3>In real life</h3>
        ${markdown(textsOf(lab).inRealLife)}
        <p class="actions">
          <a class="button" href="/course${next ? `/${permalinkOf(next)}` : ""}"
            >${next ? `Next: ${next.title}` : "To all labs"}</a
          >
        </p>`
    }
  </section>`;
}

function evidenceName({ spanId }: LastVerdict["evidence"][number], number: number): string {
  if (number > 0) return `${spanId === "" ? "Trace" : "Span"} ${number}`;
  return spanId === "" ? "The trace" : "The span";
}

function solution(given: Answers): Html {
  return html`<section class="note" aria-labelledby="solution-title">
    <h2 id="solution-title">The trainer shows the solution</h2>
    <dl class="facts">
      ${Object.entries(given).map(
        ([key, answer]) =>
          html`<dt>${key}</dt>
            <dd class="code">${answer}</dd>`,
      )}
    </dl>
  </section>`;
}

function hints({ lab, progress }: LabModel): Html {
  const all = textsOf(lab).hints;
  const left = all.length - progress.hints;
  return html`<section class="hints" id="hints" aria-labelledby="hints-title">
    <h2 id="hints-title">Hints</h2>
    ${
      progress.hints > 0 &&
      html`<ol>
        ${all.slice(0, progress.hints).map((hint) => html`<li>${markdown(hint)}</li>`)}
      </ol>`
    }
    <form method="POST" action="${action(lab, "hint")}">
      <p class="actions">
        ${left > 0 && html`<button type="submit">${progress.hints === 0 ? "Give me a hint" : "Another hint"}</button>`}
        <span class="soft">${left > 0 ? `${left} of ${all.length} left` : "There are no more hints."}</span>
      </p>
    </form>
  </section>`;
}

function again({ lab, learner }: LabModel): Html {
  return html`<details class="again">
    <summary>Begin anew</summary>
    <form method="POST" action="${action(lab, "start")}">
      <button type="submit">Make new requests</button>
    </form>
    <form method="POST" action="${action(lab, "reset")}">
      <button type="submit">Forget this lab</button>
    </form>
    <p class="soft">In the terminal: <code>${TYPED.labOptions} start ${lab.id} --learner "${learner}"</code></p>
  </details>`;
}
