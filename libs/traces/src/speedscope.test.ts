import fc from "fast-check";
import { expect, test } from "vitest";
import type { Trace } from "./model.ts";
import { speedscope } from "./speedscope.ts";
import { anyModelTrace } from "../test/any-model-trace.ts";
import { modelSpan, modelTrace } from "./testing-spans.ts";

interface Profile {
  readonly type: string;
  readonly name: string;
  readonly unit: string;
  readonly startValue: number;
  readonly endValue: number;
  readonly events: readonly { readonly type: "O" | "C"; readonly at: number; readonly frame: number }[];
}

interface File {
  readonly name: string;
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly Profile[];
}

const fileOf = (trace: Trace) => speedscope(trace) as File;
const root = modelSpan("1", { startUs: 1000, durationUs: 100, operation: "GET /" });
const inner = modelSpan("2", { startUs: 1010, durationUs: 20 });

test("spans open and close in order, in microseconds from the trace's start", () => {
  const { profiles, shared } = fileOf(modelTrace(root, inner));
  expect(shared.frames.map(({ name }) => name)).toEqual(["a GET /", "a work"]);
  expect(profiles).toEqual([
    {
      type: "evented",
      name: "trace",
      unit: "microseconds",
      startValue: 0,
      endValue: 100,
      events: [
        { type: "O", at: 0, frame: 0 },
        { type: "O", at: 10, frame: 1 },
        { type: "C", at: 30, frame: 1 },
        { type: "C", at: 100, frame: 0 },
      ],
    },
  ]);
});

test("a span that ends where the next one begins is closed before that one opens", () => {
  const next = modelSpan("3", { startUs: 1030, durationUs: 10 });
  const events = fileOf(modelTrace(root, inner, next)).profiles[0]!.events;
  expect(events.map(({ type, at }) => `${type}${at}`)).toEqual(["O0", "O10", "C30", "O30", "C40", "C100"]);
});

test("what overlaps by half is a profile of its own", () => {
  const { profiles } = fileOf(modelTrace(root, modelSpan("3", { startUs: 1050, durationUs: 100 })));
  expect(profiles.map(({ name }) => name)).toEqual(["trace", "at the same time (1)"]);
});

test("the same operation of the same service is one frame", () => {
  const other = modelSpan("3", { process: { service: "b", tags: [] } });
  const { frames } = fileOf(modelTrace(inner, modelSpan("4", { startUs: 2000 }), other)).shared;
  expect(frames.map(({ name }) => name).toSorted()).toEqual(["a work", "b work"]);
});

test("the file names its trace and the format's schema", () => {
  expect(speedscope(modelTrace(root))).toMatchObject({
    name: root.traceId,
    $schema: "https://www.speedscope.app/file-format-schema.json",
  });
});

test("in every profile, frames close in the reverse order of their opening, and time never goes back", () => {
  fc.assert(
    fc.property(anyModelTrace, (trace) => {
      const { profiles, shared } = fileOf(trace);
      for (const { events, startValue, endValue } of profiles) {
        const open: number[] = [];
        let now = startValue;
        for (const { type, at, frame } of events) {
          expect(at).toBeGreaterThanOrEqual(now);
          now = at;
          expect(shared.frames[frame]).toBeDefined();
          if (type === "O") open.push(frame);
          else expect(open.pop()).toBe(frame);
        }
        expect(open).toEqual([]);
        expect(now).toBeLessThanOrEqual(endValue);
      }
      const opened = profiles.flatMap(({ events }) => events.filter(({ type }) => type === "O"));
      expect(opened).toHaveLength(trace.spans.length);
    }),
  );
});
