import { describe, expect, test } from "vitest";
import { getJson, getEnvelope, START, startFilledStore, TRACE, v1Error } from "./filled-store.ts";
import { span } from "./spans.ts";
import { startTestStore } from "./start.ts";

describe("Jaeger's v1 API", () => {
  test("lists services and operations, empty lists included", async () => {
    await using traces = await startFilledStore();
    const { body } = await getJson(traces, "/api/services");
    expect(body).toEqual(getEnvelope(["cartservice", "frontend"]));
    expect((await getJson(traces, "/api/services/cartservice/operations")).body).toEqual(getEnvelope(["Get", "HGET"]));
    expect((await getJson(traces, "/api/services/nobody/operations")).body).toEqual(getEnvelope([]));
    expect((await getJson(traces, "/api/operations?service=cartservice")).body).toEqual(
      getEnvelope([
        { name: "Get", spanKind: "server" },
        { name: "HGET", spanKind: "client" },
      ]),
    );
    expect((await getJson(traces, "/api/operations?service=cartservice&spanKind=client")).body).toEqual(
      getEnvelope([{ name: "HGET", spanKind: "client" }]),
    );
    expect(await getJson(traces, "/api/operations")).toMatchObject({
      status: 400,
      body: v1Error(400, "parameter 'service' is required"),
    });
  });

  test("gives a trace in Jaeger's JSON, to the letter", async () => {
    await using traces = await startFilledStore();
    const { status, body, headers } = await getJson(traces, `/api/traces/${TRACE}`);
    expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    expect(body).toEqual(
      getEnvelope([
        {
          traceID: TRACE,
          spans: [
            {
              traceID: TRACE,
              spanID: "0000000000000001",
              flags: 1,
              operationName: "GET /",
              references: [],
              startTime: START,
              duration: 2000,
              tags: [
                { key: "ratio", type: "float64", value: "NaN" },
                { key: "big", type: "int64", value: "9007199254740993" },
                { key: "raw", type: "binary", value: "AP+A" },
              ],
              logs: [],
              processID: "p2",
              warnings: null,
            },
            {
              traceID: TRACE,
              spanID: "0000000000000002",
              flags: 1,
              operationName: "Get",
              references: [
                { refType: "CHILD_OF", traceID: TRACE, spanID: "0000000000000001" },
                { refType: "FOLLOWS_FROM", traceID: "000000000000000b", spanID: "c".repeat(16) },
              ],
              startTime: START + 100,
              duration: 500,
              tags: [
                { key: "span.kind", type: "string", value: "server" },
                { key: "error", type: "bool", value: true },
                { key: "otel.status_code", type: "string", value: "ERROR" },
                { key: "otel.scope.name", type: "string", value: "cart" },
              ],
              logs: [
                {
                  timestamp: START + 200,
                  fields: [
                    { key: "event", type: "string", value: "retried" },
                    { key: "n", type: "int64", value: 1 },
                  ],
                },
              ],
              processID: "p1",
              warnings: null,
            },
          ],
          processes: {
            p1: { serviceName: "cartservice", tags: [] },
            p2: { serviceName: "frontend", tags: [{ key: "service.version", type: "string", value: "v1" }] },
          },
          warnings: null,
        },
      ]),
    );
  });

  test.for([
    TRACE.toUpperCase(),
    TRACE.slice(1),
    Buffer.from(TRACE, "hex").toString("base64url") + "==",
    `${TRACE}?start=1&end=2&raw=true`,
  ])("finds a trace by the id written as %s", async (id) => {
    await using traces = await startFilledStore();
    expect((await getJson(traces, `/api/traces/${id}`)).body).toMatchObject({ data: [{ traceID: TRACE }] });
  });

  test("writes and takes short ids where the upper half is zero", async () => {
    await using traces = await startFilledStore();
    for (const id of ["b", "000000000000000b", "b".padStart(32, "0")]) {
      expect((await getJson(traces, `/api/traces/${id}`)).body).toMatchObject({
        data: [{ traceID: "000000000000000b" }],
      });
    }
  });

  test("says in its envelope that a trace is unknown, an id is none, a path leads nowhere", async () => {
    await using traces = await startFilledStore();
    expect(await getJson(traces, "/api/traces/abc")).toMatchObject({
      status: 404,
      body: v1Error(404, "trace not found"),
    });
    expect(await getJson(traces, "/api/traces/xyz")).toMatchObject({
      status: 400,
      body: v1Error(400, expect.stringContaining('"xyz"')),
    });
    expect(await getJson(traces, "/api/traces/0")).toMatchObject({ status: 400 });
    expect(await getJson(traces, `/api/traces/${TRACE}0`)).toMatchObject({ status: 400 });
    expect(await getJson(traces, "/api/nowhere")).toMatchObject({
      status: 404,
      body: v1Error(404, "there is nothing at /api/nowhere"),
    });
  });

  const found: [query: string, ids: string[]][] = [
    ["", [TRACE, "000000000000000b"]],
    ["service=cartservice&limit=1", [TRACE]],
    ["service=frontend&operation=Get", []],
    ["service=cartservice&operation=Get", [TRACE]],
    [`service=cartservice&tags=${encodeURIComponent('{"error":"true"}')}`, [TRACE]],
    [`tags=${encodeURIComponent('{"error":true,"otel.scope.name":"cart"}')}`, [TRACE]],
    ["tag=error:true", [TRACE]],
    ["minDuration=2ms", [TRACE]],
    ["maxDuration=0.5ms&service=cartservice", [TRACE, "000000000000000b"]],
    ["maxDuration=100us", ["000000000000000b"]],
    [`start=${START}&end=${START + 1}`, [TRACE]],
    [`end=${START - 1}&lookback=1h`, ["000000000000000b"]],
    [`end=${START - 1}&lookback=4s`, []],
    ["lookback=1h", []],
    ["lookback=custom&service=&operation=&minDuration=&maxDuration=&tags=", [TRACE, "000000000000000b"]],
    [`traceID=${TRACE}&traceID=b`, [TRACE, "000000000000000b"]],
  ];
  test.for(found)("searching with '%s' finds %j", async ([query, ids]) => {
    await using traces = await startFilledStore();
    const { status, body } = await getJson(traces, `/api/traces?${query}`);
    expect(status).toBe(200);
    expect(body).toEqual(getEnvelope(ids.map((traceID) => expect.objectContaining({ traceID }))));
  });

  test("traces asked for by id that are unknown are named beside those that are found", async () => {
    await using traces = await startFilledStore();
    const { status, body } = await getJson(traces, "/api/traces?traceID=b&traceID=77");
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: [{}], errors: [{ code: 404, msg: "trace not found", traceID: "77" }] });
  });

  test.for([
    "limit=many",
    "limit=-1",
    "start=1.5",
    "end=now",
    "minDuration=2",
    "maxDuration=2x",
    "minDuration=2s&maxDuration=1s",
    "tags=error",
    "tags=[]",
    'tags={"a":{}}',
    "tag=error",
    "lookback=-1h",
    "traceID=xyz",
  ])("'%s' is a bad parameter, and is named", async (query) => {
    await using traces = await startFilledStore();
    const name = query.split("=", 1)[0]!;
    expect(await getJson(traces, `/api/traces?${query}`)).toMatchObject({
      status: 400,
      body: v1Error(400, expect.stringContaining(name)),
    });
  });

  test("counts the calls between services within the window, to its grain of 15 s", async () => {
    await using traces = await startFilledStore();
    const endMs = START / 1000;
    expect((await getJson(traces, `/api/dependencies?endTs=${endMs}&lookback=1000`)).body).toEqual(
      getEnvelope([{ parent: "frontend", child: "cartservice", callCount: 1 }]),
    );
    expect((await getJson(traces, `/api/dependencies?endTs=${endMs - 20_000}&lookback=1000`)).body).toEqual(
      getEnvelope([]),
    );
    expect((await getJson(traces, "/api/dependencies?endTs=x")).body).toEqual(
      v1Error(400, expect.stringContaining("endTs")),
    );
  });

  test("a missing parent is a warning of its span", async () => {
    await using traces = await startTestStore();
    traces.store.add([span({ traceId: "a", spanId: "2", parentSpanId: "1" })]);
    expect((await getJson(traces, "/api/traces/a")).body).toMatchObject({
      data: [{ spans: [{ warnings: [expect.stringMatching(/^parent missing/)] }] }],
    });
  });
});

