import { expect, test } from "vitest";
import { readLogLine } from "./log-line.ts";

const TRACE = "8c6ad2736f1761cd963b0eea265b2bbe";

test("a line of our services is read in full", () => {
  const sent = {
    severity: "warn",
    timestamp: "2026-01-02T03:04:05.678Z",
    "service.name": "paymentservice",
    trace_id: TRACE,
    span_id: "4F98108CB584B233",
    "rpc.method": "hipstershop.PaymentService/Charge",
    retries: 2,
    err: { type: "Error", message: "no", stack: "Error: no\n    at x" },
    message: "refused",
  };
  expect(readLogLine(JSON.stringify(sent), "file")).toEqual({
    traceId: TRACE,
    timeUs: Date.parse("2026-01-02T03:04:05.678Z") * 1000,
    service: "paymentservice",
    severity: "warn",
    message: "refused",
    spanID: "4f98108cb584b233",
    attributes: {
      "rpc.method": "hipstershop.PaymentService/Charge",
      retries: "2",
      "err.type": "Error",
      "err.message": "no",
      "err.stack": "Error: no\n    at x",
    },
  });
});

test("other loggers' names are understood, and what is missing is empty", () => {
  const line = readLogLine(
    JSON.stringify({ level: 30, time: 1_700_000_000_123.5, msg: "hello", traceId: "AB" }),
    "cart",
  );
  expect(line).toEqual({
    traceId: "ab".padStart(32, "0"),
    timeUs: 1_700_000_000_123_500,
    service: "cart",
    severity: "30",
    message: "hello",
    spanID: "",
    attributes: {},
  });
});

test.each([
  ["2026-01-02T03:04:05.123456Z", 123_456],
  ["2026-01-02T03:04:05.123456789+00:00", 123_456],
  ["2026-01-02T03:04:05.1234Z", 123_400],
  ["2026-01-02T03:04:05Z", 0],
])("the time %s keeps its microseconds", (timestamp, us) => {
  const { timeUs } = readLogLine(JSON.stringify({ trace_id: TRACE, timestamp }), "")!;
  expect(timeUs).toBe(Date.parse("2026-01-02T03:04:05Z") * 1000 + us);
});

test.each([
  ["no JSON", `${TRACE} happened`],
  ["a broken line", `{"trace_id":"${TRACE}`],
  ["a list", `["${TRACE}"]`],
  ["null", "null"],
  ["a text", `"${TRACE}"`],
  ["no id", `{"message":"${TRACE}"}`],
  ["an id that is none", `{"trace_id":"xyz"}`],
  ["an id of zeros", `{"trace_id":"${"0".repeat(32)}"}`],
  ["an id of another type", `{"trace_id":{"a":1}}`],
])("%s is no line of a trace", (_what, text) => expect(readLogLine(text, "")).toBeUndefined());

test("odd values neither throw nor grow without limit", () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, index]));
  const line = readLogLine(
    JSON.stringify({ trace_id: TRACE, time: "yesterday", message: "é".repeat(10_000), __proto__x: null, ...many }),
    "",
  )!;
  expect(line.timeUs).toBe(0);
  expect(line.message).toHaveLength(4097);
  expect(Object.keys(line.attributes)).toHaveLength(100);
});
