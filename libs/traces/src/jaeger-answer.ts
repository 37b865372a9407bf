import type { JaegerTrace } from "./jaeger-json.ts";
import { isFields, isJaegerTrace, jaegerTraceProblem, kindOfJson } from "./jaeger-problem.ts";

export interface JaegerError {
  readonly code: number;
  readonly msg: string;
  readonly traceID?: string;
}

/** An answer of Jaeger's query API in its envelope, with every field that clients may read. */
export function jaegerAnswer<T>(data: readonly T[] | null, errors: readonly JaegerError[] | null = null) {
  return { data, total: data?.length ?? 0, limit: 0, offset: 0, errors };
}

/** Parsed JSON that is not an answer of Jaeger's query API; the message says why. */
export class NotJaegerAnswerError extends Error {
  constructor(problem: string) {
    super(`not an answer of Jaeger's query API: ${problem}`);
    this.name = "NotJaegerAnswerError";
  }
}

/** The traces in an answer of Jaeger's query API. Throws a NotJaegerAnswerError for JSON of any other shape. */
export function tracesInAnswer(answer: unknown): readonly JaegerTrace[] {
  const data = dataOf(answer);
  if (data.every(isJaegerTrace)) return data;
  const index = data.findIndex((trace) => !isJaegerTrace(trace));
  throw new NotJaegerAnswerError(`trace ${index + 1} of ${data.length} ${jaegerTraceProblem(data[index])}`);
}

/** The names, of services or operations, in an answer of Jaeger's query API. Throws a NotJaegerAnswerError, too. */
export function namesInAnswer(answer: unknown): readonly string[] {
  const data = dataOf(answer);
  if (data.every((name) => typeof name === "string")) return data;
  throw new NotJaegerAnswerError('its "data" is not a list of names');
}

/** The first error's message in an error answer of Jaeger's query API; undefined when there is none. */
export function messageInAnswer(answer: unknown): string | undefined {
  const errors = isFields(answer) ? answer["errors"] : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return isFields(first) && typeof first["msg"] === "string" ? first["msg"] : undefined;
}

function dataOf(answer: unknown): readonly unknown[] {
  if (!isFields(answer)) throw new NotJaegerAnswerError(`it is ${kindOfJson(answer)} instead of an object`);
  const { data } = answer;
  if (data === undefined || data === null) return [];
  if (!Array.isArray(data)) throw new NotJaegerAnswerError(`its "data" is ${kindOfJson(data)} instead of a list`);
  return data;
}
