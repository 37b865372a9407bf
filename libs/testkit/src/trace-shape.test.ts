import { expect, test } from "vitest";
import { isWhole, type PlacedSpan, shapeOf, placesOf } from "./trace-shape.ts";

const span = (
  spanId: string,
  parentSpanId: string,
  operation: string,
  kind = "internal",
  error = false,
): PlacedSpan => ({
  spanId,
  parentSpanId,
  operation,
  kind,
  error,
  startUs: 0,
  durationUs: 1,
  process: { service: kind === "server" ? "b" : "a" },
});

const call = [
  span("1", "", "GET /", "server"),
  span("2", "1", "hipstershop.X/Y", "client"),
  span("3", "2", "hipstershop.X/Y", "server", true),
];

test("orphans, duplicates and second roots show", () => {
  expect(shapeOf([span("1", "", "one"), span("2", "", "two"), span("3", "9", "lost"), span("3", "9", "lost")])).toBe(
    "a · one\na · two\norphan a · lost\norphan a · lost\nduplicate 3",
  );
  expect(placesOf([span("3", "9", "lost")]).orphans).toHaveLength(1);
});

test("rings, spans that name themselves, and what hangs below anything odd show as well, once each", () => {
  const ring = [span("1", "2", "one"), span("2", "1", "two")];
  expect(shapeOf([...ring, span("3", "3", "self"), span("4", "9", "lost"), span("5", "4", "below")])).toBe(
    "orphan a · lost\n  a · below\nloop a · one\n  a · two\nloop a · self",
  );
  expect(
    isWhole([
      ...call,
      ...ring.map((one) => ({ ...one, spanId: `x${one.spanId}`, parentSpanId: `x${one.parentSpanId}` })),
    ]),
  ).toBe(false);
  expect(isWhole([...call, span("x", "x", "self")])).toBe(false);
});

test("a chain of 10,000 spans has a shape", () => {
  const chain = Array.from({ length: 10_000 }, (_, i) => span(String(i + 1), i === 0 ? "" : String(i), "x"));
  expect(shapeOf(chain).split("\n")).toHaveLength(10_000);
  expect(isWhole(chain)).toBe(true);
});

test("a trace is whole when every call was seen by the one called, and no parent is missing", () => {
  expect(isWhole(call)).toBe(true);
  expect(isWhole(call.slice(0, 2))).toBe(false);
  expect(isWhole(call.slice(1))).toBe(false);
  expect(isWhole([...call, span("9", "8", "lost")])).toBe(false);
  expect(isWhole([])).toBe(false);
});