describe("the query port", () => {
  test("is read with GET only, from its own origin only", async () => {
    await using traces = await startFilledStore();
    for (const path of ["/api/services", "/api/v3/services", "/search", `/api/traces/${TRACE}`]) {
      for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
        const answer = await fetch(traces.queryUrl + path, { method, headers: { origin: "http://elsewhere.example" } });
        expect([method, path, answer.status, answer.headers.get("allow")]).toEqual([method, path, 405, "GET, HEAD"]);
      }
      const answer = await fetch(traces.queryUrl + path, { headers: { origin: "http://elsewhere.example" } });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("tells how full the store is", async () => {
    await using traces = await startTestStore({ maxSpans: 500, maxBytes: 1_000_000 });
    expect((await getJson(traces, "/api/store")).body).toMatchObject({
      spans: 0,
      bytes: 0,
      maxSpans: 500,
      maxBytes: 1_000_000,
      oldestAgeSeconds: null,
    });
    traces.store.add([span(), span()]);
    const { body } = await getJson(traces, "/api/store");
    expect(body).toMatchObject({
      spans: 1,
      traces: 1,
      counters: { received: 2, stored: 1, duplicates: 1, evicted: 0, rejected: 0 },
    });
    expect(body).toMatchObject({ bytes: expect.any(Number), oldestAgeSeconds: expect.any(Number) });
  });
});
