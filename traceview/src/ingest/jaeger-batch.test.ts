import { describe, expect, test } from "vitest";
import { prefixesOf, mutationsOf, readAll } from "../../test/mutations.ts";
import { encode, field, thriftBatch, Type, type BatchSpec, type TagSpec } from "../../test/thrift-batch.ts";
import { Batch } from "./batch.ts";
import { IngestError } from "./ingest-error.ts";
import { readJaegerBatch } from "./jaeger-batch.ts";
import { TagPool } from "../store/tag-pool.ts";

const OTHER_TRACE = "ffffffffffffffff0123456789abcdef";

const everything: BatchSpec = {
  service: "frontend",
  processTags: [["service.version", "str", "v2"]],
  spans: [
    {
      traceId: "80000000000000018000000000000002",
      spanId: "ffffffffffffffff",
      parentSpanId: "8000000000000000",
      operation: "GET /product/{id} · ü",
      tags: [
        ["text", "str", "Grüße"],
        ["ratio", "double", 0.25],
        ["yes", "bool", true],
        ["no", "bool", false],
        ["count", "long", -42n],
        ["huge", "long", 9_007_199_254_740_993n],
        ["bytes", "binary", Buffer.from([0, 255, 128])],
      ],
      logs: [[1_700_000_000_123_500n, [["event", "str", "charged"]]]],
      references: [
        [0, "80000000000000018000000000000002", "8000000000000000"],
        [1, OTHER_TRACE, "1111111111111111"],
      ],
    },
    { spanId: "2", tags: [["span.kind", "str", "server"]] },
  ],
};

function read(bytes: Buffer): Batch {
  const batch = new Batch(new TagPool());
  readJaegerBatch(bytes, batch);
  return batch;
}

/** What was read of it, though it be nothing. */
function readOrNothing(bytes: Buffer): Batch {
  const batch = new Batch(new TagPool());
  try {
    readJaegerBatch(bytes, batch);
  } catch (error) {
    expect(error).toBeInstanceOf(IngestError);
  }
  return batch;
}

