import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { createLogger, traceFields } from "../src/log.ts";
import { inSpan } from "../src/telemetry.ts";

const METRICS = { metrics: { host: "127.0.0.1", port: 0 } };

test("work in a span is measured by it, below its parent, and gives what it made", async () => {
  await using telemetry = await testTelemetry();
  const parent = telemetry.tracer.startSpan("parent");
  const context = trace.setSpan(ROOT_CONTEXT, parent);
  const options = { parent: context, kind: SpanKind.CLIENT, attributes: { key: "cart" } };
  const made = await inSpan(telemetry, "GET", options, async (span, inside) => {
    expect(trace.getSpan(inside)).toBe(span);
    return 7;
  });
  expect(made).toBe(7);
  await inSpan(telemetry, "alone", {}, async () => {});
  const [get, alone] = telemetry.spans();
  expect(get).toMatchObject({ name: "GET", kind: SpanKind.CLIENT, attributes: { key: "cart" } });
  expect(get?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
  expect(get?.status).toEqual({ code: SpanStatusCode.UNSET });
  expect(alone).toMatchObject({ name: "alone", kind: SpanKind.INTERNAL, attributes: {} });
  expect(alone?.parentSpanContext).toBeUndefined();
});

test("work that fails ends its span as failed, and fails with the same", async () => {
  await using telemetry = await testTelemetry();
  const error = new TypeError("no way");
  await expect(inSpan(telemetry, "GET", {}, () => Promise.reject(error))).rejects.toBe(error);
  expect(telemetry.spans()).toMatchObject([
    { attributes: { "error.type": "TypeError" }, status: { code: SpanStatusCode.ERROR, message: "no way" } },
  ]);
  const thrown: unknown = "just words";
  const failing = inSpan(telemetry, "GET", {}, async () => {
    throw thrown;
  });
  await expect(failing).rejects.toBe(thrown);
  expect(telemetry.spans()[1]).toMatchObject({
    attributes: { "error.type": "Error" },
    status: { message: "just words" },
  });
});

test("telemetry is that of a service, of this process, on this machine", async () => {
  await using telemetry = await testTelemetry("cartservice", { serviceVersion: "1.2.3" });
  expect(telemetry).toMatchObject({ serviceName: "cartservice", serviceVersion: "1.2.3", metricsUrl: undefined });
  telemetry.tracer.startSpan("work").end();
  const [span] = telemetry.spans();
  expect(span?.instrumentationScope).toMatchObject({ name: "cartservice", version: "1.2.3" });
  expect(span?.resource.attributes).toMatchObject({
    "service.instance.id": `${hostname()}-${process.pid}`,
    "host.name": hostname(),
    "process.pid": process.pid,
  });
  await telemetry.flush();
});

test("/metrics tells of process and build, other paths where it is", async () => {
  await using telemetry = await testTelemetry("cartservice", { ...METRICS, resource: { "service.revision": "blue" } });
  expect(telemetry.metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  const url = telemetry.metricsUrl ?? "";
  const elsewhere = await fetch(url.replace("/metrics", "/"));
  expect([elsewhere.status, elsewhere.headers.get("content-type")]).toEqual([404, "text/plain"]);
  expect(await elsewhere.text()).toBe("metrics are at /metrics\n");
  expect((await fetch(`${url}?name=x`)).status).toBe(200);
  const text = await telemetry.scrape();
  const value = (series: string) => Number(new RegExp(`^${series}[^\\n]* (\\S+)$`, "m").exec(text)?.[1]);
  expect(text).toMatch(/^app_build_info\{version="0\.0\.0-test",revision="blue",node="v\d+[^"]*"[^}]*\} 1$/m);
  expect(text).toContain("# HELP app_build_info Always 1; what runs here is in the labels.");
  expect(value("process_memory_usage_bytes")).toBeGreaterThan(1_000_000);
  expect(value("v8js_memory_heap_used_bytes")).toBeGreaterThan(1_000_000);
  expect(value("v8js_memory_heap_limit_bytes")).toBeGreaterThan(value("v8js_memory_heap_used_bytes"));
  const cpu = ["user", "system"].map((mode) => value(`process_cpu_time_seconds(?:_total)?\\{[^}]*cpu_mode="${mode}"`));
  const { user, system } = process.cpuUsage();
  expect(cpu.map((seconds) => seconds >= 0 && seconds < 1e5)).toEqual([true, true]);
  expect(cpu[0]! + cpu[1]!).toBeLessThanOrEqual((user + system) / 1e6);
  expect(cpu[0]! + cpu[1]!).toBeGreaterThan((user + system) / 1e7);
  const busy = value("nodejs_eventloop_utilization");
  expect(busy >= 0 && busy <= 1).toBe(true);
});

test("a metrics port that is taken costs the metrics, not the service: one line says which, and what to set", async () => {
  await using telemetry = await testTelemetry("cartservice", METRICS);
  const port = Number(new URL(telemetry.metricsUrl ?? "").port);
  const folder = mkdtempSync(join(tmpdir(), "metrics-"));
  const log = { level: "info", file: join(folder, "ads.log") };
  const without = await testTelemetry("adservice", { metrics: { host: "127.0.0.1", port }, log });
  without.meter.createCounter("work_total").add(1);
  await without[Symbol.asyncDispose]();
  const problem = `adservice's metrics endpoint can't listen on 127.0.0.1:${port}: the port is taken (METRICS_PORT). adservice runs without metrics until it is started with a free port`;
  expect(without).toMatchObject({ metricsUrl: undefined, metricsProblem: problem });
  const [line, ...rest] = readFileSync(log.file, "utf8").trim().split("\n");
  rmSync(folder, { recursive: true });
  expect(rest).toEqual([]);
  expect(JSON.parse(line ?? "")).toMatchObject({ severity: "warn", message: problem });
});

test("a metrics address that this machine does not have is an error that names its variable", async () => {
  await expect(testTelemetry("adservice", { metrics: { host: "192.0.2.1", port: 0 } })).rejects.toThrow(
    "(METRICS_LISTEN_ADDR)",
  );
});

test("the metrics endpoint ends with its telemetry, also while somebody is connected", async () => {
  const telemetry = await testTelemetry("cartservice", METRICS);
  await telemetry.scrape();
  const url = telemetry.metricsUrl ?? "";
  await telemetry[Symbol.asyncDispose]();
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("a log line is JSON with time, severity, service and message; lower levels are left out", () => {
  const folder = mkdtempSync(join(tmpdir(), "log-"));
  const file = join(folder, "deep/service.log");
  const log = createLogger("cartservice", { level: "warn", file });
  log.info("not told");
  log.warn({ items: 2 }, "told");
  const [line, ...rest] = readFileSync(file, "utf8").split("\n");
  rmSync(folder, { recursive: true });
  expect(rest).toEqual([""]);
  const parsed = JSON.parse(line ?? "") as { timestamp: string };
  expect(parsed).toEqual({
    severity: "warn",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    "service.name": "cartservice",
    items: 2,
    message: "told",
  });
  expect(Math.abs(Date.parse(parsed.timestamp) - Date.now())).toBeLessThan(60_000);
});

test("a log line is tied to the span of its context, if there is a valid one", () => {
  const span = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", traceFlags: 1 };
  expect(traceFields(trace.setSpanContext(ROOT_CONTEXT, span))).toEqual({
    trace_id: span.traceId,
    span_id: span.spanId,
  });
  expect(traceFields(ROOT_CONTEXT)).toEqual({});
  expect(traceFields(trace.setSpanContext(ROOT_CONTEXT, { ...span, spanId: "0".repeat(16) }))).toEqual({});
});
