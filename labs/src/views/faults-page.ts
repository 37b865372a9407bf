import { type Html, html } from "@hipstershop/web";
import { faults, type Lesson, lessons } from "@hipstershop/faults/catalogue";
import type { FaultState } from "@hipstershop/faults/switches";
import { CONTEXT_FIELDS, contextQuery, type RequestContext } from "../faults/context.ts";
import { contextForm } from "./context-form.ts";
import { faultCard } from "./fault-card.ts";
import { type Frame, layout } from "./layout.ts";
import { activeBanner, alertBox, doneBox } from "./notices.ts";

/** The data of the faults page. */
export interface FaultsModel {
  readonly context: RequestContext;
  /** The name of who looks at the page, for whom faults are switched; "" for none. */
  readonly learner: string;
  /** undefined when the flag service does not answer: `trouble` says why. */
  readonly states: readonly FaultState[] | undefined;
  /** Why the states can't be shown; "" when they can. */
  readonly trouble: string;
  /** Why flags can't be changed here, when that is known; "" when they can. */
  readonly fixed: string;
  /** What was just done; "" for nothing. */
  readonly done: string;
  /** What the visitor asked for and did not get, with the name of the fault; undefined for nothing. */
  readonly alert: { readonly title: string; readonly message: string } | undefined;
}

/** The page with all faults, grouped by lesson. */
export function faultsPage(frame: Frame, model: FaultsModel): string {
  const { context, learner, states, trouble, fixed, done, alert } = model;
  const query = contextQuery(context);
  return layout(
    frame,
    html`<div class="page-top">
      <h1>Faults</h1>
      <p class="lead">
        Ways to break the shop on purpose: for everybody, for some, or for one request. Break it, look at its traces,
        find out why.
      </p>
    </div>`,
    alert && alertBox(alert.title, alert.message),
    trouble !== "" && alertBox("The flag service does not answer", trouble),
    fixed !== "" && html`<p class="note">${fixed}</p>`,
    done !== "" && doneBox(done),
    states && activeBanner(states, query, learner),
    states && fixed === "" && whomNote(learner),
    contextForm(context),
    lessonLinks(),
    html`<datalist id="properties">
      ${CONTEXT_FIELDS.map(({ name }) => html`<option value="${name}"></option>`)}
    </datalist>`,
    lessons.map((lesson) => lessonSection(lesson, model, { query, shopUrl: frame.shopUrl })),
  );
}

function whomNote(learner: string): Html {
  return learner === ""
    ? html`<p class="note">
        A fault is switched for everybody. <a href="/course#name">Take a name</a>, and you can switch it only for
        yourself.
      </p>`
    : html`<p class="note">
        You are <b>${learner}</b>: a fault is switched only for you, unless you choose everybody.
      </p>`;
}

function lessonLinks(): Html {
  return html`<nav class="lessons" aria-label="Lessons">
    <ul>
      ${lessons.map(({ id, title }) => html`<li><a href="#lesson-${id}">${title}</a></li>`)}
    </ul>
  </nav>`;
}

function lessonSection(
  { id, title, question }: Lesson,
  { learner, states, fixed }: FaultsModel,
  page: { readonly query: string; readonly shopUrl: string },
): Html {
  const own = faults.filter(({ lesson }) => lesson === id);
  return html`<section class="shelf" aria-labelledby="lesson-${id}">
    <h2 id="lesson-${id}">${title}</h2>
    <p class="question">${question}</p>
    ${own.map((fault) => faultCard({ ...page, learner, fault, fixed, state: states?.find((one) => one.fault.name === fault.name) }))}
  </section>`;
}
