import fc from "fast-check";
import { expect, test } from "vitest";
import { Latencies } from "./latencies.ts";
import { MOMENTS_MAX, Timeline } from "./timeline.ts";

/** A timeline of seconds, each with the given requests. */
function timelineOf(seconds: readonly (readonly { readonly ms: number; readonly failed?: boolean }[])[]): Timeline {
  const timeline = new Timeline();
  for (const [i, requests] of seconds.entries()) {
    for (const { ms, failed = false } of requests) timeline.addRequest(ms, failed);
    timeline.closeSecond(i + 1, 1, requests.length);
  }
  return timeline;
}

const quiet = [{ ms: 10 }, { ms: 12 }];

test("an hour by the second is few points, and loses neither its one slow request nor its fullest, emptiest and worst second", () => {
  const hour = Array.from({ length: 3600 }, (_, i) => {
    if (i === 1234) return [{ ms: 9876 }, { ms: 10 }];
    if (i === 2003) return Array.from({ length: 500 }, () => ({ ms: 10 }));
    if (i === 2501) return [];
    return i === 3007 ? Array.from({ length: 7 }, () => ({ ms: 10, failed: true })) : quiet;
  });
  const { moments } = timelineOf(hour);
  expect(moments.length).toBeLessThanOrEqual(MOMENTS_MAX);
  expect(moments.length).toBeGreaterThan(MOMENTS_MAX / 3);
  expect(Math.max(...moments.map(({ max }) => max))).toBe(9876);
  expect(Math.max(...moments.map(({ mostPerSecond }) => mostPerSecond))).toBe(500);
  expect(Math.max(...moments.map(({ users }) => users))).toBe(500);
  expect(Math.min(...moments.map(({ fewestPerSecond }) => fewestPerSecond))).toBe(0);
  expect(Math.max(...moments.map(({ errorsPerSecond }) => errorsPerSecond))).toBe(7);
  expect(moments.find(({ max }) => max === 9876)?.second).toBeGreaterThanOrEqual(1235);
  expect(moments.at(-1)?.second).toBe(3600);
});

test("ten minutes are shown by the second", () => {
  const { moments } = timelineOf(Array.from({ length: 600 }, () => quiet));
  expect(moments.map(({ second }) => second)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
  expect(moments.every(({ requestsPerSecond }) => requestsPerSecond === 2)).toBe(true);
});

test("however long the run, every request is in exactly one stretch, and its percentiles are those of all its requests", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(lengths, { minLength: MOMENTS_MAX + 1, maxLength: 3 * MOMENTS_MAX }), (seconds) => {
      const { moments } = timelineOf(seconds.map((second) => second.map((ms) => ({ ms }))));
      let from = 0;
      for (const moment of moments) {
        const all = seconds.slice(from, moment.second).flat();
        const exact = new Latencies();
        for (const ms of all) exact.record(ms);
        expect(moment.requestsPerSecond * (moment.second - from)).toBeCloseTo(all.length);
        for (const [name, percent] of [
          ["p50", 50],
          ["p95", 95],
          ["p99", 99],
        ] as const) {
          const wanted = exact.percentileMs(percent);
          expect(Math.abs(moment[name] - wanted)).toBeLessThanOrEqual(wanted * 0.012 + 0.001);
        }
        from = moment.second;
      }
      expect(from).toBe(seconds.length);
    }),
    { numRuns: 15 },
  );
});

test("the rest of a second at the end of a run makes no peak, but its requests count", () => {
  const timeline = timelineOf([quiet, quiet]);
  timeline.addRequest(700, true);
  const rest = timeline.closeSecond(2.001, 0.001, 1);
  expect(rest.requestsPerSecond).toBe(1000);
  expect(timeline.moments).toHaveLength(2);
  expect(timeline.moments.at(-1)).toMatchObject({ second: 2.001, mostPerSecond: 2, errorsPerSecond: 0, max: 700 });
});
