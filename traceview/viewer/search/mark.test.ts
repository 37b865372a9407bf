import { expect, test } from "vitest";
import type { TraceSummary } from "../../src/viewer-api/answers.ts";
import { filtersQuery, NO_FILTERS, withTerm } from "../url.ts";
import { limitText, markAddress, markOf, markQuery, slowestMark, termsQuery } from "./mark.ts";

test("a mark is part of the address, beside the search", () => {
  const mark = { slower: "20ms", faster: "", from: "5", to: "" };
  expect(markAddress(NO_FILTERS, mark)).toBe("/search?slower=20ms&from=5");
  expect(markAddress({ ...NO_FILTERS, q: "error" }, mark)).toBe("/search?q=error&slower=20ms&from=5");
  expect(markAddress({ ...NO_FILTERS, q: "error" }, undefined)).toBe("/search?q=error");
  expect(markOf(new URLSearchParams("q=error&slower=20ms&from=5"))).toEqual(mark);
  expect(markOf(new URLSearchParams("q=error"))).toBeUndefined();
  expect(markQuery("limit=100", mark)).toBe("limit=100&slower=20ms&from=5");
});

test("the slow ones are suggested, rounded for the field, where they can be told from the others", () => {
  const traces = (durations: readonly number[]) => durations.map((duration) => ({ duration }) as TraceSummary);
  const fast = Array.from({ length: 20 }, (_, i) => 12_345 + i);
  expect(slowestMark(traces([...fast, 90_000, 91_000, 92_000, 93_000, 94_000]))?.slower).toBe("12.4ms");
  expect(slowestMark(traces(fast.slice(0, 9)))).toBeUndefined();
});

test("limits are short enough for a field", () => {
  expect([0.4, 999, 23_456, 1_234_567].map(limitText)).toEqual(["0us", "999us", "23.5ms", "1.23s"]);
});

test("terms become a query, and are joined so that any span of the trace may meet them", () => {
  const terms = [
    { key: "service", value: "frontend" },
    { key: "operation", value: "GET /" },
  ];
  expect(termsQuery(terms)).toBe('service=frontend operation="GET /"');
  expect(withTerm("", "a=1")).toBe("a=1");
  expect(withTerm("", "a=1", "without")).toBe("-a=1");
  expect(withTerm("x=2", termsQuery(terms))).toBe('x=2 NOT NOT (service=frontend operation="GET /")');
  expect(withTerm("x=2 OR y=3", 'a="b c"', "without")).toBe('(x=2 OR y=3) -a="b c"');
});

test("the filters of a search are one query", () => {
  expect(filtersQuery(NO_FILTERS)).toBe("");
  const filters = {
    ...NO_FILTERS,
    q: "a OR b",
    service: "frontend",
    operation: "GET /",
    minDuration: "5 ms",
    error: true,
  };
  expect(filtersQuery(filters)).toBe('(a OR b) service=frontend operation="GET /" duration>=5ms error');
});
