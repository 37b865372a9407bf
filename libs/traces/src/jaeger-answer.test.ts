import { expect, test } from "vitest";
import { jaegerAnswer, messageInAnswer, namesInAnswer, NotJaegerAnswerError, tracesInAnswer } from "./jaeger-answer.ts";

const trace = { traceID: "a", spans: [], processes: {} };

test("the traces of an answer are read, and null stands for none", () => {
  expect(tracesInAnswer(jaegerAnswer([trace]))).toEqual([trace]);
  expect(tracesInAnswer(jaegerAnswer(null))).toEqual([]);
  expect(tracesInAnswer({})).toEqual([]);
});

test("the names of an answer are read, and null stands for none", () => {
  expect(namesInAnswer(jaegerAnswer(["cartservice"]))).toEqual(["cartservice"]);
  expect(namesInAnswer({ data: null })).toEqual([]);
});

test.each<[unknown, string]>([
  [null, "it is null instead of an object"],
  [[], "it is a list instead of an object"],
  ["<html>", "it is a string instead of an object"],
  [{ data: "none" }, 'its "data" is a string instead of a list'],
  [{ data: { 0: trace } }, 'its "data" is an object instead of a list'],
])("an answer of another shape, %o, is refused with a sentence", (answer, problem) => {
  const message = `not an answer of Jaeger's query API: ${problem}`;
  expect(() => tracesInAnswer(answer)).toThrow(new NotJaegerAnswerError(problem));
  expect(() => namesInAnswer(answer)).toThrow(message);
});

test("the first trace that is none is named by its place", () => {
  const data = [trace, { ...trace, spans: null }, null];
  expect(() => tracesInAnswer({ data })).toThrow("trace 2 of 3 has no list of spans");
  expect(() => namesInAnswer({ data: ["a", 7] })).toThrow('its "data" is not a list of names');
});

test("the message of an error is found, and anything else is none", () => {
  expect(messageInAnswer(jaegerAnswer(null, [{ code: 404, msg: "trace not found" }]))).toBe("trace not found");
  for (const odd of [null, "x", [], {}, { errors: "x" }, { errors: [] }, { errors: [null] }, { errors: [{ msg: 7 }] }])
    expect(messageInAnswer(odd)).toBeUndefined();
});

test("an answer has every field that clients look at", () => {
  expect(jaegerAnswer([1, 2])).toEqual({ data: [1, 2], total: 2, limit: 0, offset: 0, errors: null });
  expect(jaegerAnswer(null)).toEqual({ data: null, total: 0, limit: 0, offset: 0, errors: null });
});
