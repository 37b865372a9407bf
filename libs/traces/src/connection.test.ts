import { expect, test } from "vitest";
import { brokenLinks } from "./connection.ts";

const span = (spanId: string, parentSpanId = "") => ({
  spanId,
  parentSpanId,
  kind: "",
  startUs: Number(spanId),
  process: { service: "span" },
  operation: spanId,
});

test("one root, and everybody's parent: connected", () => {
  expect(brokenLinks([span("3", "2"), span("2", "1"), span("1")])).toEqual([]);
});

test.each([
  ["nothing at all", [], ["it has no span"]],
  ["two roots", [span("1"), span("2")], ["it has 2 roots: span 1, span 2"]],
  ["a parent that is not there", [span("1"), span("3", "2")], ["the parent is missing of span 3"]],
  ["a ring", [span("1", "2"), span("2", "1")], ["it has 0 roots", "parents go round in a ring at span 1"]],
  [
    "a root beside a ring and one that names itself",
    [span("1"), span("2", "3"), span("3", "2"), span("4", "4")],
    ["parents go round in a ring at span 2", "span 4 names itself as parent"],
  ],
  [
    "two that name themselves",
    [span("1"), span("2", "2"), span("3", "3")],
    ["span 2, span 3 name themselves as parent"],
  ],
  [
    "as many as are named",
    [span("1"), ...["2", "3", "4"].map((id) => span(id, "gone"))],
    ["the parent is missing of span 2, span 3, span 4"],
  ],
  [
    "neither a root nor parents",
    ["2", "3", "4", "5"].map((id) => span(id, `${id}0`)),
    ["it has 0 roots", "the parent is missing of span 2, span 3, span 4 and 1 more"],
  ],
])("%s: not connected", (_, spans, problems) => {
  expect(brokenLinks(spans)).toEqual(problems);
});