function failureOf(bytes: Buffer): unknown {
  try {
    read(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("a thrift batch written by Apache's encoder", () => {
  test("arrives with every kind of tag, its logs, references and 128-bit ids", () => {
    const [span] = read(thriftBatch(everything)).spans;
    expect(span).toEqual({
      traceId: "80000000000000018000000000000002",
      spanId: "ffffffffffffffff",
      parentSpanId: "8000000000000000",
      flags: 1,
      operation: "GET /product/{id} · ü",
      kind: "",
      error: false,
      startUs: 1_700_000_000_123_456,
      durationUs: 1234,
      tags: [
        { key: "text", type: "string", value: "Grüße" },
        { key: "ratio", type: "float64", value: 0.25 },
        { key: "yes", type: "bool", value: true },
        { key: "no", type: "bool", value: false },
        { key: "count", type: "int64", value: -42 },
        { key: "huge", type: "int64", value: "9007199254740993" },
        { key: "bytes", type: "binary", value: "AP+A" },
      ],
      logs: [{ timestampUs: 1_700_000_000_123_500, fields: [{ key: "event", type: "string", value: "charged" }] }],
      links: [{ type: "FOLLOWS_FROM", traceId: OTHER_TRACE, spanId: "1111111111111111", tags: [] }],
      process: { service: "frontend", tags: [{ key: "service.version", type: "string", value: "v2" }] },
    });
  });

  test("may name the process after the spans", () => {
    expect(read(thriftBatch({ ...everything, spansFirst: true })).spans).toEqual(read(thriftBatch(everything)).spans);
  });

  test("may carry fields we do not know, of any shape", () => {
    const extra: NonNullable<BatchSpec["spans"][0]["extra"]> = (out) => {
      field(out, 90, Type.STRING, () => out.writeString("later"));
      field(out, 91, Type.DOUBLE, () => out.writeDouble(1));
      field(out, 92, Type.MAP, () => {
        out.writeMapBegin(Type.STRING, Type.LIST, 1);
        out.writeString("key");
        out.writeListBegin(Type.I32, 2);
        out.writeI32(1);
        out.writeI32(2);
      });
      field(out, 93, Type.STRUCT, () => {
        field(out, 1, Type.BOOL, () => out.writeBool(true));
        out.writeFieldStop();
      });
      field(out, 94, Type.LIST, () => out.writeListBegin(0, 0));
      field(out, 95, Type.MAP, () => out.writeMapBegin(0, 0, 0));
    };
    const [span] = read(thriftBatch({ spans: [{ extra }, { spanId: "2" }] })).spans;
    expect(span).toEqual(read(thriftBatch({ spans: [{}] })).spans[0]);
    expect(read(thriftBatch({ spans: [{ extra }, { spanId: "2" }] })).spans).toHaveLength(2);
  });

  test("takes the parent from a CHILD_OF reference when the field is zero", () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const [span] = read(thriftBatch({ spans: [{ references: [[0, traceId, "00000000000000aa"]] }] })).spans;
    expect(span).toMatchObject({ parentSpanId: "00000000000000aa", links: [] });
  });

  test("counts a span without a trace id as rejected and keeps its neighbours", () => {
    const batch = read(thriftBatch({ spans: [{ traceId: "0" }, { spanId: "0" }, { spanId: "3" }] }));
    expect(batch.rejected).toBe(2);
    expect(batch.spans).toMatchObject([{ spanId: "0000000000000003" }]);
  });

  test("clamps times nobody can mean, so that arithmetic and dates hold", () => {
    const [early, late] = read(
      thriftBatch({
        spans: [
          { startUs: -1n, durationUs: -5n },
          { startUs: 2n ** 62n, durationUs: 2n ** 62n },
        ],
      }),
    ).spans;
    expect(early).toMatchObject({ startUs: 0, durationUs: 0 });
    expect(late).toMatchObject({ startUs: Number.MAX_SAFE_INTEGER, durationUs: 0 });
  });
});

describe("bytes that are no batch", () => {
  test("cut anywhere, what stands before the cut is kept, and the rest is counted and told of", () => {
    const bytes = thriftBatch(everything);
    const { inputs, escaped } = readAll(prefixesOf(bytes), read, IngestError);
    expect([inputs, escaped]).toEqual([bytes.length, []]);
    const seen = new Set<string>();
    for (const cut of prefixesOf(bytes)) {
      const { spans, rejected, remarks } = readOrNothing(cut);
      seen.add(`${spans.length} kept, ${rejected} lost`);
      if (rejected > 0) expect(remarks.join()).toMatch(/inside a value|bytes left/);
    }
    expect([...seen].toSorted()).toEqual(["0 kept, 0 lost", "0 kept, 2 lost", "1 kept, 1 lost", "2 kept, 0 lost"]);
  });

  test("10,000 damaged batches are read or refused, and never take long", () => {
    const { refused, slowestCpuMs, escaped } = readAll(
      mutationsOf(thriftBatch(everything), 10_000, 7),
      read,
      IngestError,
    );
    expect(escaped).toEqual([]);
    expect(refused).toBeGreaterThan(1000);
    expect(slowestCpuMs).toBeLessThan(500);
  });

  test("a list that claims more than the body holds is refused before anything is made of it", () => {
    const bytes = encode((out) => {
      field(out, 1, Type.STRUCT, () => {
        field(out, 1, Type.STRING, () => out.writeString("frontend"));
        out.writeFieldStop();
      });
      field(out, 2, Type.LIST, () => out.writeListBegin(Type.STRUCT, 2_000_000_000));
    });
    expect(failureOf(bytes)).toMatchObject({ status: 400, message: expect.stringContaining("a length of 2000000000") });
  });

  test("endless nesting in a field we do not know is refused", () => {
    const depth = 100_000;
    const bytes = Buffer.alloc(depth * 3);
    for (let at = 0; at < bytes.length; at += 3) bytes.set([Type.STRUCT, 0x7f, 0xff], at);
    expect(failureOf(bytes)).toMatchObject({ status: 400, message: expect.stringContaining("nested deeper") });
  });

  test("an empty batch without a process is refused", () => {
    expect(failureOf(encode((out) => out.writeFieldStop()))).toMatchObject({
      message: "thrift: the batch names no process",
    });
  });

  test("more than a million parts in one body are refused, however small each is", () => {
    const tag = thriftBatch({ spans: [{ tags: [["", "bool", true]] }] }).subarray(-21, -2);
    const tags = (count: number): Buffer => {
      const bare = thriftBatch({
        spans: [{ extra: (out) => field(out, 10, Type.LIST, () => out.writeListBegin(Type.STRUCT, count)) }],
      });
      return Buffer.concat([bare.subarray(0, -2), Buffer.alloc(count * tag.length, tag), bare.subarray(-2)]);
    };
    expect(read(tags(1000)).spans[0]!.tags).toHaveLength(1000);
    expect(failureOf(tags(1_000_001))).toMatchObject({ status: 413 });
  });
});

describe("spans of OpenTelemetry's Jaeger exporters", () => {
  test("have their resource unfolded, their kind completed and their scope named as today", () => {
    const tags: TagSpec[] = [
      ["service.name", "str", "cartservice"],
      ["telemetry.sdk.name", "str", "opentelemetry"],
      ["app.items", "double", 2],
      ["otel.library.name", "str", "cart"],
      ["otel.library.version", "str", "undefined"],
    ];
    const [span] = read(thriftBatch({ service: "first-in-batch", spans: [{ tags }] })).spans;
    expect(span!.process).toEqual({
      service: "cartservice",
      tags: [{ key: "telemetry.sdk.name", type: "string", value: "opentelemetry" }],
    });
    expect(span!.kind).toBe("internal");
    expect(span!.tags.map((tag) => [tag.key, tag.value])).toEqual([
      ["app.items", 2],
      ["otel.scope.name", "cart"],
      ["span.kind", "internal"],
    ]);
  });

  test("an OpenTracing error in text, and a status without the tag, are errors", () => {
    const errorOf = (...tags: TagSpec[]) => read(thriftBatch({ spans: [{ tags }] })).spans[0]!;
    expect(errorOf(["error", "str", "true"])).toMatchObject({
      error: true,
      tags: [{ key: "error", type: "bool", value: true }],
    });
    expect(errorOf(["otel.status_code", "str", "ERROR"]).tags.at(-1)).toEqual({
      key: "error",
      type: "bool",
      value: true,
    });
    expect(errorOf(["error", "bool", false]).error).toBe(false);
  });
});

describe("an odd field of thrift costs only itself", () => {
  const sound: TagSpec = ["sound", "long", 1n];
  const odd = ["k", "odd", 1] as unknown as TagSpec;
  type Extra = NonNullable<BatchSpec["spans"][0]["extra"]>;
  const extras: [what: string, extra: Extra, remark: string | undefined][] = [
    [
      "a name that is a number",
      (out) => field(out, 5, Type.I32, () => out.writeI32(7)),
      "operationName of a span came as type 8",
    ],
    [
      "a start that is text",
      (out) => field(out, 8, Type.STRING, () => out.writeString("now")),
      "startTime of a span came as type 11",
    ],
    [
      "tags that are texts",
      (out) =>
        field(out, 10, Type.LIST, () => {
          out.writeListBegin(Type.STRING, 1);
          out.writeString("a=b");
        }),
      "tags are not a list of structs",
    ],
    [
      "a reference that names nothing",
      (out) =>
        field(out, 6, Type.LIST, () => {
          out.writeListBegin(Type.STRUCT, 1);
          out.writeFieldStop();
        }),
      "a reference without traceIdLow or spanId",
    ],
    [
      "a log without fields",
      (out) =>
        field(out, 11, Type.LIST, () => {
          out.writeListBegin(Type.STRUCT, 1);
          out.writeFieldStop();
        }),
      undefined,
    ],
  ];

  test.each(extras)("%s", (_what, extra, remark) => {
    const batch = read(
      thriftBatch({
        spans: [
          { spanId: "1", tags: [sound], extra },
          { spanId: "2", tags: [sound] },
        ],
      }),
    );
    expect(batch.rejected).toBe(0);
    expect(batch.spans).toHaveLength(2);
    expect(batch.spans[1]!.tags).toEqual([{ key: "sound", type: "int64", value: 1 }]);
    if (remark === undefined) expect(batch.remarks).toEqual([]);
    else expect(batch.remarks.join("; ")).toContain(remark);
  });

  test("a tag of an unknown type is left out, alone", () => {
    const batch = read(thriftBatch({ spans: [{ tags: [odd, sound] }] }));
    expect(batch.spans[0]!.tags).toEqual([{ key: "sound", type: "int64", value: 1 }]);
    expect(batch.remarks).toEqual(['thrift: tag "k" has the unknown type -1 and is left out']);
  });

  test("times before time and lengths below zero are warnings of their spans", () => {
    const batch = read(thriftBatch({ spans: [{ startUs: -1n }, { spanId: "2", durationUs: -5n }] }));
    expect(batch.spans.map(({ warnings }) => warnings)).toEqual([
      ["no time: a start of -1 µs was sent"],
      ["no length: it ends 0.005 ms before it begins"],
    ]);
  });

  test("an empty span is dropped and counted, its neighbours are kept", () => {
    const sent = thriftBatch({ spans: [{ spanId: "1" }, { spanId: "2" }] });
    const one = thriftBatch({ spans: [{ spanId: "1" }] });
    const two = Buffer.concat([sent.subarray(0, one.length - 1), Buffer.from([0]), sent.subarray(one.length - 1)]);
    two.writeInt32BE(3, sent.indexOf(Buffer.from([0, 0, 0, 2])));
    const batch = read(two);
    expect([batch.spans.length, batch.rejected]).toEqual([2, 1]);
    expect(batch.remarks).toEqual(["thrift: a span without traceIdLow or spanId is dropped"]);
  });

  test("a batch without a process, or with one without a name, is of an unknown service", () => {
    const nameless = encode((out) => {
      field(out, 1, Type.STRUCT, () => out.writeFieldStop());
      out.writeFieldStop();
    });
    const spans = thriftBatch({ spans: [{}], spansFirst: true });
    const spansAlone = Buffer.concat([spans.subarray(0, spans.indexOf("cartservice") - 10), Buffer.from([0])]);
    expect(read(spansAlone).spans).toMatchObject([{ process: { service: "unknown_service" } }]);
    expect(read(spansAlone).remarks).toEqual(["thrift: the batch names no process"]);
    expect(failureOf(nameless)).toMatchObject({ message: expect.stringContaining("without serviceName") });
  });
});

describe("the parent by its references", () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const [a, b] = ["00000000000000aa", "00000000000000bb"];
  test.each<[string, BatchSpec["spans"][0], object]>([
    ["one FOLLOWS_FROM", { references: [[1, traceId, a]] }, { parentSpanId: a, followsParent: true, links: [] }],
    [
      "CHILD_OF before FOLLOWS_FROM, whatever their order",
      {
        references: [
          [1, traceId, a],
          [0, traceId, b],
        ],
      },
      { parentSpanId: b, links: [{ type: "FOLLOWS_FROM", spanId: a }] },
    ],
    [
      "the first of several FOLLOWS_FROM",
      {
        references: [
          [1, traceId, a],
          [1, traceId, b],
        ],
      },
      { parentSpanId: a, followsParent: true, links: [{ spanId: b }] },
    ],
    [
      "the field, of the type its reference has",
      {
        parentSpanId: b,
        references: [
          [0, traceId, a],
          [1, traceId, b],
        ],
      },
      { parentSpanId: b, followsParent: true, links: [{ type: "CHILD_OF", spanId: a }] },
    ],
    [
      "none in another trace",
      {
        references: [
          [1, OTHER_TRACE, a],
          [0, OTHER_TRACE, b],
        ],
      },
      { parentSpanId: "", links: [{ spanId: a }, { spanId: b }] },
    ],
  ])("%s", (_what, spec, expected) => {
    const [span] = read(thriftBatch({ spans: [spec] })).spans;
    expect(span).toMatchObject(expected);
    if (!("followsParent" in expected)) expect(span).not.toHaveProperty("followsParent");
  });
});
