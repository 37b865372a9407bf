import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { Meter } from "@opentelemetry/api";

/**
 * Metrics of the Node process and a build-info series. They are read at a scrape only, so an idle process does no work
 * for them; the ready-made instrumentation has a timer and a GC observer per service.
 * Names: https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/ and …/system/process-metrics/
 */
export function registerProcessMetrics(
  meter: Meter,
  build: { readonly version: string; readonly revision: string },
): void {
  meter
    .createObservableGauge("app_build_info", { description: "Always 1; what runs here is in the labels." })
    .addCallback((result) =>
      result.observe(1, { version: build.version, revision: build.revision, node: process.version }),
    );
  meter
    .createObservableGauge("process_memory_usage_bytes", { unit: "By", description: "Resident memory." })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableCounter("process_cpu_time_seconds", { unit: "s", description: "CPU time used, user and system." })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe(user / 1e6, { "cpu.mode": "user" });
      result.observe(system / 1e6, { "cpu.mode": "system" });
    });
  meter
    .createObservableGauge("v8js_memory_heap_used_bytes", { unit: "By", description: "Heap in use." })
    .addCallback((result) => result.observe(getHeapStatistics().used_heap_size));
  meter
    .createObservableGauge("v8js_memory_heap_limit_bytes", { unit: "By", description: "Heap at which V8 gives up." })
    .addCallback((result) => result.observe(getHeapStatistics().heap_size_limit));
  let before = performance.eventLoopUtilization();
  meter
    .createObservableGauge("nodejs_eventloop_utilization", { description: "Busy share since the last scrape, 0 to 1." })
    .addCallback((result) => {
      const current = performance.eventLoopUtilization();
      result.observe(performance.eventLoopUtilization(current, before).utilization);
      before = current;
    });
}
