import { durationText, shortOperation } from "@hipstershop/traces";
import { bothSides, deepestFailures, failedAbove } from "../model/failures.ts";
import { failureMessageOf, httpStatusOf, rpcStatusOf } from "../model/status.ts";
import { answerOf } from "../model/rows.ts";
import { type Span, textOf, type Trace } from "../model/trace.ts";
import { countedNames, listText, type Sentence } from "./sentence.ts";

/** Statuses by which a server refuses a request as the caller's fault. */
const REFUSALS = new Set([
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "FAILED_PRECONDITION",
  "OUT_OF_RANGE",
  "UNAUTHENTICATED",
]);
const SENTENCES_MAX = 3;
/** Characters of a message that are told; some are whole stack traces. */
const MESSAGE_MAX = 200;
/** Failures that are told apart; of a trace with more, the rest is counted. */
const READ_MAX = 200;

/** What failed, where it began, and what became of it: one sentence for each kind of deepest failure. */
export function failureSentences(trace: Trace): readonly Sentence[] {
  const all = causes(trace);
  const groups = Map.groupBy(all.slice(0, READ_MAX), (span) => `${originText(span)} ${outcomeText(span)}`);
  const told = [...groups.values()].slice(0, SENTENCES_MAX);
  const named = new Set(told.flat());
  const rest = all.filter((span) => !named.has(span));
  const sentences = told.map(failureSentence);
  if (rest.length === 0) return sentences;
  const others = rest.length === 1 ? "One other failure" : `${rest.length} other failures`;
  return [...sentences, { topic: "failure", text: `${others}.`, spans: rest }];
}

/** The deepest failures, without the calls that were cancelled because another had failed. */
function causes(trace: Trace): readonly Span[] {
  const deepest = deepestFailures(trace);
  const others = deepest.filter((span) => rpcStatusOf(span) !== "CANCELLED");
  return others.length > 0 ? others : deepest;
}

function failureSentence(failures: readonly Span[]): Sentence {
  const [first] = failures;
  const often = failures.length > 1 ? ` (${failures.length} times)` : "";
  return {
    topic: "failure",
    text: `${outcomeText(first!)}: ${originText(first!)}${often}.${faultText(first!)}`,
    spans: [...new Set(failures.flatMap((span) => [...bothSides(span), ...failedAbove(span)]))],
  };
}

/** What became of the request in which the failure lies. */
function outcomeText(failure: Span): string {
  const way = failedAbove(failure);
  const top = way.at(-1) ?? failure;
  const root = rootOf(failure);
  const status = httpStatusOf(root);
  const name = shortOperation(root.operation);
  if (top === root) return `${name} failed${status === "" ? "" : ` with ${status}`}`;
  if (Number(status) >= 400) return `${name} was answered with ${status}`;
  if (top.parent === null) return "A part of the trace failed";
  return `${name} was answered${status === "" ? "" : ` with ${status}`}, although a call failed`;
}

function rootOf(span: Span): Span {
  let root = span;
  while (root.parent) root = root.parent;
  // Below a visitor's own spans, such as the load generator's, the request begins at the first server span.
  for (let at: Span | null = span; at; at = at.parent) if (at.kind === "server") root = at;
  return root;
}

/** Where the failure began, and how. */
function originText(failure: Span): string {
  const status = rpcStatusOf(failure);
  const call = failure.kind === "server" && failure.parent?.kind === "client" ? failure.parent : undefined;
  const message = failureMessageOf(failure) || (call ? failureMessageOf(call) : "");
  const operation = shortOperation(failure.operation);
  const said = message === "" || message === status ? "" : `, “${shortened(message)}”`;
  const called = failure.kind === "client" && answerOf(failure) === null && isRpc(failure);
  if (called) return unansweredText(failure, { operation, status, said });
  if (status === "DEADLINE_EXCEEDED" && call) {
    return `${call.service} waited ${durationText(call.duration)} for ${operation} until its deadline, and ${failure.service} had not answered${said}`;
  }
  const answer = status === "DEADLINE_EXCEEDED" ? answerOf(failure) : null;
  if (answer) return `${lateText(failure, answer)}${said}`;
  if (REFUSALS.has(status)) return `${failure.service} refused ${operation} with ${status}${said}`;
  const how = status || httpStatusOf(failure);
  return `it began in ${failure.service}, ${operation}${how === "" ? "" : ` with ${how}`}${said}`;
}

interface Call {
  readonly operation: string;
  readonly status: string;
  readonly said: string;
}

/** A call that was given up, though its callee did not fail: it was still at work, or its answer was not read in time. */
function lateText(call: Span, answer: Span): string {
  const waited = `${call.service} waited ${durationText(call.duration)} for ${shortOperation(call.operation)} until its deadline`;
  if (answer.end > call.end) return `${waited}, and ${answer.service} had not answered`;
  return `${waited}, though ${answer.service} worked only ${durationText(answer.duration)}: the rest lies between the two`;
}

/** A message as a part of a sentence; the span's panel has all of it. */
function shortened(message: string): string {
  const text = message.trim();
  if (text.length <= MESSAGE_MAX) return text.replace(/[.\s]+$/, "");
  return `${text.slice(0, MESSAGE_MAX).toWellFormed()}…`;
}

/** A call without a server span. */
function unansweredText(call: Span, { operation, status, said }: Call): string {
  const nothing = `nothing from ${calleeOf(call.operation)}`;
  if (status === "UNAVAILABLE") return `${call.service} could not reach ${operation}${said}; ${nothing}`;
  if (status === "DEADLINE_EXCEEDED") {
    return `${call.service} waited ${durationText(call.duration)} for ${operation} until its deadline${said}; ${nothing}`;
  }
  if (status === "CANCELLED")
    return `${call.service} cancelled ${operation} after ${durationText(call.duration)}${said}`;
  return `${call.service} called ${operation} and failed${status === "" ? "" : ` with ${status}`}${said}; ${nothing}`;
}

/** The shop's services are named as their gRPC services, in lower case. */
function calleeOf(operation: string): string {
  const service = /^hipstershop\.(\w+Service)\//.exec(operation)?.[1];
  return service === undefined || service.includes("Batch") ? "the service called" : service.toLowerCase();
}

/** True for a call of an rpc, by its attribute or its name. */
export function isRpc({ tags, operation }: Span): boolean {
  return (textOf(tags, "rpc.system.name") || textOf(tags, "rpc.system")) !== "" || /^[\w.]+\/\w+$/.test(operation);
}

function faultText(failure: Span): string {
  const faults = [failure, ...bothSides(failure), ...failedAbove(failure)].flatMap(({ tags }) => {
    const fault = textOf(tags, "app.fault");
    return fault === "" ? [] : fault.split("+");
  });
  if (faults.length === 0) return "";
  return ` On purpose: the fault ${listText(countedNames([...new Set(faults)]))} acted here.`;
}
