import { describe, expect, test } from "vitest";
import { getJson, START, startFilledStore, TRACE, v3Error } from "./filled-store.ts";
import { startTestStore } from "./start.ts";

describe("Jaeger's v3 API", () => {
  const window = "query.startTimeMin=2023-11-14T22:13:00Z&query.startTimeMax=2023-11-14T23:13:20.000000001%2B00:00";

  test("lists services and operations", async () => {
    await using traces = await startFilledStore();
    expect((await getJson(traces, "/api/v3/services")).body).toEqual({ services: ["cartservice", "frontend"] });
    expect((await getJson(traces, "/api/v3/operations?service=cartservice&span_kind=server")).body).toEqual({
      operations: [{ name: "Get", spanKind: "server" }],
    });
    expect((await getJson(traces, "/api/v3/operations?service=nobody")).body).toEqual({ operations: [] });
  });

  test("summarises what a search finds", async () => {
    await using traces = await startFilledStore();
    const { body } = await getJson(traces, `/api/v3/trace-summaries?${window}&query.serviceName=frontend`);
    expect(body).toEqual({
      summaries: [
        {
          traceId: TRACE,
          rootServiceName: "frontend",
          rootOperationName: "GET /",
          minStartTimeUnixNano: `${START}000`,
          maxEndTimeUnixNano: `${START + 2000}000`,
          spanCount: 2,
          errorSpanCount: 1,
          orphanSpanCount: 0,
          services: [
            { name: "frontend", spanCount: 1, errorSpanCount: 0 },
            { name: "cartservice", spanCount: 1, errorSpanCount: 1 },
          ],
        },
      ],
    });
    expect((await getJson(traces, `/api/v3/trace-summaries?${window}&query.serviceName=nobody`)).body).toEqual({
      summaries: [],
    });
  });

  test("takes names in camelCase and snake_case, and a zone whose plus came as a space", async () => {
    await using traces = await startFilledStore();
    const query =
      "query.start_time_min=2023-11-14T23:13:00+01:00&query.start_time_max=2023-11-14T23:13:20Z&query.num_traces=1&query.duration_max=0.1ms";
    expect((await getJson(traces, `/api/v3/trace-summaries?${query}`)).body).toMatchObject({
      summaries: [{ traceId: "b".padStart(32, "0") }],
    });
    const attributes = `query.attributes=${encodeURIComponent('{"error":"true"}')}&query.searchDepth=5&query.operation_name=Get`;
    expect((await getJson(traces, `/api/v3/trace-summaries?${window}&${attributes}`)).body).toMatchObject({
      summaries: [{ traceId: TRACE }],
    });
  });

  test("gives a trace as OTLP", async () => {
    await using traces = await startFilledStore();
    const { body } = await getJson(traces, `/api/v3/traces/${TRACE}`);
    expect(body).toMatchObject({
      result: {
        resourceSpans: [
          {
            resource: { attributes: [{ key: "service.name", value: { stringValue: "cartservice" } }] },
            scopeSpans: [
              {
                scope: { name: "cart", version: "" },
                spans: [
                  {
                    traceId: TRACE,
                    spanId: "0000000000000002",
                    parentSpanId: "0000000000000001",
                    name: "Get",
                    kind: 2,
                    startTimeUnixNano: `${START + 100}000`,
                    endTimeUnixNano: `${START + 600}000`,
                    attributes: [],
                    status: { code: 2 },
                    events: [
                      {
                        timeUnixNano: `${START + 200}000`,
                        name: "retried",
                        attributes: [{ key: "n", value: { intValue: "1" } }],
                      },
                    ],
                    links: [{ traceId: "b".padStart(32, "0"), spanId: "c".repeat(16) }],
                  },
                ],
              },
            ],
          },
          {
            scopeSpans: [
              {
                spans: [
                  {
                    kind: 0,
                    status: { code: 0 },
                    attributes: [
                      { key: "ratio", value: { doubleValue: "NaN" } },
                      { key: "big", value: { intValue: "9007199254740993" } },
                      { key: "raw", value: { bytesValue: "AP+A" } },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    });
    expect((await getJson(traces, `/api/v3/traces?${window}&query.serviceName=frontend`)).body).toEqual(body);
  });

  test("what v3 answers can be sent in again as OTLP, and reads alike", async () => {
    await using traces = await startFilledStore();
    await using copy = await startTestStore();
    const { body } = await getJson(traces, `/api/v3/traces/${TRACE}`);
    const headers = { "content-type": "application/json" };
    const sent = await fetch(`${copy.otlpHttpUrl}/v1/traces`, {
      method: "POST",
      headers,
      body: JSON.stringify((body as { result: object }).result),
    });
    expect(sent.status).toBe(200);
    const again = await getJson(copy, `/api/v3/traces/${TRACE}`);
    expect(again.body).toEqual(body);
  });

  test("errors come in its own envelope", async () => {
    await using traces = await startFilledStore();
    expect(await getJson(traces, "/api/v3/traces/abc")).toMatchObject({
      status: 404,
      body: v3Error(404, "trace not found"),
    });
    expect(await getJson(traces, `/api/v3/traces?${window}&query.service_name=nobody`)).toMatchObject({
      status: 404,
      body: v3Error(404, "no traces found"),
    });
    expect(await getJson(traces, "/api/v3/trace-summaries")).toMatchObject({
      status: 400,
      body: v3Error(400, expect.stringContaining("startTimeMin")),
    });
    expect(await getJson(traces, "/api/v3/trace-summaries?query.startTimeMin=yesterday")).toMatchObject({
      status: 400,
    });
    expect(await getJson(traces, "/api/v3/nowhere")).toMatchObject({
      status: 404,
      body: v3Error(404, expect.any(String)),
    });
  });
});
