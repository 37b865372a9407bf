import { type Html, html } from "@hipstershop/web";
import type { Answers, Lab, Question, Scene } from "../course/lab.ts";
import { ANSWER_LENGTH_MAX } from "../course/progress.ts";
import { colourOf } from "@hipstershop/traces/service-colours";
import { isTrace, spanNamed } from "../course/answers.ts";
import { rowText, type ShownTrace, spanValue, traceLink, traceSummary, waterfall } from "./waterfall.ts";

/** So many traces of one question can be opened here; of more, the page tells what a line can hold. */
const TRACES_MAX = 12;
/** So many waterfalls of a question are open; of more, and of further questions, those with an answer. */
const OPEN_MAX = 2;

/** What the questions of a lab are asked about. */
export interface Asked {
  readonly lab: Lab;
  readonly scene: Pick<Scene, "clicks">;
  /** The traces of the scene's clicks, by the clicks' names. */
  readonly traces: ReadonlyMap<string, ShownTrace>;
  readonly answers: Answers;
}

/** The form's field of a question. */
export function fieldName({ key }: Question): string {
  return `answer.${key}`;
}

/** All questions as fields of a form. */
export function questionFields(asked: Asked): readonly Html[] {
  return asked.lab.questions.map((question, i) => field(question, asked, i + 1));
}

function field(question: Question, asked: Asked, number: number): Html {
  const answer = asked.answers[question.key] ?? "";
  switch (question.kind) {
    case "trace":
      return group(question, number, pointAtTrace(question, asked, answer));
    case "span":
      return group(question, number, pointAtSpan(question, asked, answer));
    case "service":
      return group(question, number, pointAtService(question, asked, answer));
    case "choice":
      return group(
        question,
        number,
        html`<div class="choices">
          ${question.options.map(({ value, text }) => choice(fieldName(question), value, text, value === answer))}
        </div>`,
      );
    default:
      return typed(question, number, answer);
  }
}

function group(question: Question, number: number, content: Html): Html {
  return html`<fieldset class="ask" id="ask-${question.key}">
    <legend><span class="ask-number">${number}</span> ${question.text}</legend>
    ${content}
  </fieldset>`;
}

function choice(name: string, value: string, text: Html | string, isChosen: boolean): Html {
  return html`<label class="choice"
    ><input type="radio" name="${name}" value="${value}" ${isChosen && "checked"} /> <span>${text}</span></label
  >`;
}

function typed(question: Question, number: number, answer: string): Html {
  const id = `field-${question.key}`;
  const unit = question.kind === "number" ? question.unit : "";
  return html`<div class="ask" id="ask-${question.key}">
    <label for="${id}"><span class="ask-number">${number}</span> ${question.text}</label>
    <div class="typed">
      <input
        id="${id}"
        name="${fieldName(question)}"
        type="text"
        value="${answer}"
        maxlength="${ANSWER_LENGTH_MAX}"
        autocomplete="off"
        ${question.kind === "number" && html`inputmode="decimal" class="short"`}
      />
      ${unit !== "" && html`<span>${unit}</span>`}
    </div>
  </div>`;
}

function pointAtTrace(question: Question, asked: Asked, answer: string): Html {
  return html`<ol class="waterfall">
    ${tracesFor(question, asked).map((shown) => {
      const { traceId } = shown.trace;
      return html`<li class="row">
        <label class="pick"
          ><input
            type="radio"
            name="${fieldName(question)}"
            value="${traceId}"
            ${answer !== "" && isTrace(answer, traceId) && "checked"}
          />
          ${traceSummary(shown)}</label
        >
        ${traceLink(shown)}
      </li>`;
    })}
  </ol>`;
}

function pointAtSpan(question: Question, asked: Asked, answer: string): Html {
  const traces = tracesFor(question, asked);
  const first = asked.lab.questions.find(({ kind }) => kind === "span") ?? question;
  const isFirst = first === question;
  const chosen = chosenSpan(answer, traces);
  const [only] = traces;
  if (!isFirst && only && traces.length === 1 && tracesFor(first, asked).includes(only))
    return chooseSpan(question, only, chosen);
  return html`${traces.map((shown, i) => {
    if (i >= TRACES_MAX) return html`<p class="trace trace-head">${traceSummary(shown)}</p>`;
    const isOpen = (isFirst && traces.length <= OPEN_MAX) || chosen.startsWith(shown.trace.traceId);
    return html`<details class="trace" ${isOpen && "open"}>
      <summary class="trace-head">${traceSummary(shown)}</summary>
      <p class="trace-open">${traceLink(shown)}</p>
      ${waterfall(shown, { name: fieldName(question), chosen })}
    </details>`;
  })}`;
}

/** The rows of a waterfall that stands above already, to choose from. */
function chooseSpan(question: Question, { trace }: ShownTrace, chosen: string): Html {
  const id = `field-${question.key}`;
  return html`<div class="field">
    <label for="${id}">One of the rows above</label>
    <select id="${id}" name="${fieldName(question)}">
      <option value="">not chosen yet</option>
      ${trace.nodes.map(({ span, depth }) => {
        const value = spanValue(span);
        return html`<option value="${value}" ${value === chosen && "selected"}>${rowText(span, depth)}</option>`;
      })}
    </select>
  </div>`;
}

/** The value of the span that an answer names, also one that was given in the terminal. */
function chosenSpan(answer: string, traces: readonly ShownTrace[]): string {
  if (answer === "") return "";
  for (const { trace } of traces) {
    const span = spanNamed(answer, trace);
    if (span) return spanValue(span);
  }
  return "";
}

function pointAtService(question: Question, asked: Asked, answer: string): Html {
  const services = new Set(
    tracesFor(question, asked).flatMap(({ trace }) => trace.spans.map(({ process }) => process.service)),
  );
  return html`<div class="choices choices-services">
    ${[...services].sort().map((service) =>
      choice(
        fieldName(question),
        service,
        html`<svg class="swatch ${colourOf(service)}" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
            <rect class="bar-own" width="10" height="10" /></svg
          >${service}`,
        service === answer,
      ),
    )}
  </div>`;
}

/** The traces that a question offers: those of the clicks that it names, else all, one each. */
function tracesFor(question: Question, { traces }: Asked): readonly ShownTrace[] {
  const names = "of" in question && question.of ? question.of : [...traces.keys()];
  return names.flatMap((name) => traces.get(name) ?? []);
}
