import fc from "fast-check";
import type { Trace } from "../src/model.ts";
import { hexId, modelSpan, modelTrace } from "../src/testing-spans.ts";

/** Traces of up to eight spans with any parents, times and services. */
export const anyModelTrace: fc.Arbitrary<Trace> = fc
  .array(
    fc.record({
      parent: fc.integer({ min: -1, max: 9 }),
      startUs: fc.integer({ min: 1, max: 100 }),
      durationUs: fc.nat(100),
      service: fc.constantFrom("a", "b", "c"),
      error: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drafts) =>
    modelTrace(
      ...drafts.map(({ parent, startUs, durationUs, service, error }, index) =>
        modelSpan(hexId(index), {
          parentSpanId: parent < 0 ? "" : hexId(parent),
          startUs,
          durationUs,
          error,
          process: { service, tags: [] },
        }),
      ),
    ),
  );
