import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { describe, expect, test } from "vitest";
import { Batch } from "../src/ingest/batch.ts";
import { IngestError } from "../src/ingest/ingest-error.ts";
import { readOtlpLogsProtobuf } from "../src/ingest/otlp-logs-protobuf.ts";
import type { TraceStore } from "../src/index.ts";
import { LogRing } from "../src/logs/log-ring.ts";
import { TagPool } from "../src/store/tag-pool.ts";
import type { TraceLogs } from "../src/viewer-api/answers.ts";
import { getJson } from "./filled-store.ts";
import { mutationsOf, prefixesOf, readAll } from "./mutations.ts";
import { startTestStore } from "./start.ts";

const TRACE = "8c6ad2736f1761cd963b0eea265b2bbe";
type Records = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0];

const record = (fields: Partial<Records[number]>): Records[number] => ({
  hrTime: [1_700_000_000, 123_456_789],
  hrTimeObserved: [1_700_000_001, 0],
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum is of a package that is not installed
  severityNumber: 13,
  severityText: "WARN",
  body: "card declined",
  eventName: "",
  attributes: { "app.card": "visa", attempts: 2 },
  spanContext: { traceId: TRACE, spanId: "00000000000000ab", traceFlags: 1 },
  resource: resourceFromAttributes({ "service.name": "paymentservice", "k8s.pod.name": "payment-1" }),
  instrumentationScope: { name: "pino" },
  droppedAttributesCount: 0,
  ...fields,
});

const NO_SPAN = { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 };
/** Records as OpenTelemetry's own exporter writes them. */
const RECORDS: Records = [
  record({}),
  record({ hrTime: [0, 0], severityText: "", body: { note: "as a map" }, attributes: {} }),
  record({
    spanContext: NO_SPAN,
    body: JSON.stringify({ trace_id: TRACE, timestamp: "2023-11-14T22:13:22.5Z", severity: "info", message: "a line" }),
  }),
  record({ spanContext: NO_SPAN, body: "of no trace" }),
];
const EXPECTED = [
  {
    timeUs: 1_700_000_000_123_456,
    service: "paymentservice",
    severity: "warn",
    message: "card declined",
    spanID: "00000000000000ab",
    attributes: { "app.card": "visa", attempts: "2" },
  },
  { timeUs: 1_700_000_001_000_000, severity: "warn", message: '{"note":"as a map"}', attributes: {} },
  { timeUs: 1_700_000_002_500_000, service: "paymentservice", severity: "info", message: "a line", spanID: "" },
];

async function send(
  traces: TraceStore,
  body: Uint8Array<ArrayBuffer> | string,
  type: string,
): Promise<[number, string]> {
  const headers = { "content-type": type };
  const answer = await fetch(`${traces.otlpHttpUrl}/v1/logs`, { method: "POST", body, headers });
  return [answer.status, await answer.text()];
}

const logsOf = async (traces: TraceStore) =>
  (await getJson(traces, `/api/view/traces/${TRACE}/logs`)).body as TraceLogs;

describe("logs by OTLP/HTTP", () => {
  test.each([
    ["protobuf", ProtobufLogsSerializer.serializeRequest(RECORDS)!, "application/x-protobuf", ""],
    ["JSON", JsonLogsSerializer.serializeRequest(RECORDS)!, "application/json", "{}"],
  ])("in %s are shown beside their trace", async (_format, body, type, answer) => {
    await using traces = await startTestStore();
    expect(await logsOf(traces)).toMatchObject({ available: false });
    expect(await send(traces, Uint8Array.from(body), type)).toEqual([200, answer]);
    const logs = await logsOf(traces);
    expect(logs).toMatchObject({ available: true, truncated: false });
    expect(logs.lines).toMatchObject(EXPECTED);
    expect(logs.lines).toHaveLength(EXPECTED.length);
  });

  test("answer in words what cannot be read", async () => {
    await using traces = await startTestStore();
    expect(await send(traces, "{", "application/json")).toEqual([400, expect.stringContaining("not JSON")]);
    expect(await send(traces, "[]", "application/json")).toEqual([400, expect.stringContaining("not an object")]);
    expect(await send(traces, "x", "text/plain")).toEqual([415, expect.stringContaining("application/x-protobuf")]);
    const odd = JSON.stringify({
      resourceLogs: [{ scopeLogs: [{ logRecords: [7, { traceId: TRACE, body: "plain" }] }] }],
    });
    const [status, text] = await send(traces, odd, "application/json");
    expect([status, JSON.parse(text)]).toMatchObject([200, { partialSuccess: { rejectedLogRecords: "0" } }]);
    expect((await logsOf(traces)).lines).toMatchObject([{ service: "unknown_service", message: "plain" }]);
  });

  test("in broken protobuf never fail in another way", () => {
    const bytes = Buffer.from(ProtobufLogsSerializer.serializeRequest(RECORDS)!);
    const read = (each: Buffer) => readOtlpLogsProtobuf(each, new Batch(new TagPool()));
    expect(readAll([...prefixesOf(bytes), ...mutationsOf(bytes, 3000, 17)], read, IngestError).escaped).toEqual([]);
  });
});

describe("the ring of lines", () => {
  const EMPTY = { timeUs: 0, service: "", severity: "", spanID: "", attributes: {} };
  const line = (traceId: string, message: string) => ({ ...EMPTY, traceId, message });

  test("drops the oldest beyond its number of lines, and beyond its bytes", () => {
    const ring = new LogRing();
    for (let index = 0; index < 20_001; index += 1) ring.add(line(index < 2 ? "a" : "b", String(index)));
    expect(ring.linesOf("a").map(({ message }) => message)).toEqual(["1"]);
    expect(ring.linesOf("b")).toHaveLength(19_999);
    for (let index = 0; index < 20; index += 1) ring.add(line("c", "x".repeat(2 ** 20)));
    expect(ring.linesOf("a")).toEqual([]);
    expect(ring.linesOf("c")).toHaveLength(15);
  });
});
