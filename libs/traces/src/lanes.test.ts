import fc from "fast-check";
import { expect, test } from "vitest";
import { lanesOf } from "./lanes.ts";

test("what nests shares a lane, what overlaps by half gets another", () => {
  const [root, inner, half, after] = [
    { startUs: 0, durationUs: 100 },
    { startUs: 0, durationUs: 50 },
    { startUs: 40, durationUs: 60 },
    { startUs: 50, durationUs: 50 },
  ] as const;
  expect(lanesOf([after, half, inner, root])).toEqual([[root, inner, after], [half]]);
});

test("one after the other they share a lane, at any depth", () => {
  const at = (startUs: number, durationUs: number) => ({ startUs, durationUs });
  const nested = [at(0, 100), at(0, 50), at(0, 10), at(10, 10), at(20, 30)];
  expect(lanesOf(nested)).toEqual([nested]);
  const apart = [at(0, 10), at(10, 10), at(30, 10)];
  expect(lanesOf(apart)).toEqual([apart]);
});

test("in no lane does a span end after one it began within", () => {
  const span = fc.record({ startUs: fc.nat(100), durationUs: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 40 }), (spans) => {
      const lanes = lanesOf(spans);
      expect(lanes.flat()).toHaveLength(spans.length);
      for (const lane of lanes) {
        for (const [index, inner] of lane.entries()) {
          for (const outer of lane.slice(0, index)) {
            const outerEnd = outer.startUs + outer.durationUs;
            const isApart = inner.startUs >= outerEnd;
            expect(isApart || inner.startUs + inner.durationUs <= outerEnd).toBe(true);
          }
        }
      }
    }),
  );
});
