import { expect, test } from "vitest";
import { shapeOf, type ShapedSpan } from "./shape.ts";
import { span } from "./testing-spans.ts";

const work = (spanId: string, parentSpanId: string, operation: string, more: Partial<ShapedSpan> = {}): ShapedSpan => ({
  ...span(spanId, parentSpanId, { kind: "internal", ...more }),
  operation,
  error: more.error ?? false,
});

test("a shape is one line a span, indented by depth, failures marked", () => {
  const call = [
    { ...work("1", "", "GET /", { kind: "server" }), process: { service: "b" } },
    work("2", "1", "hipstershop.X/Y", { kind: "client" }),
    { ...work("3", "2", "hipstershop.X/Y", { kind: "server", error: true }), process: { service: "b" } },
  ];
  expect(shapeOf(call)).toBe("b ← GET /\n  a → X/Y\n    b ← X/Y !");
});

test("alike children are counted, and others sorted", () => {
  const spans = [work("1", "", "root"), work("2", "1", "z"), work("3", "1", "a"), work("4", "1", "z")];
  expect(shapeOf(spans)).toBe("a · root\n  a · a\n  a · z ×2");
});

test("orphans, duplicates, rings and second roots show", () => {
  const odd = [work("1", "", "one"), work("2", "", "two"), work("3", "9", "lost"), work("3", "9", "lost")];
  expect(shapeOf(odd)).toBe("a · one\na · two\norphan a · lost\norphan a · lost\nduplicate 3");
  const ring = [work("1", "2", "one"), work("2", "1", "two"), work("3", "3", "self")];
  expect(shapeOf([...ring, work("4", "9", "lost"), work("5", "4", "below")])).toBe(
    "orphan a · lost\n  a · below\nloop a · one\n  a · two\nloop a · self",
  );
});
