import { describe, expect, test } from "vitest";
import { getJson, v1Error } from "./filled-store.ts";
import { startShop } from "./shop-store.ts";
import { span } from "./spans.ts";

describe("the Monitor tab", () => {
  const QUERY = "service=frontend&lookback=3600000&step=60000&ratePer=600000&spanKind=server";
  const point = (value: unknown) => ({
    gaugeValue: { doubleValue: value },
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });

  test.for([
    ["latencies", "&quantile=0.95", "service_latencies", "0.95th quantile latency, grouped by service", 4],
    ["calls", "", "service_call_rate", "calls/sec, grouped by service", expect.any(Number)],
    [
      "errors",
      "",
      "service_error_rate",
      "error rate, computed as a fraction of errors/sec over calls/sec, grouped by service",
      0,
    ],
  ] as const)("%s of a service", async ([metric, more, name, help, value]) => {
    await using traces = await startShop();
    const url = `/api/metrics/${metric}?${QUERY}&endTs=${Date.now()}${more}`;
    expect((await getJson(traces, url)).body).toEqual({
      name,
      type: "GAUGE",
      help,
      metrics: [{ labels: [{ name: "service_name", value: "frontend" }], metricPoints: [point(value)] }],
    });
  });

  test("by operation, and the error rate as a fraction", async () => {
    await using traces = await startShop();
    const url = "/api/metrics/errors?service=frontend&service=cartservice&groupByOperation=true";
    expect((await getJson(traces, url)).body).toMatchObject({
      name: "service_operation_error_rate",
      metrics: [
        {
          labels: [
            { name: "service_name", value: "frontend" },
            { name: "operation", value: "GET /cart" },
          ],
        },
        {
          labels: [
            { name: "service_name", value: "cartservice" },
            { name: "operation", value: "Get" },
          ],
          metricPoints: [point(1)],
        },
      ],
    });
  });

  test("points are equal steps apart, earliest first, also of kinds that are only counted from what is held", async () => {
    const nowMs = Date.now();
    await using traces = await startShop(nowMs - 300_000);
    traces.store.add([span({ traceId: "2", service: "frontend", kind: "client", startUs: (nowMs - 200_000) * 1000 })]);
    for (const kind of ["server", "client", "SPAN_KIND_CLIENT"]) {
      const url = `/api/metrics/calls?service=frontend&spanKind=${kind}&endTs=${nowMs}&step=60000&ratePer=600000`;
      const { metrics } = (await getJson(traces, url)).body as { metrics: { metricPoints: { timestamp: string }[] }[] };
      const times = metrics[0]!.metricPoints.map(({ timestamp }) => Date.parse(timestamp));
      expect(times.at(-1)).toBe(nowMs);
      expect(times.length).toBeGreaterThan(2);
      expect(new Set(times.slice(1).map((time, index) => time - times[index]!))).toEqual(new Set([60_000]));
    }
  });

  test("the finest step, and what is asked wrongly", async () => {
    await using traces = await startShop();
    expect((await getJson(traces, "/api/metrics/minstep")).body).toMatchObject({ data: 15_000, errors: null });
    expect((await getJson(traces, "/api/metrics/calls?service=nobody")).body).toMatchObject({ metrics: [] });
    for (const query of [
      "",
      "service=a&quantile=2",
      "service=a",
      "service=a&quantile=0.5&spanKind=x",
      "service=a&quantile=0.5&step=x",
    ]) {
      expect(await getJson(traces, `/api/metrics/latencies?${query}`)).toMatchObject({
        status: 400,
        body: v1Error(400, expect.any(String)),
      });
    }
  });
});
