import { describe, expect, test } from "vitest";
import { gzipSync } from "node:zlib";
import type { TraceStore } from "../src/index.ts";
import { startTestStore } from "./start.ts";

const TRACE = "5af7183fb1d4cf5f".padStart(32, "0");
const CLIENT = {
  traceId: "5AF7183FB1D4CF5F",
  id: "352bff9a74ca9ad2",
  name: "get /api",
  kind: "CLIENT",
  timestamp: 1_700_000_000_000_000,
  duration: 1431,
  localEndpoint: { serviceName: "frontend", ipv4: "10.0.0.1", port: 80 },
  remoteEndpoint: { serviceName: "backend", ipv6: "2001:db8::c001", port: 9000 },
  annotations: [{ timestamp: 1_700_000_000_000_238, value: "ws" }],
  tags: { "http.path": "/api", error: "timeout" },
};
const SERVER = {
  traceId: "5af7183fb1d4cf5f",
  id: "352bff9a74ca9ad2",
  kind: "SERVER",
  shared: true,
  timestamp: 1_700_000_000_000_300,
  duration: 1000,
  localEndpoint: { serviceName: "backend" },
};
const CHILD = {
  traceId: "5af7183fb1d4cf5f",
  id: "be2d01e33cc78d97",
  parentId: "352bff9a74ca9ad2",
  timestamp: 1_700_000_000_000_400,
  localEndpoint: { serviceName: "backend" },
  debug: true,
};

