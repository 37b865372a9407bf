import { expect, test } from "vitest";
import { randomFrom } from "../../../test/mutations.ts";
import { span } from "../../../test/spans.ts";
import { lanesOf } from "./lanes.ts";

test("what nests shares a lane, what overlaps by half gets another", () => {
  const [root, inner, half, after] = [
    span({ spanId: "1", startUs: 0, durationUs: 100 }),
    span({ spanId: "2", startUs: 0, durationUs: 50 }),
    span({ spanId: "3", startUs: 40, durationUs: 60 }),
    span({ spanId: "4", startUs: 50, durationUs: 50 }),
  ];
  expect(lanesOf([after, half, inner, root])).toEqual([[root, inner, after], [half]]);
});

test("in no lane of 200 random traces does a span end after one it began within", () => {
  const random = randomFrom(5);
  for (let round = 0; round < 200; round += 1) {
    const spans = Array.from({ length: 40 }, (_, n) =>
      span({
        spanId: String(n + 1),
        startUs: Math.floor(random() * 100),
        durationUs: Math.floor(random() * 50),
      }),
    );
    const lanes = lanesOf(spans);
    expect(lanes.flat()).toHaveLength(40);
    for (const lane of lanes) {
      for (const [index, inner] of lane.entries()) {
        for (const outer of lane.slice(0, index)) {
          const outerEnd = outer.startUs + outer.durationUs;
          const isApart = inner.startUs >= outerEnd;
          expect(isApart || inner.startUs + inner.durationUs <= outerEnd).toBe(true);
        }
      }
    }
  }
});
