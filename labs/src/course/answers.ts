import { parseTraceId, shortOperation, type Span } from "@hipstershop/traces";
import type { Answers, Question } from "./lab.ts";
import type { ReadTrace } from "./trace-reader.ts";

/** The answer to a question; "" when there is none. */
export function answerTo(answers: Answers, key: string): string {
  return answers[key]?.trim() ?? "";
}

/** The first question without an answer. */
export function firstUnanswered(questions: readonly Question[], answers: Answers): Question | undefined {
  return questions.find(({ key }) => answerTo(answers, key) === "");
}

/** True when the answer is this trace: its id in any spelling, its first eight digits or more, or its address. */
export function isTrace(answer: string, traceId: string): boolean {
  const text = idIn(answer);
  if (text.length >= 8 && /^[\da-f]+$/.test(text) && traceId.startsWith(text)) return true;
  return parseTraceId(text) === traceId;
}

/**
 * The span that an answer names: its id, "traceId:spanId" or its address in a viewer (as pointing gives it), or its
 * operation or "service operation", with or without protobuf package; of several, the first. Undefined for none.
 */
export function spanNamed(answer: string, { spans }: ReadTrace): Span | undefined {
  const pointed = /[?&](?:span|uiFind)=([\da-f]{16})/i.exec(answer)?.[1] ?? answer.split(":").at(-1) ?? "";
  const byId = spans.find(({ spanId }) => spanId === pointed.trim().toLowerCase());
  if (byId) return byId;
  const wanted = plain(answer);
  return spans.find((span) => namesOf(span).some((name) => plain(name) === wanted));
}

function namesOf({ process, operation }: Span): readonly string[] {
  const short = shortOperation(operation);
  const method = short.split("/").at(-1) ?? short;
  return [
    operation,
    short,
    method,
    `${process.service} ${operation}`,
    `${process.service} ${short}`,
    `${process.service} ${method}`,
  ];
}

function plain(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, " ");
}

/** True when the answer is this service; "cart" is understood as "cartservice". */
export function isService(answer: string, service: string): boolean {
  const [given, wanted] = [plain(answer), plain(service)];
  return given === wanted || `${given}service` === wanted;
}

/** A number with an optional unit: "12", "12.5 ms", "1,200". Undefined when it is none. */
export function numberIn(answer: string, unit = ""): number | undefined {
  const text = plain(answer).replaceAll(",", "");
  const found = /^(-?\d+(?:\.\d+)?)\s*([a-zµ%]*)$/.exec(text);
  if (!found) return undefined;
  const value = Number(found[1]);
  const scale = { s: 1000, ms: 1, µs: 0.001, us: 0.001 };
  if (unit === "ms" && found[2] !== "" && found[2] !== undefined) {
    const factor = Object.entries(scale).find(([name]) => name === found[2])?.[1];
    return factor === undefined ? undefined : value * factor;
  }
  return found[2] === "" || found[2] === unit ? value : undefined;
}

function idIn(answer: string): string {
  const address = /\/trace\/([\da-f]+)/i.exec(answer)?.[1];
  return (address ?? answer.split(":")[0] ?? "").trim().toLowerCase();
}
