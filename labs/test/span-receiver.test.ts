import { expect, test } from "vitest";
import { startSpanReceiver } from "../src/course/span-receiver.ts";

async function post(url: string, body: string): Promise<number> {
  const { status } = await fetch(`${url}/v1/traces`, { method: "POST", body });
  return status;
}

function request(...spans: readonly object[]): string {
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

test("spans are read as they were sent, integers as numbers", async () => {
  await using receiver = await startSpanReceiver();
  const attributes = [
    { key: "n", value: { intValue: "20" } },
    { key: "t", value: { stringValue: "x" } },
    { key: "b", value: { boolValue: false } },
    { key: "none", value: {} },
  ];
  const times = { startTimeUnixNano: "1000000", endTimeUnixNano: "3500000" };
  const span = {
    traceId: "a",
    spanId: "b",
    name: "s",
    ...times,
    attributes,
    events: [{ name: "e" }],
    status: { code: 2 },
  };
  expect(await post(receiver.url, request(span))).toBe(200);
  const [read] = await receiver.until((spans) => spans.length > 0, 1000);
  expect(read).toMatchObject({ traceId: "a", parentSpanId: "", durationMs: 2.5, events: ["e"], isError: true });
  expect([...(read?.attributes ?? [])]).toEqual([
    ["n", 20],
    ["t", "x"],
    ["b", false],
  ]);
});

test("what is no request, and what is too much, is refused or cut", async () => {
  await using receiver = await startSpanReceiver();
  expect(await post(receiver.url, "{")).toBe(400);
  expect(await post(receiver.url, "x".repeat(300_000))).toBe(400);
  expect(await post(receiver.url, request(...Array.from({ length: 600 }, () => ({}))))).toBe(200);
  expect(await receiver.until(() => true, 0)).toHaveLength(500);
});
