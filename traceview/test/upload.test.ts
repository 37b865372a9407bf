import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { UploadAnswer } from "../src/viewer-api/answers.ts";
import type { TraceStore } from "../src/index.ts";
import { startTestStore } from "./start.ts";

const id = (n: number): string => String(n).padStart(32, "0");
const otlpSpan = (n: number, more: object = {}) => ({
  traceId: id(n),
  spanId: "1".repeat(16),
  name: `Grüße ${n}`,
  startTimeUnixNano: "1700000000000000000",
  endTimeUnixNano: "1700000000005000000",
  ...more,
});
const otlp = (n: number, more: object = {}) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "cart" } }] },
      scopeSpans: [{ scope: { name: "s" }, spans: [otlpSpan(n, more)] }],
    },
  ],
});
const jaeger = (n: number) => ({
  traceID: id(n),
  spans: [{ traceID: id(n), spanID: "1", operationName: "x", startTime: 1, duration: 2, processID: "p1" }],
  processes: { p1: { serviceName: "cart", tags: [] } },
});
const zipkin = (n: number) => ({
  traceId: id(n),
  id: "1",
  name: "x",
  timestamp: 1,
  localEndpoint: { serviceName: "cart" },
});
const line = (value: unknown): string => JSON.stringify(value);

async function upload(
  traces: TraceStore,
  body: string | Buffer,
): Promise<{ status: number; body: UploadAnswer; said: string }> {
  const url = `${traces.queryUrl}/api/view/upload`;
  const headers = { "content-type": "application/octet-stream" };
  const answer = await fetch(url, { method: "POST", body: Buffer.from(body), headers });
  const parsed = (await answer.json()) as UploadAnswer & { error?: { message: string } };
  return { status: answer.status, body: parsed, said: parsed.error?.message ?? "" };
}

const both = [id(1), id(2)];
const lines = `${line(otlp(1))}\n${line(otlp(2))}\n`;

