import { exportTrace, otlpTraces, summariseTrace, writeJaegerTrace } from "@hipstershop/traces";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch } from "../src/ingest/batch.ts";
import { readJaegerJson } from "../src/ingest/jaeger-json.ts";
import { readOtlpRequest } from "../src/ingest/otlp-json.ts";
import { TagPool } from "../src/store/tag-pool.ts";
import { readZipkinSpans } from "../src/ingest/zipkin-json.ts";
import { SpanStore } from "../src/store/span-store.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SOUND = "00f067aa0ba902b7";

/** Arbitrary JSON, and JSON that is almost valid. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }),
  fc.constantFrom(
    -1,
    0,
    1.5,
    2 ** 53,
    1e300,
    "",
    "-1",
    "NaN",
    "1e999",
    "\ud800",
    "\u001b[31m",
    TRACE,
    SOUND,
    null,
    [null],
    {},
  ),
);

/** An object with some of these fields, with arbitrary values. */
function oddly(...names: readonly string[]): fc.Arbitrary<object> {
  return fc.record(Object.fromEntries(names.map((name) => [name, anything])), { requiredKeys: [] });
}

function often<T>(value: fc.Arbitrary<T>, rest: fc.Arbitrary<unknown> = anything): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: rest });
}

const otlpValue = oddly(
  "stringValue",
  "intValue",
  "doubleValue",
  "boolValue",
  "bytesValue",
  "arrayValue",
  "kvlistValue",
);
const otlpAttributes = often(
  fc.array(often(fc.record({ key: often(fc.string()), value: often(otlpValue) })), { maxLength: 3 }),
);
const otlpSpan = fc
  .tuple(
    oddly(
      "traceId",
      "spanId",
      "parentSpanId",
      "name",
      "kind",
      "startTimeUnixNano",
      "endTimeUnixNano",
      "status",
      "flags",
    ),
    fc.record({
      attributes: otlpAttributes,
      events: often(
        fc.array(often(fc.tuple(oddly("timeUnixNano", "name"), fc.record({ attributes: otlpAttributes })))),
      ),
      links: often(fc.array(often(oddly("traceId", "spanId", "attributes")))),
      status: often(oddly("code", "message")),
    }),
  )
  .map(([odd, more]) => ({ traceId: TRACE, spanId: "1".repeat(16), ...odd, ...more }));

const jaegerTags = often(fc.array(often(oddly("key", "type", "value")), { maxLength: 3 }));
const jaegerSpan = fc
  .tuple(
    oddly(
      "traceID",
      "spanID",
      "parentSpanID",
      "operationName",
      "startTime",
      "duration",
      "flags",
      "processID",
      "process",
    ),
    fc.record({
      tags: jaegerTags,
      logs: often(fc.array(often(fc.record({ timestamp: anything, fields: jaegerTags })))),
      references: often(fc.array(often(oddly("refType", "traceID", "spanID")))),
    }),
  )
  .map(([odd, more]) => ({ traceID: TRACE, spanID: "1", ...odd, ...more }));

const zipkinSpan = fc
  .tuple(
    oddly("traceId", "id", "parentId", "name", "kind", "timestamp", "duration", "shared", "debug", "tags"),
    fc.record({
      annotations: often(fc.array(often(oddly("timestamp", "value")))),
      localEndpoint: often(oddly("serviceName", "ipv4", "ipv6", "port")),
      remoteEndpoint: often(oddly("serviceName", "ipv4", "ipv6", "port")),
    }),
  )
  .map(([odd, more]) => ({ traceId: TRACE, id: "1", ...odd, ...more }));

const formats: readonly [
  name: string,
  spans: fc.Arbitrary<unknown>,
  read: (spans: readonly unknown[], batch: Batch) => void,
][] = [
  [
    "OTLP",
    often(otlpSpan),
    (spans, batch) => {
      const sound = { traceId: TRACE, spanId: SOUND };
      readOtlpRequest({ resourceSpans: [{ scopeSpans: [{ spans: [...spans, sound] }] }] }, batch);
    },
  ],
  [
    "Jaeger's JSON",
    often(jaegerSpan),
    (spans, batch) => readJaegerJson([{ spans: [...spans, { traceID: TRACE, spanID: SOUND }], processes: {} }], batch),
  ],
  [
    "Zipkin's JSON",
    often(zipkinSpan),
    (spans, batch) => readZipkinSpans([...spans, { traceId: TRACE, id: SOUND }], batch),
  ],
];

describe.each(formats)("whatever stands in the fields of %s", (_name, span, read) => {
  test("a sound span beside it is kept, and all that is kept can be shown by everyone", () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), (spans) => {
        const batch = new Batch(new TagPool());
        read(spans, batch);
        expect(batch.spans.length + batch.rejected).toBe(spans.length + 1);
        expect(batch.spans.at(-1)).toMatchObject({ traceId: TRACE, spanId: SOUND });
        expect(batch.remarks.join().isWellFormed()).toBe(true);
        const store = new SpanStore();
        store.add(batch.spans);
        for (const trace of store.traces()) {
          expect(
            JSON.stringify([writeJaegerTrace(trace), otlpTraces([trace]), summariseTrace(trace)]).isWellFormed(),
          ).toBe(true);
          for (const format of ["chrome", "speedscope"] as const) JSON.stringify(exportTrace(trace, format));
          expect(new Set(trace.spans.map(({ spanId }) => spanId)).size).toBe(trace.spans.length);
        }
      }),
      { numRuns: 1500 },
    );
  }, 60_000);
});
