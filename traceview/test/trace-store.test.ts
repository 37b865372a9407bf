import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { freePort } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { PortTakenError, type TraceStore } from "../src/index.ts";
import { startTestStore } from "./start.ts";
import { thriftBatch } from "./thrift-batch.ts";

const THRIFT = { "content-type": "application/x-thrift" };
const MIB = 1024 * 1024;

async function post(
  url: string,
  body: Buffer | string,
  headers: Record<string, string>,
): Promise<[status: number, text: string]> {
  const answer = await fetch(url, { method: "POST", body: Buffer.from(body), headers });
  return [answer.status, await answer.text()];
}

describe("starting and stopping", () => {
  test("a taken port is named, with the code EADDRINUSE, and nothing stays open", async () => {
    await using taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const failed = startTestStore({ otlpHttpPort: port });
    await expect(failed).rejects.toMatchObject({
      code: "EADDRINUSE",
      port,
      message: expect.stringContaining(String(port)),
    });
    await expect(failed).rejects.toBeInstanceOf(PortTakenError);
  });

  test("when the last port is taken, the first ones are free again", async () => {
    await using taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const otlpHttpPort = (taken.address() as AddressInfo).port;
    const queryPort = await freePort();
    await expect(startTestStore({ queryPort, otlpHttpPort })).rejects.toThrow(PortTakenError);
    await using again = await startTestStore({ queryPort });
    expect(again.queryUrl).toBe(`http://127.0.0.1:${queryPort}`);
  });

  test("disposal waits for nobody, though connections are kept alive or half a request was sent, and frees the ports", async () => {
    const traces = await startTestStore();
    const agent = new Agent({ keepAlive: true });
    const [answer] = await once(get(`${traces.queryUrl}/api/services`, { agent }), "response");
    answer.resume();
    await once(answer, "end");
    const { hostname, port } = new URL(traces.jaegerThriftUrl);
    const half = connect(Number(port), hostname).on("error", () => {});
    half.write(
      "POST /api/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-thrift\r\ncontent-length: 99\r\nexpect: 100-continue\r\n\r\n",
    );
    await once(half, "data");
    const startedMs = performance.now();
    await traces[Symbol.asyncDispose]();
    expect(performance.now() - startedMs).toBeLessThan(30_000);
    await expect(fetch(`${traces.queryUrl}/api/services`)).rejects.toThrow("fetch failed");
    agent.destroy();
  });
});

test("no port is open on another address of this machine", async () => {
  await using traces = await startTestStore();
  for (const url of [traces.queryUrl, traces.jaegerThriftUrl, traces.otlpHttpUrl]) {
    await expect(fetch(url.replace("127.0.0.1", "127.0.0.2"))).rejects.toThrow("fetch failed");
  }
});

describe("the thrift port", () => {
  const bytes = thriftBatch({ spans: [{ spanId: "1" }, { spanId: "2" }] });

  test("answers 202 and nothing, for both content types, with any query and with gzip", async () => {
    await using traces = await startTestStore();
    expect(await post(`${traces.jaegerThriftUrl}?format=jaeger.thrift`, bytes, THRIFT)).toEqual([202, ""]);
    const other = { "content-type": "application/vnd.apache.thrift.binary; charset=x", "content-encoding": "gzip" };
    expect(await post(traces.jaegerThriftUrl, gzipSync(bytes), other)).toEqual([202, ""]);
    expect(traces.store.counters).toMatchObject({ received: 4, stored: 2, duplicates: 2, rejectedBodies: 0 });
  });

  test.for([
    ["cut short", bytes.subarray(0, 60), THRIFT, 400, /the body ends at byte/],
    ["empty", Buffer.alloc(0), THRIFT, 400, /the body ends at byte 0/],
    ["of another type", bytes, { "content-type": "application/json" }, 400, /expected application\/x-thrift/],
    ["not the gzip it says", bytes, { ...THRIFT, "content-encoding": "gzip" }, 400, /not whole, valid gzip/],
    [
      "gzip cut short",
      gzipSync(bytes).subarray(0, -9),
      { ...THRIFT, "content-encoding": "gzip" },
      400,
      /not whole, valid gzip/,
    ],
    ["in an unknown encoding", bytes, { ...THRIFT, "content-encoding": "br" }, 415, /only gzip/],
    ["too large", Buffer.alloc(16 * MIB + 1), THRIFT, 413, /larger than 16777216 bytes/],
    [
      "a gzip bomb",
      gzipSync(Buffer.alloc(64 * MIB)),
      { ...THRIFT, "content-encoding": "gzip" },
      413,
      /larger than 16777216 bytes/,
    ],
  ] as const)("a body that is %s is refused in words and stores nothing", async ([, body, headers, status, words]) => {
    await using traces = await startTestStore();
    const [answered, text] = await post(traces.jaegerThriftUrl, body, headers);
    expect(answered).toBe(status);
    expect(text).toMatch(words);
    expect(traces.store.counters).toMatchObject({ received: 0, stored: 0, rejectedBodies: 1 });
  });
});