describe("a file is read", () => {
  test.each<[what: string, file: string | Buffer, traces: readonly string[]]>([
    ["lines of OTLP, as the collector's file exporter writes them", lines, both],
    ["lines that end in CR LF, the last without", lines.replaceAll("\n", "\r\n").trimEnd(), both],
    ["lines with empty ones between", `\n${lines.replaceAll("\n", "\n\n  \n")}`, both],
    ["one line", line(otlp(1)), [id(1)]],
    ["a byte order mark", `\ufeff${lines}`, both],
    ["UTF-16, little endian", Buffer.from(`\ufeff${lines}`, "utf16le"), both],
    ["UTF-16, big endian", Buffer.from(`\ufeff${lines}`, "utf16le").swap16(), both],
    ["UTF-16 without a mark", Buffer.from(lines, "utf16le"), both],
    ["gzip", gzipSync(lines), both],
    ["JSON on many lines", JSON.stringify(otlp(1), null, 2), [id(1)]],
    ["a list of OTLP requests", line([otlp(1), otlp(2)]), both],
    ["resource spans alone", line(otlp(1).resourceSpans[0]), [id(1)]],
    ["a list of resource spans", line([otlp(1).resourceSpans[0], otlp(2).resourceSpans[0]]), both],
    ["names as in the .proto files", line({ resource_spans: [{ scope_spans: [{ spans: [otlpSpan(1)] }] }] }), [id(1)]],
    ["what Jaeger's v3 API answers, a line each", `${line({ result: otlp(1) })}\n${line({ result: otlp(2) })}`, both],
    ["Jaeger's envelope", line({ data: [jaeger(1), jaeger(2)], total: 2, errors: null }), both],
    ["a trace of Jaeger in an envelope", line({ data: jaeger(1) }), [id(1)]],
    ["a bare trace of Jaeger", line(jaeger(1)), [id(1)]],
    ["a list of traces of Jaeger", line([jaeger(1), jaeger(2)]), both],
    ["a list of envelopes", line([{ data: [jaeger(1)] }, { data: [jaeger(2)] }]), both],
    ["lines of traces of Jaeger", `${line(jaeger(1))}\n${line(jaeger(2))}`, both],
    [
      "a span of Jaeger's storage on a line",
      line({ traceID: "1", spanID: "2", process: { serviceName: "cart" } }),
      [id(1)],
    ],
    ["a list of Zipkin's spans", line([zipkin(1), zipkin(2)]), both],
    ["Zipkin's list of traces", line([[zipkin(1)], [zipkin(2)]]), both],
    ["lines of Zipkin's spans", `${line(zipkin(1))}\n${line(zipkin(2))}`, both],
    ["all of them in one file", [otlp(1), jaeger(2), [zipkin(3)]].map(line).join("\n"), [...both, id(3)]],
  ])("%s", async (_what, file, traceIDs) => {
    await using traces = await startTestStore();
    const { status, body } = await upload(traces, file);
    expect([status, body]).toEqual([200, { traceIDs, spans: traceIDs.length }]);
    for (const traceId of traceIDs) expect(traces.store.trace(traceId)).toBeDefined();
  });

  test("what of it can't be read is told of with its line, and costs only itself", async () => {
    await using traces = await startTestStore();
    const odd = [
      line(otlp(1)),
      "{ not json",
      line({ resourceLogs: [] }),
      line(otlp(2, { droppedAttributesCount: -1 })),
      line(otlp(3, { traceId: "xyz" })),
      line({ what: 1 }),
      line({ resourceSpans: [] }),
      "7",
    ];
    const { status, body } = await upload(traces, odd.join("\n"));
    expect([status, body.traceIDs, body.spans]).toEqual([200, both, 2]);
    expect(body.problems).toEqual([
      'line 2: not JSON: column 3: "not json" was not to be expected there',
      "line 3: it holds logs or metrics, and no spans",
      "line 4: OTLP: droppedAttributesCount -1 is not a count and is left out",
      expect.stringMatching(/^line 5: OTLP: .* "xyz" is not 32 hex digits; it is dropped$/),
      expect.stringMatching(/^line 6: it is neither Jaeger's JSON/),
      "line 7: there is no span in it",
      "line 8: neither an object nor a list",
    ]);
    expect(traces.store.counters).toMatchObject({ received: 3, stored: 2, rejected: 1 });
  });
});

describe("a file without a span says why, and is never a silent nothing", () => {
  test.each<[what: string, file: string | Buffer, words: string]>([
    ["empty", "", "the file is empty"],
    ["blank", "\ufeff \r\n\n", "the file is empty"],
    ["empty once unpacked", gzipSync(""), "the file is empty"],
    ["an empty list", "[]", "there is no span in it"],
    ["an empty envelope", '{"data":[],"total":0}', "there is no span in it"],
    ["an envelope of nothing", '{"data":null,"errors":[{"code":404}]}', '"data" holds no trace'],
    ["an empty request", '{"resourceSpans":[]}', "there is no span in it"],
    ["a trace without spans", '{"traceID":"1","spans":[]}', "there is no span in it"],
    ["logs", '{"resourceLogs":[{}]}', "it holds logs or metrics"],
    ["lines of metrics", '{"resourceMetrics":[]}\n{"resourceMetrics":[]}', "line 1: it holds logs or metrics"],
    ["cut short", JSON.stringify(otlp(1), null, 2).slice(0, -20), "the file is not JSON:"],
    ["one line, cut short", line(otlp(1)).slice(0, -20), "the file is not JSON: line 1, column "],
    [
      "damaged in its third line",
      '{\n"data":\n[oops]}',
      'not JSON: line 3, column 2: "oops]}" was not to be expected there',
    ],
    ["a text", "dear diary\nall is well", "the file is not JSON:"],
    ["protobuf", Buffer.from("0a0412021200", "hex"), "the file is not JSON:"],
    ["gzip cut short", gzipSync(lines).subarray(0, 40), "not whole, valid gzip"],
    ["zstd", Buffer.from("28b52ffd00", "hex"), "compressed with zstd"],
    ["wrapped without end", `${"[".repeat(50_000)}${"]".repeat(50_000)}`, "wrapped more than 4 times"],
    ["spans of which none has an id", line({ spans: [{}, 7] }), "without a valid trace id"],
  ])("%s", async (_what, file, words) => {
    await using traces = await startTestStore();
    const { status, said } = await upload(traces, file);
    expect([status, said]).toEqual([400, expect.stringContaining(words)]);
    expect(said).not.toContain("\n");
    expect(traces.store.stats().spans).toBe(0);
  });

  test("a bomb of gzip is refused as too large", async () => {
    await using traces = await startTestStore();
    expect((await upload(traces, gzipSync(Buffer.alloc(64 * 1024 * 1024, 32)))).status).toBe(413);
  });
});
