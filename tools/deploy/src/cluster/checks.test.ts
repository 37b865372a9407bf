import { expect, test } from "vitest";
import { isConnected, repeatUntilPassed, targetsInAnswer } from "./checks.ts";

const target = { labels: { job: "cartservice" }, health: "up", lastError: "" };

test("the targets of Prometheus are read", () => {
  expect(targetsInAnswer({ status: "success", data: { activeTargets: [target] } })).toEqual([target]);
});

test.each([
  null,
  undefined,
  [],
  "text",
  7,
  { data: null },
  { data: "none" },
  { data: { activeTargets: {} } },
  { data: { activeTargets: [null] } },
  { data: { activeTargets: [{ ...target, labels: null }] } },
  { data: { activeTargets: [{ ...target, health: 1 }] } },
])("an answer of another shape, %o, is refused with a sentence", (answer) => {
  expect(() => targetsInAnswer(answer)).toThrow("not an answer of Prometheus: it has no list of active targets");
});

test("a check that throws is repeated like one with problems, and its last problems are told", async () => {
  let times = 0;
  const problems = () => {
    times += 1;
    return times === 1 ? Promise.reject(new Error("not yet")) : Promise.resolve([]);
  };
  await repeatUntilPassed(5000, problems);
  expect(times).toBe(2);
  await expect(repeatUntilPassed(-1, () => Promise.resolve(["no order", "no trace"]))).rejects.toThrow(
    "no order; no trace",
  );
});

test("a trace is connected when it has one root and every parent", () => {
  const span = (spanID: string, parent?: string) => ({
    spanID,
    processID: "p1",
    ...(parent !== undefined && { references: [{ refType: "CHILD_OF", spanID: parent }] }),
  });
  const trace = (...spans: ReturnType<typeof span>[]) => ({ traceID: "a", spans, processes: {} });
  expect(isConnected(trace(span("1"), span("2", "1")))).toBe(true);
  expect(isConnected(trace(span("1"), span("2", "3")))).toBe(false);
  expect(isConnected(trace(span("1"), span("2")))).toBe(false);
});
