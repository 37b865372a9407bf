import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NOBODY, testTelemetry } from "@hipstershop/testkit";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "lost-spans-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startCollector(answer: RequestListener) {
  const server = createServer((request, response) => void request.resume().on("end", () => answer(request, response)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let files = 0;

/** Telemetry with a small queue. */
async function startSending(exporter: "jaeger" | "otlp", address: string, exportTimeoutMs: number) {
  const file = join(folder, `${(files += 1)}.log`);
  const endpoint = `http://${address}/${exporter === "otlp" ? "v1/traces" : "api/traces"}`;
  const telemetry = await testTelemetry("adservice", {
    metrics: { host: "127.0.0.1", port: 0 },
    traces: [{ exporter, endpoint }],
    batch: { scheduledDelayMs: 10, maxQueueSize: 64, maxExportBatchSize: 16, exportTimeoutMs },
    log: { level: "warn", file },
  });
  const sum = (lines: readonly string[]) => lines.reduce((all, line) => all + Number(/ (\d+)$/.exec(line)?.[1]), 0);
  return Object.assign(telemetry, {
    /** Spans that were sent and lost so far, as Prometheus is told. */
    async counted() {
      const lines = (await telemetry.scrape()).split("\n").filter((line) => line.startsWith(COUNTER));
      const lost = lines.filter((line) => line.includes("error_type="));
      return { sent: sum(lines) - sum(lost), lost: sum(lost) };
    },
    lastLine: () => JSON.parse(readFileSync(file, "utf8").trim().split("\n").at(-1) || "{}") as object,
  });
}

const COUNTER = "otel_sdk_processor_span_processed_total{";
const SPANS = 200;

test.each([
  ["refused", "jaeger", () => ({ address: NOBODY, [Symbol.asyncDispose]: async () => {} })],
  ["refused", "otlp", () => ({ address: NOBODY, [Symbol.asyncDispose]: async () => {} })],
  ["hanging", "jaeger", () => startCollector(() => {})],
  ["hanging", "otlp", () => startCollector(() => {})],
  ["refusing", "jaeger", () => startCollector((_request, response) => response.writeHead(503).end())],
  ["good", "jaeger", () => startCollector((_request, response) => response.writeHead(202).end())],
  ["good", "otlp", () => startCollector((_request, response) => response.writeHead(200).end())],
] as const)("with a %s collector and %s, sent and lost spans are all that ended", async (how, exporter, start) => {
  await using collector = await start();
  const telemetry = await startSending(exporter, collector.address, how === "good" ? PATIENCE_MS : 20);
  // More than the queue holds, since no export happens meanwhile.
  for (let i = 0; i < SPANS; i++) telemetry.tracer.startSpan("work").end();
  const all = async () => {
    const { sent, lost } = await telemetry.counted();
    return sent + lost;
  };
  await expect.poll(all).toBe(SPANS);
  const { lost } = await telemetry.counted();
  // A batch of 16 and a queue of 64 are kept.
  expect(lost).toBe(how === "good" ? SPANS - 80 : SPANS);
  await telemetry[Symbol.asyncDispose]();
  expect(telemetry.lastLine()).toMatchObject({
    "app.exporter": exporter,
    "app.spans.ended": SPANS,
    "app.spans.lost": lost,
    message: `${lost} of ${SPANS} spans were not delivered until the end`,
  });
});

test("what is cut at the end, after the last scrape, is in the last line; with nothing lost there is none", async () => {
  await using hanging = await startCollector(() => {});
  const cut = await startSending("jaeger", hanging.address, PATIENCE_MS);
  for (let i = 0; i < 40; i++) cut.tracer.startSpan("work").end();
  await cut.stop(0);
  expect(cut.lastLine()).toMatchObject({ "app.spans.ended": 40, "app.spans.lost": 40 });
  await using good = await startCollector((_request, response) => response.writeHead(202).end());
  const whole = await startSending("jaeger", good.address, PATIENCE_MS);
  for (let i = 0; i < 40; i++) whole.tracer.startSpan("work").end();
  await whole[Symbol.asyncDispose]();
  expect(whole.lastLine()).toEqual({});
});
