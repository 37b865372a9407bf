import { expect, test } from "vitest";
import { shapeOf, type ShapedSpan } from "./shape.ts";

const span = (
  spanId: string,
  parentSpanId: string,
  operation: string,
  kind = "internal",
  error = false,
): ShapedSpan => ({
  spanId,
  parentSpanId,
  operation,
  kind,
  error,
  startUs: 0,
  process: { service: kind === "server" ? "b" : "a" },
});

const call = [
  span("1", "", "GET /", "server"),
  span("2", "1", "hipstershop.X/Y", "client"),
  span("3", "2", "hipstershop.X/Y", "server", true),
];

test("a shape is one line a span, indented by depth, failures marked", () => {
  expect(shapeOf(call)).toBe("b ← GET /\n  a → X/Y\n    b ← X/Y !");
});

test("alike children are counted, and others sorted", () => {
  const spans = [span("1", "", "root"), span("2", "1", "z"), span("3", "1", "a"), span("4", "1", "z")];
  expect(shapeOf(spans)).toBe("a · root\n  a · a\n  a · z ×2");
});

test("orphans, duplicates, rings and second roots show", () => {
  const odd = [span("1", "", "one"), span("2", "", "two"), span("3", "9", "lost"), span("3", "9", "lost")];
  expect(shapeOf(odd)).toBe("a · one\na · two\norphan a · lost\norphan a · lost\nduplicate 3");
  const ring = [span("1", "2", "one"), span("2", "1", "two"), span("3", "3", "self")];
  expect(shapeOf([...ring, span("4", "9", "lost"), span("5", "4", "below")])).toBe(
    "orphan a · lost\n  a · below\nloop a · one\n  a · two\nloop a · self",
  );
});