async function post(
  traces: TraceStore,
  body: unknown,
  headers: Record<string, string> = { "content-type": "application/json" },
): Promise<[status: number, text: string]> {
  const sent = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const answer = await fetch(`${traces.zipkinUrl}/api/v2/spans`, { method: "POST", headers, body: sent as string });
  return [answer.status, await answer.text()];
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => permutations(list.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}

function labelOf(bodies: readonly (readonly { readonly id: string; readonly kind?: string }[])[]): string {
  return bodies.map((body) => body.map(({ kind }) => kind ?? "child").join("+")).join(", ");
}

const startZipkin = () => startTestStore({ zipkinPort: 0 });

describe("the Zipkin port", () => {
  test("takes spans with their tags, annotations, endpoints and errors", async () => {
    await using traces = await startZipkin();
    expect(await post(traces, [CLIENT])).toEqual([202, ""]);
    const [span] = traces.store.trace(TRACE)!.spans;
    expect(span).toMatchObject({
      spanId: "352bff9a74ca9ad2",
      parentSpanId: "",
      operation: "get /api",
      kind: "client",
      error: true,
      flags: 1,
      startUs: 1_700_000_000_000_000,
      durationUs: 1431,
      logs: [{ timestampUs: 1_700_000_000_000_238, fields: [{ key: "event", value: "ws" }] }],
      process: { service: "frontend", tags: [{ key: "host.ip", value: "10.0.0.1" }] },
    });
    expect(span!.tags.map(({ key, type, value }) => [key, type, value])).toEqual([
      ["http.path", "string", "/api"],
      ["error", "bool", true],
      ["otel.status_description", "string", "timeout"],
      ["peer.service", "string", "backend"],
      ["network.peer.address", "string", "2001:db8::c001"],
      ["network.peer.port", "int64", 9000],
      ["span.kind", "string", "client"],
    ]);
  });

  const shared = [CLIENT, SERVER, CHILD];
  const orders = permutations(shared).flatMap((order) => [[order], order.map((one) => [one])]);
  test.each(orders.map((bodies) => [labelOf(bodies), bodies] as const))(
    "a span id shared by client and server makes two spans, one below the other, and what ran within the server below that: %s",
    async (_order, bodies) => {
      await using traces = await startZipkin();
      for (const body of [...bodies, [SERVER, CHILD]]) expect(await post(traces, body)).toEqual([202, ""]);
      const { spans } = traces.store.trace(TRACE)!;
      expect(spans).toHaveLength(3);
      const server = spans.find((span) => span.kind === "server")!;
      expect(server).toMatchObject({ parentSpanId: CLIENT.id, process: { service: "backend" } });
      expect(server.spanId).not.toBe(CLIENT.id);
      expect(spans.find((span) => span.spanId === CHILD.id)).toMatchObject({ parentSpanId: server.spanId, flags: 3 });
      const window = { startUs: 0, endUs: 2e15 };
      expect(traces.store.aggregates.edges(window)).toMatchObject([{ from: "frontend", to: "backend", calls: 1 }]);
      expect(
        traces.store.aggregates
          .entries(window)
          .map(({ service, calls }) => `${service} ${calls}`)
          .toSorted(),
      ).toEqual(["backend 1", "frontend 1"]);
    },
  );

  test("the server alone stands where it says, until its client comes", async () => {
    await using traces = await startZipkin();
    await post(traces, [SERVER, CHILD]);
    expect(traces.store.trace(TRACE)!.spans).toMatchObject([
      { spanId: SERVER.id, parentSpanId: "" },
      { spanId: CHILD.id, parentSpanId: SERVER.id },
    ]);
  });

  test("takes gzip, 128-bit ids, and spans of which little is known", async () => {
    await using traces = await startZipkin();
    const little = { traceId: "1".repeat(32), id: "2".repeat(16), parentId: "0".repeat(16), tags: { error: "false" } };
    const headers = { "content-type": "application/json; charset=utf-8", "content-encoding": "gzip" };
    expect(await post(traces, gzipSync(JSON.stringify([little])), headers)).toEqual([202, ""]);
    expect(traces.store.trace("1".repeat(32))!.spans).toMatchObject([
      {
        parentSpanId: "",
        operation: "",
        kind: "",
        error: false,
        durationUs: 0,
        process: { service: "unknown_service" },
      },
    ]);
    expect((await post(traces, [{ traceId: "0".repeat(16), id: "1".repeat(16) }]))[0]).toBe(202);
    expect(traces.store.counters).toMatchObject({ received: 2, stored: 1, rejected: 1 });
  });

  test.for([
    ["{", 400, "not JSON"],
    ["{}", 400, "the body is not a list"],
    ["[7]", 400, "a span that is not an object"],
    ['[{"traceId":"xyz","id":"1"}]', 400, '"xyz" is not of up to 32 hex digits'],
    [`[{"traceId":"${"1".repeat(16)}","id":"${"1".repeat(17)}"}]`, 400, "is not of up to 16 hex digits"],
    [`[${"7".repeat(16 * 1024 * 1024)}]`, 413, "larger than 16777216 bytes"],
  ] as const)("%s is refused in words, and nothing of it is stored", async ([body, status, words]) => {
    await using traces = await startZipkin();
    const [answered, text] = await post(traces, body);
    expect([answered, text]).toEqual([status, expect.stringContaining(words)]);
    expect(traces.store.counters).toMatchObject({ received: 0, rejectedBodies: 1 });
  });

  test("another content type is refused; without the option there is no such port", async () => {
    await using traces = await startZipkin();
    expect((await post(traces, "x", { "content-type": "application/x-protobuf" }))[0]).toBe(415);
    await using without = await startTestStore();
    expect(without.zipkinUrl).toBeUndefined();
  });

  test.each<[what: string, odd: object, kept: object, remark: string | undefined]>([
    [
      "a tag that is a number",
      { tags: { a: 1, b: "2" } },
      {
        tags: [
          { key: "a", value: "1" },
          { key: "b", value: "2" },
        ],
      },
      "the tag a 1 is not a string",
    ],
    ["tags that are a list", { tags: ["a"] }, { tags: [] }, 'tags ["a"] is not an object'],
    ["a time in words", { timestamp: "soon" }, { startUs: 0 }, 'timestamp "soon" is not a number'],
    ["a time in digits", { timestamp: "5" }, { startUs: 5 }, undefined],
    ["a negative duration", { timestamp: 5, duration: -3 }, { durationUs: 0 }, "no length"],
    ["an unknown kind", { kind: "ODD" }, { kind: "" }, 'kind "ODD" is not known'],
    ["a parent that is none", { parentId: "xyz" }, { parentSpanId: "" }, 'parentId "xyz"'],
    ["short ids", { parentId: "a" }, { parentSpanId: "000000000000000a" }, undefined],
    [
      "annotations that are none",
      { annotations: [7, { timestamp: "x", value: 5 }] },
      { logs: [{ timestampUs: 0, fields: [{ value: "5" }] }] },
      "is not an object",
    ],
    [
      "an endpoint that is text",
      { localEndpoint: "x", remoteEndpoint: 7 },
      { process: { service: "unknown_service" } },
      "localEndpoint",
    ],
    [
      "null everywhere",
      {
        name: null,
        kind: null,
        timestamp: null,
        duration: null,
        tags: null,
        annotations: null,
        localEndpoint: null,
        parentId: null,
      },
      { operation: "", startUs: 0 },
      undefined,
    ],
  ])("%s costs only itself", async (_what, odd, kept, remark) => {
    await using traces = await startZipkin();
    const [status, text] = await post(traces, [{ traceId: "1", id: "2", ...odd }, 7, { traceId: "1", id: "3" }]);
    expect(status).toBe(202);
    expect(text).toContain("a span that is not an object is dropped");
    if (remark === undefined) expect(text.split("\n")).toHaveLength(2);
    else expect(text).toContain(remark);
    const { spans } = traces.store.trace("1".padStart(32, "0"))!;
    expect(spans).toMatchObject([kept, { spanId: "3".padStart(16, "0") }]);
    expect(traces.store.counters).toMatchObject({ received: 3, stored: 2, rejected: 1 });
  });
});
