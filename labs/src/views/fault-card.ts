import { type Html, html } from "@hipstershop/web";
import { OFF } from "@hipstershop/faults/names";
import type { Fault } from "@hipstershop/faults/catalogue";
import type { FaultState } from "@hipstershop/faults/switches";
import { placesOf } from "@hipstershop/faults/places";
import { readOwnRules } from "../faults/own-rules.ts";
import { namesOthers, readRule, ruleText } from "../faults/rules.ts";
import { baggageOf, clickText, reasonText, whyNoTry } from "../faults/words.ts";

/** A fault as the page shows it. */
export interface FaultCard {
  readonly fault: Fault;
  /** undefined while the flag service does not answer. */
  readonly state: FaultState | undefined;
  /** The name of who looks at it; "" for none. */
  readonly learner: string;
  /** Why flags can't be changed here; "" when they can. */
  readonly fixed: string;
  /** Query of the page, which keeps the context. */
  readonly query: string;
  /** Address of the shop, for an example. */
  readonly shopUrl: string;
}

/** One fault: what it is, how it is set, its switch, and the click that shows it. */
export function faultCard(card: FaultCard): Html {
  const { fault, state } = card;
  const { name } = fault;
  return html`<article class="fault" id="${name}" aria-labelledby="${name}-name">
    <div class="fault-text">
      <h3 id="${name}-name">${name} ${stateBadge(state)}</h3>
      <p class="fault-effect">${fault.effect}</p>
      <ul class="places" aria-label="Where ${name} acts">
        ${placesOf(fault).map((place) => html`<li class="code">${place}</li>`)}
      </ul>
      ${state && html`<p class="reason">${reasonText(state)}</p>`} ${state && ownBox(state, card)}
      ${state && ruleBox(state, card)} ${lessonBox(fault)}
    </div>
    <div class="slip fault-controls">${state && card.fixed === "" && switchForm(state, card)} ${tryForm(card)}</div>
  </article>`;
}

function stateBadge(state: FaultState | undefined): Html | undefined {
  if (!state) return undefined;
  const kind = state.problem !== "" ? "problem" : state.effective === OFF ? "off" : "on";
  return html`<span class="badge badge-${kind}">${state.effective}</span>`;
}

/** What the learner has switched for themselves, with the button that ends it. */
function ownBox({ fault: { name }, targeting }: FaultState, { fixed, learner, query }: FaultCard): Html | undefined {
  const variant = readOwnRules(targeting).own.get(learner);
  if (variant === undefined || fixed !== "") return undefined;
  return html`<form class="actions own" method="POST" action="/faults/${name}/mine/remove${query}">
    <span>Only for you: <b>${variant}</b></span>
    <button type="submit">Remove <span class="visually-hidden">what is only for you of ${name}</span></button>
  </form>`;
}

/** The rule in words and in flagd's notation. */
function ruleBox({ fault: { name }, targeting }: FaultState, { fixed, learner, query }: FaultCard): Html | undefined {
  if (targeting === "") return undefined;
  return html`<div class="rule">
    <p>Rule: ${ruleText(targeting, learner)}.</p>
    ${!namesOthers(targeting, learner) && html`<pre>${indented(targeting)}</pre>`}
    ${
      fixed === "" &&
      html`<form method="POST" action="/faults/${name}/rule/remove${query}">
        <button type="submit">
          ${readOwnRules(targeting).own.size > 0 ? "Remove for all learners" : "Remove the rule"}
          <span class="visually-hidden">of ${name}</span>
        </button>
      </form>`
    }
  </div>`;
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 1).replace(/\n\s*/g, " ");
  } catch {
    return json;
  }
}

function lessonBox({ shows, teaches }: Fault): Html {
  return html`<dl class="shows">
    <div>
      <dt>Traces</dt>
      <dd>${shows.traces}</dd>
    </div>
    <div>
      <dt>Metrics</dt>
      <dd>${shows.metrics}</dd>
    </div>
    <div>
      <dt>Logs</dt>
      <dd>${shows.logs}</dd>
    </div>
    <div>
      <dt>It teaches</dt>
      <dd>${teaches}</dd>
    </div>
  </dl>`;
}

