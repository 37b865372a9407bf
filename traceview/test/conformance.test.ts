import { describe, expect, test } from "vitest";
import { getJson, TRACE, v1Error } from "./filled-store.ts";
import { startShop } from "./shop-store.ts";
import { startTestStore } from "./start.ts";

/**
 * Recorded requests of real clients, and the response shapes that they need: jaeger-ui 2.19, Grafana's data source with
 * and without its v3 toggle, the telemetry tests of the OpenTelemetry demo, HotROD's links.
 */
const BASES = ["", "/jaeger"] as const;
const envelope = (data: unknown) => ({ data, total: expect.any(Number), limit: 0, offset: 0, errors: null });
const TAG = { key: expect.any(String), type: expect.stringMatching(/^(?:string|bool|int64|float64|binary)$/) };
const V1_SPAN = {
  traceID: TRACE,
  spanID: expect.stringMatching(/^[0-9a-f]{16}$/),
  flags: 1,
  operationName: expect.any(String),
  references: expect.any(Array),
  startTime: expect.any(Number),
  duration: expect.any(Number),
  tags: expect.any(Array),
  logs: expect.any(Array),
  processID: expect.stringMatching(/^p\d+$/),
};
const DIGITS = expect.stringMatching(/^\d+$/);

describe.each(BASES)("below %j", (base) => {
  test("Grafana's data source, as it is by default", async () => {
    await using traces = await startShop();
    const get = async (path: string) => (await getJson(traces, base + path)).body;
    expect(await get("/api/services")).toEqual(envelope(["cartservice", "frontend"]));
    expect(await get("/api/services/frontend/operations")).toEqual(envelope(["GET /cart"]));
    const [startUs, endUs] = [(Date.now() - 3_600_000) * 1000, Date.now() * 1000];
    const query = `service=frontend&operation=GET+%2Fcart&tags=${encodeURIComponent('{"http.status_code":"200"}')}`;
    const range = `minDuration=1ms&maxDuration=1.2s&start=${startUs}&end=${endUs}&limit=20&lookback=custom`;
    expect(await get(`/api/traces?${query}&${range}`)).toEqual(
      envelope([
        {
          traceID: TRACE,
          spans: [expect.objectContaining(V1_SPAN), expect.objectContaining(V1_SPAN)],
          processes: { p1: { serviceName: "frontend", tags: [] }, p2: { serviceName: "cartservice", tags: [] } },
          warnings: null,
        },
      ]),
    );
    // Grafana sends this time range in milliseconds; it must not filter the trace out.
    const one = (await get(`/api/traces/${TRACE}?start=${startUs / 1000}&end=${endUs / 1000}`)) as {
      data: [{ spans: [object, { tags: object[]; references: object[] }] }];
    };
    const [, child] = one.data[0].spans;
    expect(child.references).toEqual([{ refType: "CHILD_OF", traceID: TRACE, spanID: "0000000000000001" }]);
    expect(child.tags).toContainEqual({ ...TAG, key: "error", type: "bool", value: true });
    expect(await get(`/api/dependencies?endTs=${endUs / 1000}&lookback=3600000`)).toEqual(
      envelope([{ parent: "frontend", child: "cartservice", callCount: 1 }]),
    );
  });

  test("Grafana's data source with its v3 toggle, times not encoded", async () => {
    await using traces = await startShop();
    const get = async (path: string) => (await getJson(traces, base + path)).body;
    expect(await get("/api/v3/services")).toEqual({ services: ["cartservice", "frontend"] });
    expect(await get("/api/v3/operations?service=frontend")).toEqual({
      operations: [{ name: "GET /cart", spanKind: "server" }],
    });
    const times = "start_time=2020-01-01T00:00:00+00:00&end_time=2100-01-01T00:00:00.000000001+00:00";
    expect(await get(`/api/v3/traces/${TRACE}?${times}`)).toMatchObject({
      result: {
        resourceSpans: [
          {
            resource: { attributes: [{ key: "service.name", value: { stringValue: "frontend" } }] },
            scopeSpans: [
              {
                spans: [
                  {
                    traceId: TRACE,
                    spanId: "0000000000000001",
                    parentSpanId: "",
                    kind: 2,
                    startTimeUnixNano: DIGITS,
                    endTimeUnixNano: DIGITS,
                    attributes: [{ key: "http.status_code", value: { intValue: "200" } }, {}],
                  },
                ],
              },
            ],
          },
          { scopeSpans: [{ spans: [{ status: { code: 2 } }] }] },
        ],
      },
    });
  });

  test("jaeger-ui 2.19: services, operations, summaries, a trace, the graph", async () => {
    await using traces = await startShop();
    const get = async (path: string) => (await getJson(traces, base + path)).body;
    expect(await get("/api/v3/services")).toEqual({ services: expect.any(Array) });
    expect(await get("/api/v3/operations?service=cartservice")).toEqual({
      operations: [{ name: "Get", spanKind: "server" }],
    });
    const [min, max] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)].map((time) =>
      time.toISOString(),
    );
    const query = `query.serviceName=frontend&query.startTimeMin=${min}&query.startTimeMax=${max}&query.searchDepth=20`;
    const { summaries } = (await get(`/api/v3/trace-summaries?${query}`)) as { summaries: object[] };
    expect(summaries).toEqual([
      {
        traceId: TRACE,
        rootServiceName: "frontend",
        rootOperationName: "GET /cart",
        minStartTimeUnixNano: DIGITS,
        maxEndTimeUnixNano: DIGITS,
        spanCount: 2,
        errorSpanCount: 1,
        orphanSpanCount: 0,
        services: [
          { name: "frontend", spanCount: 1, errorSpanCount: 0 },
          { name: "cartservice", spanCount: 1, errorSpanCount: 1 },
        ],
      },
    ]);
    expect(await get(`/api/traces/${TRACE}?prettyPrint=true`)).toMatchObject({
      data: [{ traceID: TRACE }],
      errors: null,
    });
    expect(await get(`/api/dependencies?endTs=${Date.now()}&lookback=604800000`)).toMatchObject({
      data: [{ parent: "frontend", child: "cartservice", callCount: 1 }],
    });
  });

  test("the demo's telemetry tests, and the search HotROD links to", async () => {
    await using traces = await startShop();
    const get = async (path: string) => (await getJson(traces, base + path)).body;
    expect(await get("/api/traces?service=cartservice&limit=20&lookback=1h")).toMatchObject({
      data: [{ processes: { p2: { serviceName: "cartservice" } } }],
    });
    const tags = encodeURIComponent('{"driver":"T7"}');
    const html = await fetch(`${traces.queryUrl}${base}/search?service=frontend&tags=${tags}&lookback=1h&limit=20`);
    expect([html.status, html.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  });

  test("errors come in the envelope of their API", async () => {
    await using traces = await startShop();
    expect(await getJson(traces, `${base}/api/traces/1234`)).toMatchObject({
      status: 404,
      body: v1Error(404, "trace not found"),
    });
    expect(await getJson(traces, `${base}/api/v3/traces/1234`)).toMatchObject({
      status: 404,
      body: { error: { httpCode: 404, message: "trace not found" } },
    });
    expect(await getJson(traces, `${base}/api/nothing`)).toMatchObject({
      status: 404,
      body: v1Error(404, expect.anything()),
    });
    expect(await getJson(traces, `${base}/api/view/nothing`)).toMatchObject({
      status: 404,
      body: { error: { httpCode: 404 } },
    });
  });
});

