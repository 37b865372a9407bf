import { expect, test } from "vitest";
import { randomFrom } from "../../test/mutations.ts";
import { span, tag, type SpanSpec } from "../../test/spans.ts";
import type { SearchQuery } from "./search.ts";
import { SpanStore } from "./span-store.ts";

function found(spans: SpanSpec[], query: SearchQuery): string[] {
  const store = new SpanStore();
  store.add(spans.map(span));
  return store.search(query).map((trace) => trace.traceId.slice(-1));
}

test("the newest come first, however they arrived, and no more than the limit", () => {
  const spans = [3, 1, 5, 2, 4].map((n) => ({ traceId: String(n), startUs: n * 1000 }));
  expect(found(spans, {})).toEqual(["5", "4", "3", "2", "1"]);
  expect(found(spans, { limit: 2 })).toEqual(["5", "4"]);
  expect(found(spans, { limit: 0 })).toEqual([]);
});

test("with thousands of traces in disorder the answer is the same as sorting them all", () => {
  const random = randomFrom(3);
  const store = new SpanStore();
  const starts = Array.from({ length: 5000 }, () => Math.floor(random() * 1e9));
  store.add(starts.map((startUs, index) => span({ traceId: (index + 1).toString(16), startUs })));
  const expected = starts.toSorted((a, b) => b - a).slice(0, 50);
  expect(store.search({ limit: 50 }).map((trace) => trace.startUs)).toEqual(expected);
});

test("one span must meet every condition", () => {
  const spans = [
    { traceId: "1", spanId: "1", service: "frontend", operation: "GET /" },
    { traceId: "1", spanId: "2", service: "cartservice", operation: "HGET" },
    { traceId: "2", spanId: "1", service: "cartservice", operation: "GET /" },
  ];
  expect(found(spans, { service: "cartservice", operation: "GET /" })).toEqual(["2"]);
  expect(found(spans, { operation: "GET /" })).toHaveLength(2);
  expect(found(spans, { service: "nobody" })).toEqual([]);
});

test("durations and start times are compared with both ends included", () => {
  const spans = [10, 20, 30].map((n) => ({ traceId: String(n / 10), startUs: n, durationUs: n * 100 }));
  expect(found(spans, { minDurationUs: 2000 })).toEqual(["3", "2"]);
  expect(found(spans, { maxDurationUs: 2000 })).toEqual(["2", "1"]);
  expect(found(spans, { startMinUs: 20, startMaxUs: 20 })).toEqual(["2"]);
  expect(found(spans, { startMinUs: 31 })).toEqual([]);
});

test("tags are looked for in span, process and logs, and compared as text", () => {
  const process = { service: "adservice", tags: [tag("service.version", "v2")] };
  const spans: SpanSpec[] = [
    { traceId: "1", tags: [tag("error", true), tag("http.response.status_code", 500)] },
    { traceId: "2", process },
    { traceId: "3", logs: [{ timestampUs: 1, fields: [tag("event", "retried")] }] },
  ];
  expect(found(spans, { tags: { error: "true", "http.response.status_code": "500" } })).toEqual(["1"]);
  expect(found(spans, { tags: { "service.version": "v2" } })).toEqual(["2"]);
  expect(found(spans, { tags: { event: "retried" } })).toEqual(["3"]);
  expect(found(spans, { tags: { error: "false" } })).toEqual([]);
});
