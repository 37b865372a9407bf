import { NOBODY } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { awaitEvidence, lookForEvidence } from "../src/faults/evidence.ts";
import { jaegerTrace, startFake, TRACE_ID } from "./servers.ts";

const SOON = { atMostMs: 60_000, everyMs: 1, settledMs: 20 };
const acted = { "app.fault": "shippingSlow:800ms+paymentFailure:declined" };

const lookAt = async (body: string, status = 200) => {
  await using api = await startFake(() => ({ status, body }));
  return await lookForEvidence(`${api.url}/`, TRACE_ID, "paymentFailure");
};

test("a span with the fault tells where it acted", async () => {
  const spans = ["paymentservice: PaymentService/Charge"];
  expect(await lookAt(jaegerTrace({}, acted, acted))).toEqual({ kind: "acted", spans });
});

test("another fault, or one whose name only begins alike, is not this one", async () => {
  const others = jaegerTrace({ "app.fault": "adFailure:all+paymentFailureToo:on" });
  expect(await lookAt(others)).toEqual({ kind: "untouched", spans: 1 });
});

test("a fault that was asked for in vain tells why", async () => {
  const reason = "paymentFailure:dcelined (no such variant)";
  expect(await lookAt(jaegerTrace({ "app.fault.ignored": reason }))).toEqual({ kind: "ignored", reason });
});

test.each([
  ["a trace that is not there", '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}', 404, "missing"],
  ["an answer without traces", '{"data":[]}', 200, "missing"],
  ["an API that fails", "{}", 500, "unknown"],
  ["what is no Jaeger", "<html>", 200, "unknown"],
])("%s", async (_, body, status, kind) => expect(await lookAt(body, status)).toMatchObject({ kind }));

test("an API that is not there, or was not named, leaves it unknown", async () => {
  expect(await lookForEvidence(`http://${NOBODY}`, TRACE_ID, "adFailure")).toMatchObject({ kind: "unknown" });
  expect(await lookForEvidence("", TRACE_ID, "adFailure")).toEqual({ kind: "unknown", why: "TRACES_API is not set." });
});

test("a trace is awaited until the span with the fault has arrived", async () => {
  const answers = ['{"data":[]}', jaegerTrace({}), jaegerTrace({}, acted)];
  await using api = await startFake((_, count) => ({ body: answers[Math.min(count, answers.length) - 1] ?? "" }));
  expect(await awaitEvidence(api.url, TRACE_ID, "paymentFailure", { ...SOON, settledMs: 60_000 })).toMatchObject({
    kind: "acted",
  });
  expect(api.received).toHaveLength(3);
});

test("a trace that does not grow is taken as it is", async () => {
  await using api = await startFake(() => ({ body: jaegerTrace({}, {}) }));
  expect(await awaitEvidence(api.url, TRACE_ID, "paymentFailure", SOON)).toEqual({ kind: "untouched", spans: 2 });
});

test("a trace that never comes is awaited for a limited time", async () => {
  await using api = await startFake(() => ({ status: 404, body: "{}" }));
  expect(await awaitEvidence(api.url, TRACE_ID, "paymentFailure", { ...SOON, atMostMs: 30 })).toEqual({
    kind: "missing",
  });
});