test("a path that only begins like the base path is not below it", async () => {
  await using traces = await startShop();
  expect((await fetch(`${traces.queryUrl}/jaegerapi/services`)).status).toBe(404);
  expect((await fetch(`${traces.queryUrl}/jaeger`)).status).toBe(200);
  expect((await fetch(`${traces.queryUrl}/jaeger?service=x`)).status).toBe(200);
});

describe("what jaeger-ui posts", () => {
  test("a file of OTLP to be transformed comes back as Jaeger's, and is not kept", async () => {
    await using traces = await startShop();
    const otlp = (await getJson(traces, `/api/view/traces/${TRACE}/export?format=otlp`)).body;
    await using empty = await startTestStore();
    const post = (body: string) => fetch(`${empty.queryUrl}/api/transform`, { method: "POST", body });
    const answer = await post(JSON.stringify(otlp));
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining(envelope([expect.objectContaining({ traceID: TRACE })])),
    ]);
    expect(empty.store.stats().traces).toBe(0);
    const refused = await post("{");
    expect([refused.status, await refused.json()]).toEqual([400, v1Error(400, "OTLP: the body is not JSON")]);
  });

  test("archiving a trace pins it", async () => {
    await using traces = await startShop();
    const archive = (id: string) => fetch(`${traces.queryUrl}/api/archive/${id}`, { method: "POST" });
    expect((await archive(TRACE)).status).toBe(200);
    expect(traces.store.isPinned(TRACE)).toBe(true);
    expect((await archive("99")).status).toBe(404);
  });
});
