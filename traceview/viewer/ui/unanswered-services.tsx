import type { StoreState, UnansweredService } from "../../src/viewer-api/answers.ts";
import { ageText, countedNoun } from "./format.ts";
import { Swatch } from "./parts.tsx";
import type { Answer } from "./use-answer.ts";

/** Warnings about services that are called, but leave no spans. A service that nobody calls is none of them. */
export function UnansweredServices({ state: { value } }: { readonly state: Answer<StoreState> }) {
  const all = value?.unanswered ?? [];
  const alarms = all.filter(({ known }) => known);
  const others = all.filter(({ known }) => !known);
  const reasons = new Set(alarms.map(({ reason }) => reason));
  return (
    <>
      {alarms.length > 0 && (
        <section class="notice alert silent" aria-label="Services that leave no spans">
          <h2>{headingOf(alarms)}</h2>
          <ul class="silent-list">
            {alarms.map((service) => (
              <li key={service.name}>
                <Swatch service={service.name} /> <b>{service.name}</b> {sentenceOf(service)}
              </li>
            ))}
          </ul>
          <details>
            <summary>What to check</summary>
            <ul>{[...reasons].flatMap((reason) => CHECKS[reason].map((check) => <li key={check}>{check}</li>))}</ul>
          </details>
        </section>
      )}
      {others.length > 0 && (
        <p class="notice">
          {others.map(({ name, callers }) => `${listOf(callers)} called ${name}`).join("; ")}: it has never left a span
          here. If it is a service of yours, it is not instrumented yet, or sends its spans elsewhere.
        </p>
      )}
    </>
  );
}

function headingOf(services: readonly UnansweredService[]): string {
  const [first] = services;
  if (!first || services.length > 1) return `${services.length} services are called and leave no spans`;
  return first.reason === "no-answer" ? `${first.name} does not answer` : `Spans of ${first.name} are missing`;
}

/** What happened, after the service's name. */
function sentenceOf({ reason, calls, answeredCalls, callers, lastAgoMs, problem }: UnansweredService): string {
  const among = answeredCalls > 0 ? ` of ${calls + answeredCalls}` : "";
  const counted = answeredCalls > 0 ? `${calls}${among} calls` : countedNoun(calls, "call");
  const which = `${counted} from ${listOf(callers)}, ${calls > 1 ? "the last " : ""}${ageText(lastAgoMs)} ago`;
  if (reason === "no-answer")
    return `was not reached: ${which}, failed without an answer${problem === "" ? "" : ` (${problem})`}.`;
  const answers = `answered ${which}`;
  return reason === "apart"
    ? `${answers}; its spans arrive, but in other traces.`
    : `${answers}; no span of that arrived: its telemetry is lost.`;
}

function listOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and others` : names.join(" and ");
}

const CHECKS: Readonly<Record<UnansweredService["reason"], readonly string[]>> = {
  "no-answer": [
    "Is it running? Its health check and its log tell.",
    "Do its callers have its address? The error above says what they tried.",
    "Is a fault switched on? A notice above names those that are.",
  ],
  "spans-missing": [
    "Is tracing on there, and does its exporter's address lead to this store? A refused connection stands in its log.",
    "Do its callers pass the sampled flag on? Without it, a service that follows its parent records nothing.",
    "Does its sampler keep anything? A ratio of 0 looks exactly like this.",
  ],
  apart: [
    "Does it read the trace context in the format that its callers write (B3, traceparent)? Otherwise it begins traces of its own.",
    "Does it open its server span in the context that it read?",
  ],
};