function switchForm({ fault, defaultVariant, targeting }: FaultState, { learner, query }: FaultCard): Html {
  const { name, variants } = fault;
  const { own, rest } = readOwnRules(targeting);
  const rule = readRule(rest);
  const chosen = own.get(learner) ?? rule?.variant ?? (defaultVariant || OFF);
  const [condition] = namesOthers(rest, learner) ? [] : (rule?.where ?? []);
  return html`<form class="switch" method="POST" action="/faults/${name}${query}">
    <fieldset>
      <legend>Switch <span class="visually-hidden">${name}</span></legend>
      ${variants.map(
        (variant) =>
          html`<label class="choice"
            ><input type="radio" name="variant" value="${variant.name}" ${variant.name === chosen && html` checked`} />
            <span><b>${variant.name}</b> <span class="soft">${variant.about}</span></span></label
          >`,
      )}
    </fieldset>
    ${learner !== "" && fault.perRequest && whomChoice(learner, name)}
    <details ${rule !== undefined && html` open`}>
      <summary>Not for everybody <span class="visually-hidden">(${name})</span></summary>
      <div class="limits">
        ${limitField({ id: `${name}-percent`, name: "percent", label: "Only for a share, in %", value: String(rule?.percent ?? ""), more: html` inputmode="numeric" pattern="[0-9]{1,3}" maxlength="3"` })}
        ${limitField({ id: `${name}-key`, name: "key", label: "Only where", value: condition?.key ?? "", more: html` list="properties" maxlength="40"` })}
        ${limitField({ id: `${name}-value`, name: "value", label: "is", value: condition?.value ?? "", more: html` maxlength="100"` })}
      </div>
    </details>
    <button class="button" type="submit">Switch <span class="visually-hidden">${name}</span></button>
  </form>`;
}

/** Only for the learner, unless they choose otherwise. */
function whomChoice(learner: string, fault: string): Html {
  return html`<fieldset>
    <legend>For whom <span class="visually-hidden">(${fault})</span></legend>
    <label class="choice"
      ><input type="radio" name="whom" value="me" checked />
      <span><b>only me</b> <span class="soft">${learner}</span></span></label
    >
    <label class="choice"
      ><input type="radio" name="whom" value="all" />
      <span><b>everybody</b> <span class="soft">or as limited below</span></span></label
    >
  </fieldset>`;
}

interface LimitField {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly more: Html;
}

function limitField({ id, name, label, value, more }: LimitField): Html {
  return html`<div class="field field-${name}">
    <label for="${id}">${label}</label>
    <input id="${id}" name="${name}" type="text" value="${value}" autocomplete="off" ${more} />
  </div>`;
}

function tryForm({ fault, query, shopUrl }: FaultCard): Html {
  const { name, variants, tryAt, perRequest } = fault;
  const own = variants.slice(1);
  const example = `curl -H 'baggage: ${baggageOf(name, own[0]?.name ?? "")}' ${shopUrl}/`;
  const why = whyNoTry(fault);
  if (why !== "" || tryAt === undefined)
    return html`<div class="try">
      <h4>On one request</h4>
      <p class="soft">${why}</p>
      ${perRequest && html`<pre>${example}</pre>`}
    </div>`;
  return html`<form class="try" method="POST" action="/faults/${name}/try${query}">
    <h4>On one request</h4>
    <p class="soft">${clickText(tryAt)}, asks for this fault, and leads to the trace. Nobody else is touched.</p>
    <div class="actions">
      <select name="variant" aria-label="Variant of ${name} to try">
        ${own.map((variant) => html`<option value="${variant.name}">${variant.name}</option>`)}
      </select>
      <button type="submit">Try it <span class="visually-hidden">with ${name}</span></button>
    </div>
  </form>`;
}
