import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExportResultCode, type ExportResult } from "@opentelemetry/core";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TraceExport } from "../src/config.ts";
import { createExporter } from "../src/exporters.ts";
import { JaegerHttpExporter } from "../src/jaeger/exporter.ts";
import { createLogger } from "../src/log.ts";

const folder = mkdtempSync(join(tmpdir(), "delivery-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A collector that answers as `answer` says at the time. */
async function startCollector(first: Answer = (response) => response.writeHead(202).end()) {
  const sockets = new Set<Socket>();
  const requests: IncomingMessage[] = [];
  const collector = { answer: first };
  const server = createServer((request, response) => {
    sockets.add(request.socket);
    requests.push(request);
    request.resume().on("end", () => collector.answer(response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(collector, {
    host: `127.0.0.1:${port}`,
    endpoint: `http://127.0.0.1:${port}/api/traces`,
    sockets,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function endedSpan(): ReadableSpan {
  const memory = new InMemorySpanExporter();
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] })
    .getTracer("test")
    .startSpan("work")
    .end();
  return memory.getFinishedSpans()[0]!;
}
const spans = [endedSpan()];

interface Exporting {
  export(list: ReadableSpan[], done: (result: ExportResult) => void): void;
}
const exported = (exporter: Exporting, list: ReadableSpan[] = spans) =>
  new Promise<ExportResult>((resolve) => exporter.export(list, resolve));
const failed = (message: string | RegExp) => ({
  code: ExportResultCode.FAILED,
  error: expect.objectContaining({ message: expect.stringMatching(message) }),
});
const SUCCESS = { code: ExportResultCode.SUCCESS };

describe("the Jaeger sender", () => {
  test("posts one batch after the other on one connection, and nothing for no spans", async () => {
    await using collector = await startCollector();
    const exporter = new JaegerHttpExporter({ endpoint: collector.endpoint, timeoutMs: 5000 });
    expect(await exported(exporter, [])).toEqual(SUCCESS);
    for (let i = 0; i < 3; i += 1) expect(await exported(exporter)).toEqual(SUCCESS);
    expect(collector.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(3).fill("POST /api/traces"));
    expect(collector.requests[0]?.headers).toMatchObject({ "content-type": "application/x-thrift" });
    expect(collector.requests[0]?.headers).not.toHaveProperty("transfer-encoding");
    expect(collector.sockets.size).toBe(1);
    await exporter.forceFlush();
    await exporter.shutdown();
  });

  test.each([
    [200, true],
    [299, true],
    [300, false],
    [404, false],
    [503, false],
  ])("a collector that answers %d has taken the spans: %s", async (status, isTaken) => {
    await using collector = await startCollector((response) => response.writeHead(status).end("a word about it"));
    const exporter = new JaegerHttpExporter({ endpoint: collector.endpoint, timeoutMs: 5000 });
    const expected = isTaken ? SUCCESS : failed(`^the collector at ${collector.host} answered ${status}$`);
    expect(await exported(exporter)).toEqual(expected);
    await exporter.shutdown();
  });

  test("no answer in time, one that breaks off, and a connection that closes are failures with their reason", async () => {
    await using collector = await startCollector(() => {});
    const hasty = new JaegerHttpExporter({ endpoint: collector.endpoint, timeoutMs: 20 });
    expect(await exported(hasty)).toEqual(failed(`^no answer from ${collector.host} within 20 ms$`));
    const exporter = new JaegerHttpExporter({ endpoint: collector.endpoint, timeoutMs: 5000 });
    collector.answer = (response) => {
      response.writeHead(200, { "content-length": "10" }).write("half", () => response.destroy());
    };
    expect(await exported(exporter)).toEqual(failed(/aborted|broke off|closed/));
    collector.answer = (_, request) => request.socket.destroy();
    expect(await exported(exporter)).toEqual(failed(/socket hang up|closed/));
    for (const one of [hasty, exporter]) await one.shutdown();
  });

  test("what is under way when it is stopped has failed, and nothing is sent afterwards", async () => {
    await using collector = await startCollector(() => {});
    const exporter = new JaegerHttpExporter({ endpoint: collector.endpoint, timeoutMs: 60_000 });
    const underWay = exported(exporter);
    await vi.waitFor(() => expect(collector.requests).toHaveLength(1));
    await exporter.shutdown();
    expect(await underWay).toEqual(failed("^the exporter was shut down$"));
    expect(await exported(exporter)).toEqual(failed("^the exporter was shut down$"));
    expect(await exported(exporter, [])).toEqual(SUCCESS);
    expect(collector.requests).toHaveLength(1);
  });

  test("https is spoken to an https endpoint", async () => {
    await using collector = await startCollector();
    const endpoint = collector.endpoint.replace("http:", "https:");
    const exporter = new JaegerHttpExporter({ endpoint, timeoutMs: 5000 });
    expect(await exported(exporter)).toEqual(failed(/SSL|wrong version|EPROTO|TLS|closed|hang up/));
    expect(collector.requests).toHaveLength(0);
    await exporter.shutdown();
  });
});

describe("an exporter chosen by name", () => {
  let number = 0;
  let file = "";
  beforeEach(() => {
    number += 1;
    file = join(folder, `${number}.log`);
  });
  afterEach(() => vi.restoreAllMocks());
  const lines = () =>
    readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
  const create = (traces: TraceExport) =>
    createExporter(traces, 5000, createLogger("test", { level: "info", file }), {
      current: undefined,
      calls: new Map(),
    });

  test("says once that delivery fails, and once that it works again", async () => {
    await using collector = await startCollector((response) => response.writeHead(503).end());
    const exporter = await create({ exporter: "jaeger", endpoint: collector.endpoint });
    for (let i = 0; i < 3; i += 1) expect((await exported(exporter)).code).toBe(ExportResultCode.FAILED);
    collector.answer = (response) => response.writeHead(202).end();
    for (let i = 0; i < 3; i += 1) expect((await exported(exporter)).code).toBe(ExportResultCode.SUCCESS);
    collector.answer = (response) => response.writeHead(500).end();
    expect((await exported(exporter)).code).toBe(ExportResultCode.FAILED);
    const failing = {
      severity: "warn",
      "app.exporter": "jaeger",
      message: expect.stringMatching(/^spans can't be delivered and are dropped/),
    };
    expect(lines()).toMatchObject([
      { ...failing, "error.message": `the collector at ${collector.host} answered 503` },
      { severity: "info", "app.exporter": "jaeger", message: "spans are delivered again" },
      { ...failing, "error.message": `the collector at ${collector.host} answered 500` },
    ]);
    collector.answer = (response) => response.writeHead(202).end();
    exporter.abort();
    expect((await exported(exporter)).code).toBe(ExportResultCode.FAILED);
    await exporter.forceFlush?.();
    await exporter.shutdown();
  });

  test.each([
    ["an error", new Error("no room")],
    ["anything else", "no room"],
  ])("that throws %s is as good as one that failed", async (_what, thrown) => {
    const exporter = await create({ exporter: "console" });
    vi.spyOn(console, "dir").mockImplementation(() => {
      throw thrown;
    });
    expect(await exported(exporter)).toEqual(failed("^no room$"));
    expect(lines()).toMatchObject([{ "error.message": "no room", "app.exporter": "console" }]);
  });

  test("console prints spans", async () => {
    const printed = vi.spyOn(console, "dir").mockImplementation(() => {});
    const exporter = await create({ exporter: "console" });
    expect(await exported(exporter)).toMatchObject(SUCCESS);
    expect(printed).toHaveBeenCalledWith(expect.objectContaining({ name: "work" }), expect.anything());
    exporter.abort();
    await exporter.shutdown();
  });

  test.each(["jaeger", "jaeger-official", "otlp"] as const)("%s posts spans to its endpoint", async (name) => {
    await using collector = await startCollector((response) => response.writeHead(200).end());
    const exporter = await create({ exporter: name, endpoint: collector.endpoint });
    expect((await exported(exporter)).code).toBe(ExportResultCode.SUCCESS);
    const types = collector.requests.map(({ headers }) => headers["content-type"]);
    expect(types).toEqual([name === "otlp" ? "application/x-protobuf" : "application/x-thrift"]);
    await exporter.forceFlush?.();
    await exporter.shutdown();
  });
});