test("of thrift that is cut the spans before the cut are kept, and the answer says what was lost", async () => {
  await using traces = await startTestStore();
  const bytes = thriftBatch({ spans: [{ spanId: "1" }, { spanId: "2" }] });
  expect(await post(traces.jaegerThriftUrl, bytes.subarray(0, -20), THRIFT)).toEqual([
    202,
    expect.stringMatching(/^thrift: .* inside a value\n$/),
  ]);
  expect(traces.store.counters).toMatchObject({ received: 2, stored: 1, rejected: 1, rejectedBodies: 0 });
});

describe("the OTLP port", () => {
  const send = (traces: TraceStore, body: Buffer | string, type: string) =>
    post(`${traces.otlpHttpUrl}/v1/traces`, body, { "content-type": type });

  test("answers errors as a status in the format of the request", async () => {
    await using traces = await startTestStore();
    const [jsonStatus, json] = await send(traces, "{", "application/json");
    expect([jsonStatus, JSON.parse(json)]).toEqual([400, { code: 3, message: "OTLP: the body is not JSON" }]);
    const answer = await fetch(`${traces.otlpHttpUrl}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/x-protobuf" },
      body: Buffer.from([0x0a, 0x7f]),
    });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/x-protobuf"]);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0x08, 3, 0x12]));
    expect(bytes.toString("utf8", 4)).toMatch(/^protobuf: a length of 127/);
    expect((await send(traces, "x", "text/plain"))[0]).toBe(415);
    expect(traces.store.counters.rejectedBodies).toBe(3);
  });

  test("says how many spans it could not keep", async () => {
    await using traces = await startTestStore();
    const [status, text] = await send(
      traces,
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}',
      "application/json",
    );
    expect([status, JSON.parse(text).partialSuccess.rejectedSpans]).toEqual([200, "1"]);
    // resource_spans { scope_spans { spans {} } }
    const [protoStatus, proto] = await send(traces, Buffer.from("0a0412021200", "hex"), "application/x-protobuf");
    expect(protoStatus).toBe(200);
    expect(proto).toContain("without a valid trace id");
    expect(traces.store.counters).toMatchObject({ received: 2, rejected: 2, stored: 0 });
  });

  test("tells in JSON of odd fields whose spans it kept, and keeps every digit", async () => {
    await using traces = await startTestStore();
    const span = `{"traceId":"${"a".repeat(32)}","spanId":"${"b".repeat(16)}","droppedAttributesCount":-1,
      "attributes":[{"key":"big","value":{"intValue":9007199254740993}}]}`;
    const [status, text] = await send(
      traces,
      `{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`,
      "application/json",
    );
    expect([status, JSON.parse(text)]).toEqual([
      200,
      {
        partialSuccess: {
          rejectedSpans: "0",
          errorMessage: "OTLP: droppedAttributesCount -1 is not a count and is left out",
        },
      },
    ]);
    expect(traces.store.trace("a".repeat(32))!.spans[0]!.tags).toEqual([
      { key: "big", type: "int64", value: "9007199254740993" },
    ]);
  });

  test("answers a good request with an empty response of its type", async () => {
    await using traces = await startTestStore();
    expect(await send(traces, "{}", "application/json; charset=utf-8")).toEqual([200, "{}"]);
    expect(await send(traces, "", "application/x-protobuf")).toEqual([200, ""]);
  });
});
