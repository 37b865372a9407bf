import type { JaegerTrace } from "./jaeger-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Why a parsed JSON value is not a trace in Jaeger's JSON, as the end of a sentence; undefined when it is one. */
export function jaegerTraceProblem(value: unknown): string | undefined {
  if (!isFields(value)) return `is ${kindOfJson(value)} instead of an object`;
  if (typeof value["traceID"] !== "string") return "has no traceID";
  if (!Array.isArray(value["spans"])) return "has no list of spans";
  if (!isFields(value["processes"])) return "has no processes";
  const span = value["spans"].findIndex((one) => !isSpan(one));
  if (span >= 0) return `has a span that is not valid, number ${span + 1}`;
  const process = Object.entries(value["processes"]).find(([, one]) => !isMissing(one) && !isProcess(one));
  if (process) return `has a process that is not valid, ${JSON.stringify(process[0].slice(0, 80))}`;
  return isListOf(value["warnings"], isText) ? undefined : "has warnings that are not a list of strings";
}

/** True for a trace in Jaeger's JSON: every field that readJaegerTrace reads has its type. */
export function isJaegerTrace(value: unknown): value is JaegerTrace {
  return jaegerTraceProblem(value) === undefined;
}

/** The JSON type of a value, with its article: "a list", "null", "a string". */
export function kindOfJson(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSpan(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value["spanID"]) &&
    isText(value["processID"]) &&
    isOptional(value["traceID"], isText) &&
    isOptional(value["operationName"], isText) &&
    [value["flags"], value["startTime"], value["duration"]].every((one) => isOptional(one, isNumber)) &&
    isListOf(value["references"], isReference) &&
    isListOf(value["tags"], isTag) &&
    isListOf(value["logs"], isLog) &&
    isListOf(value["warnings"], isText)
  );
}

function isReference(value: unknown): boolean {
  return isFields(value) && isText(value["refType"]) && isText(value["spanID"]) && isOptional(value["traceID"], isText);
}

function isLog(value: unknown): boolean {
  return isFields(value) && isNumber(value["timestamp"]) && isListOf(value["fields"], isTag);
}

function isProcess(value: unknown): boolean {
  return isFields(value) && isText(value["serviceName"]) && isListOf(value["tags"], isTag);
}

function isTag(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value["key"]) &&
    isOptional(value["type"], isText) &&
    ["string", "number", "boolean"].includes(typeof value["value"])
  );
}

function isListOf(value: unknown, isElement: (element: unknown) => boolean): boolean {
  return isOptional(value, (list) => Array.isArray(list) && list.every(isElement));
}

function isOptional(value: unknown, isValid: (value: unknown) => boolean): boolean {
  return isMissing(value) || isValid(value);
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
