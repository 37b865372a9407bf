import { expect, test } from "vitest";
import { jaegerParent } from "./parent-reference.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const to = (refType: string, spanID: string, traceID = TRACE) => ({ refType, traceID, spanID });

test.each([
  ["none", [], undefined],
  ["the only one, though it only follows", [to("FOLLOWS_FROM", "a")], "a"],
  ["the first CHILD_OF, wherever it stands", [to("FOLLOWS_FROM", "a"), to("CHILD_OF", "b"), to("CHILD_OF", "c")], "b"],
  ["the first of several that it follows", [to("FOLLOWS_FROM", "a"), to("FOLLOWS_FROM", "b")], "a"],
  ["none in another trace", [to("CHILD_OF", "a", "ff"), to("FOLLOWS_FROM", "b", "ff")], undefined],
  ["its own, though another trace is named first", [to("CHILD_OF", "a", "ff"), to("FOLLOWS_FROM", "b")], "b"],
  ["none by an id of zeros", [to("CHILD_OF", "0000000000000000")], undefined],
])("%s", (_what, references, parent) => {
  expect(jaegerParent({ traceID: TRACE, references })?.spanID).toBe(parent);
});

test("trace ids are the same with and without zeros in front, and in either case", () => {
  const reference = { refType: "CHILD_OF", traceID: "00000000000000ABC", spanID: "1" };
  expect(jaegerParent({ traceID: "abc", references: [reference] })).toBe(reference);
  expect(jaegerParent({ traceID: "abc", references: null })).toBeUndefined();
});

test("of a span that names no trace only a CHILD_OF is surely within its own", () => {
  expect(jaegerParent({ references: [to("FOLLOWS_FROM", "a"), to("CHILD_OF", "b")] })?.spanID).toBe("b");
  expect(jaegerParent({ references: [to("FOLLOWS_FROM", "a")] })).toBeUndefined();
});
