import { describe, expect, test } from "vitest";
import type {
  Comparison,
  RedAnswer,
  SearchAnswer,
  ServiceMap,
  SharedAnswer,
  StoreState,
} from "../src/viewer-api/answers.ts";
import type { TraceStore } from "../src/index.ts";
import { getJson, startFilledStore, TRACE, v3Error } from "./filled-store.ts";
import { span, tag } from "./spans.ts";
import { startTestStore } from "./start.ts";

const pad = (id: string): string => id.padStart(32, "0");

async function view<T>(traces: TraceStore, path: string): Promise<T> {
  return (await getJson(traces, `/api/view/${path}`)).body as T;
}

async function change(traces: TraceStore, method: string, path: string, headers = {}): Promise<[number, string]> {
  const answer = await fetch(`${traces.queryUrl}/api/view/${path}`, { method, headers });
  return [answer.status, await answer.text()];
}

/** Ten orders, a second old: the frontend calls the cart, which calls redis; the tenth fails and is slow. */
function addTraffic(traces: TraceStore): void {
  const startUs = (Date.now() - 1000) * 1000;
  for (let n = 1; n <= 10; n += 1) {
    const [traceId, isLast] = [String(n), n === 10];
    const own = { traceId, startUs: startUs + n, error: isLast };
    traces.store.add([
      span({ ...own, spanId: "1", service: "frontend", kind: "server", operation: "GET /cart", durationUs: n * 1000 }),
      span({ ...own, spanId: "2", parentSpanId: "1", service: "frontend", kind: "client", durationUs: n * 900 }),
      span({ ...own, spanId: "3", parentSpanId: "2", kind: "server", durationUs: n * 800 }),
      span({
        ...own,
        spanId: "4",
        parentSpanId: "3",
        kind: "client",
        durationUs: 10,
        tags: [tag("db.system", "redis")],
      }),
    ]);
  }
}

describe("search", () => {
  test("answers summaries, the newest first, and how many there are", async () => {
    await using traces = await startFilledStore();
    traces.store.pin(TRACE);
    const answer = await view<SearchAnswer>(traces, `search?q=${encodeURIComponent("service=cartservice error")}`);
    expect(answer).toEqual({
      total: 1,
      problem: null,
      traces: [
        {
          traceID: TRACE,
          rootService: "frontend",
          rootOperation: "GET /",
          startTime: 1_700_000_000_000_000,
          duration: 2000,
          spanCount: 2,
          errorCount: 1,
          orphanCount: 0,
          underWay: false,
          pinned: true,
          pinnedBy: 1,
          faults: [],
          services: [
            { name: "frontend", spanCount: 1, errorCount: 0 },
            { name: "cartservice", spanCount: 1, errorCount: 1 },
          ],
        },
      ],
    });
  });

  test("names each fault that acted in a trace once", async () => {
    await using traces = await startTestStore();
    const failed = tag("app.fault", "adFailure:all");
    traces.store.add([
      span({ spanId: "1", tags: [failed, tag("app.fault.ignored", "unheardOf:on (unknown)")] }),
      span({ spanId: "2", parentSpanId: "1", tags: [tag("app.fault", "shippingSlow:200ms+adFailure:all")] }),
    ]);
    const answer = await view<SearchAnswer>(traces, "search");
    expect(answer.traces.map(({ faults }) => faults)).toEqual([["adFailure:all", "shippingSlow:200ms"]]);
  });

  test("says where a query cannot be understood, and which parameter cannot", async () => {
    await using traces = await startFilledStore();
    expect(await view(traces, "search?q=(")).toEqual({
      traces: [],
      total: 0,
      problem: { message: "a condition is missing at the end", position: 1 },
    });
    expect(await getJson(traces, "/api/view/search?minDuration=blue")).toMatchObject({
      status: 400,
      body: v3Error(400, expect.stringContaining("'minDuration'")),
    });
  });
});

describe("the map and the RED page", () => {
  test("count services, databases and the calls between them", async () => {
    await using traces = await startTestStore();
    addTraffic(traces);
    const map = await view<ServiceMap>(traces, "map?lookbackMs=60000");
    expect(map.lookbackMs).toBe(60_000);
    expect(map.nodes.map(({ service, calls, errorShare }) => [service, calls, errorShare])).toEqual([
      ["frontend", 10, 0.1],
      ["cartservice", 10, 0.1],
      ["redis", 10, 0.1],
    ]);
    expect(map.edges.map(({ from, to, calls, errorShare }) => [from, to, calls, errorShare])).toEqual([
      ["frontend", "cartservice", 10, 0.1],
      ["cartservice", "redis", 10, 0.1],
    ]);
    expect(map.edges.find(({ to }) => to === "redis")).toMatchObject({ p50: 10, p99: 10 });
    expect(map.nodes[0]!.ratePerSecond).toBeGreaterThan(0);
  });

  test("an edge's traces are found by caller and by database", async () => {
    await using traces = await startTestStore();
    addTraffic(traces);
    const find = async (q: string) => (await view<SearchAnswer>(traces, `search?q=${encodeURIComponent(q)}`)).total;
    expect(await find("service=cartservice caller=frontend")).toBe(10);
    expect(await find("service=cartservice caller=front* error")).toBe(1);
    // Both services are in every trace, but there is no call in this direction; a parent in the same service is not a
    // caller.
    expect(await find("service=frontend caller=cartservice")).toBe(0);
    expect(await find("caller=cartservice")).toBe(0);
    expect(await find("service=cartservice database=redis")).toBe(10);
    expect(await find("service=frontend database=redis")).toBe(0);
  });

  test("rows have rates, quantiles, equal steps up to now, and exemplars that open", async () => {
    await using traces = await startTestStore();
    addTraffic(traces);
    const { rows, stepMs, lookbackMs } = await view<RedAnswer>(traces, "red?service=frontend");
    expect([stepMs, lookbackMs, rows.length]).toEqual([15_000, 900_000, 1]);
    const [row] = rows;
    expect(row).toMatchObject({ service: "frontend", operation: "GET /cart", calls: 10, errorShare: 0.1 });
    expect(row!.p50 / 5000).toBeCloseTo(1, 1);
    expect(row!.p99).toBeLessThanOrEqual(10_000);
    const times = row!.series.map(({ time }) => time);
    expect(new Set(times.slice(1).map((time, index) => time - times[index]!))).toEqual(new Set([15_000_000]));
    expect(row!.series.filter(({ ratePerSecond }) => ratePerSecond > 0).length).toBeGreaterThanOrEqual(1);
    const [slowest, usual] = row!.exemplars;
    expect(row!.exemplars).toHaveLength(2);
    expect(slowest).toMatchObject({ traceID: pad("10"), duration: 10_000, error: true });
    expect([pad("4"), pad("5"), pad("6")]).toContain(usual!.traceID);
    for (const { traceID } of row!.exemplars)
      expect((await getJson(traces, `/api/traces/${traceID}`)).status).toBe(200);
  });

  test("are empty without traffic, and keep to an hour", async () => {
    await using traces = await startTestStore();
    expect(await view(traces, "red?lookbackMs=999999999")).toEqual({ rows: [], stepMs: 60_000, lookbackMs: 3_600_000 });
    expect(await view(traces, "map?lookbackMs=1")).toEqual({ nodes: [], edges: [], lookbackMs: 15_000 });
    expect((await getJson(traces, "/api/view/red?lookbackMs=x")).status).toBe(400);
  });
});

describe("compare", () => {
  test("takes ids on one side and a query on the other", async () => {
    await using traces = await startTestStore();
    addTraffic(traces);
    const comparison = await view<Comparison>(traces, `compare?a=1,2,3&b=${encodeURIComponent("q:error")}`);
    expect(comparison).toMatchObject({ a: { traces: 3 }, b: { traces: 1 } });
    expect(comparison.differences.length).toBeGreaterThan(0);
    expect(comparison.headline).toMatch(
      /^B fails more often in .*\. B is 8\.00 ms slower in the median \(2\.00 → 10\.0 ms\)/,
    );
    expect(comparison.notes[0]).toBe("Too few traces for a test: A has 3, B has 1; it takes 5 a side.");
  });

  test("tells apart groups that were chosen by their duration", async () => {
    await using traces = await startTestStore();
    addTraffic(traces);
    const params = new URLSearchParams({ a: "q:trace.duration<6ms", b: "q:trace.duration>5500us" });
    const { headline, whole, notes } = await view<Comparison>(traces, `compare?${params.toString()}`);
    expect(headline).toMatch(/^B is 5\.00 ms slower in the median \(3\.00 → 8\.00 ms\)/);
    expect(whole).toMatchObject({ verdict: "slower", durationDelta: 5000 });
    expect(notes[0]).toBe("Whole traces: median 3.00 → 8.00 ms, B is slower (p 0.008).");
  });

  test.for([
    ["compare?a=1", 400, "parameter 'b' is required"],
    ["compare?a=zz&b=1", 400, "is not a trace id"],
    ["compare?a=1&b=99", 404, "trace not found"],
    ["compare?a=1&b=q:(", 400, "'b', character 1 of the query"],
  ] as const)("%s is %i: %s", async ([path, status, message]) => {
    await using traces = await startTestStore();
    addTraffic(traces);
    expect(await getJson(traces, `/api/view/${path}`)).toMatchObject({
      status,
      body: v3Error(status, expect.stringContaining(message)),
    });
  });
});

describe("what marked traces share", () => {
  const shared = (traces: TraceStore, query: string) => view<SharedAnswer>(traces, `shared?${query}`);

  function addCurrencies(traces: TraceStore): void {
    for (let n = 1; n <= 30; n += 1) {
      const isSlow = n > 20;
      const own = { traceId: String(n), startUs: 1_700_000_000_000_000 + n * 1000, service: "frontend" };
      const tags = [tag("app.user.currency", isSlow ? "EUR" : "USD"), tag("order", n)];
      traces.store.add([
        span({ ...own, operation: n % 2 ? "GET /" : "GET /cart", durationUs: isSlow ? 9000 : 90, tags }),
      ]);
    }
  }

  test("is ranked, in an area of duration and start, among the traces of the search", async () => {
    await using traces = await startTestStore();
    addCurrencies(traces);
    const answer = await shared(traces, "slower=5ms");
    expect(answer).toMatchObject({ marked: 10, others: 20, note: "" });
    expect(answer.contrasts).toMatchObject([
      { name: "app.user.currency=EUR", terms: [{ key: "app.user.currency", value: "EUR" }], marked: 10, others: 0 },
    ]);
    expect(await shared(traces, "slower=5ms&faster=9000")).toMatchObject({ marked: 10 });
    expect(await shared(traces, "faster=8999")).toMatchObject({ marked: 20, others: 10 });
    const [from, to] = [1_700_000_000_026_000, 1_700_000_000_030_000];
    expect(await shared(traces, `slower=5ms&from=${from}&to=${to}`)).toMatchObject({ marked: 5, others: 25 });
    const carts = `slower=5ms&operation=${encodeURIComponent("GET /cart")}`;
    expect(await shared(traces, carts)).toMatchObject({ marked: 5, others: 10 });
  });

  test("is nothing where too few are marked or nothing differs, which is said", async () => {
    await using traces = await startTestStore();
    addCurrencies(traces);
    expect(await shared(traces, "slower=1s")).toEqual({
      marked: 0,
      others: 30,
      contrasts: [],
      note: "",
    });
    expect((await shared(traces, "slower=5ms&from=1700000000027000")).note).toBe(
      "Too few traces for a test: 4 marked, 26 others; it takes 5 of each.",
    );
    expect((await shared(traces, "slower=5ms&q=EUR&faster=1h")).note).toMatch(/^Too few .* 10 marked, 0 others/);
    expect((await shared(traces, "to=1700000000010000&q=USD")).note).toBe("Nothing sets them apart beyond chance.");
  });

  test.for([
    ["shared?slower=blue", "'slower'"],
    ["shared?from=x", "'from'"],
    ["shared?q=(", "'q', character 1"],
  ] as const)("%s is refused: %s", async ([path, message]) => {
    await using traces = await startTestStore();
    expect(await getJson(traces, `/api/view/${path}`)).toMatchObject({
      status: 400,
      body: v3Error(400, expect.stringContaining(message)),
    });
  });
});

describe("pins", () => {
  test("are set and taken away, by ids of any spelling", async () => {
    await using traces = await startFilledStore();
    expect(await change(traces, "PUT", "pins/b")).toEqual([204, ""]);
    expect(await change(traces, "PUT", "pins/b")).toEqual([204, ""]);
    expect((await view<StoreState>(traces, "store")).pinned).toBe(1);
    expect(await change(traces, "DELETE", `pins/${pad("b")}`)).toEqual([204, ""]);
    expect((await change(traces, "DELETE", "pins/b"))[0]).toBe(404);
    expect((await change(traces, "PUT", "pins/ff"))[0]).toBe(404);
    expect((await change(traces, "PUT", "pins/x"))[0]).toBe(400);
  });

  test("belong to persons: a trace is kept until everybody has unpinned it", async () => {
    await using traces = await startFilledStore();
    for (const by of ["ada", "bob"]) expect((await change(traces, "PUT", `pins/b?by=${by}`))[0]).toBe(204);
    const pinnedFor = async (by: string, q = "") => {
      const query = new URLSearchParams({ q, by }).toString();
      const { traces: found } = await view<SearchAnswer>(traces, `search?${query}`);
      return found.map(({ traceID, pinned, pinnedBy }) => [traceID.at(-1), pinned, pinnedBy]);
    };
    expect(await pinnedFor("ada")).toContainEqual(["b", true, 2]);
    expect(await pinnedFor("eve")).toContainEqual(["b", false, 2]);
    expect(await pinnedFor("eve", "pinned")).toEqual([]);
    expect(await pinnedFor("", "pinned")).toEqual([["b", true, 2]]);
    expect((await change(traces, "DELETE", "pins/b?by=eve"))[0]).toBe(404);
    expect((await change(traces, "DELETE", "pins/b?by=ada"))[0]).toBe(204);
    expect(await pinnedFor("bob", "pinned")).toEqual([["b", true, 1]]);
    expect((await change(traces, "DELETE", "pins/b?by=bob"))[0]).toBe(204);
    expect((await view<StoreState>(traces, "store")).pinned).toBe(0);
    for (const by of ["ada", "bob"]) await change(traces, "PUT", `pins/b?by=${by}`);
    expect((await change(traces, "DELETE", "pins/b"))[0]).toBe(204);
    expect(traces.store.isPinned(pad("b"))).toBe(false);
    expect((await change(traces, "PUT", "pins/b?by=a%20b"))[0]).toBe(400);
  });

  test("have a limit, which is told in numbers", async () => {
    await using traces = await startTestStore({ maxSpans: 4 });
    traces.store.add([span({ traceId: "1" }), span({ traceId: "2" }), span({ traceId: "3" })]);
    expect((await change(traces, "PUT", "pins/1"))[0]).toBe(204);
    expect((await change(traces, "PUT", "pins/2"))[0]).toBe(204);
    const [status, text] = await change(traces, "PUT", "pins/3");
    expect(status).toBe(409);
    expect(text).toContain("2 pinned traces hold 2 spans");
  });

  test("are not for pages of other sites, but for scripts and our own", async () => {
    await using traces = await startFilledStore();
    expect((await change(traces, "PUT", "pins/b", { "sec-fetch-site": "cross-site" }))[0]).toBe(403);
    expect((await change(traces, "PUT", "pins/b", { "sec-fetch-site": "same-site" }))[0]).toBe(403);
    expect(traces.store.stats().pinned.traces).toBe(0);
    expect((await change(traces, "PUT", "pins/b", { "sec-fetch-site": "same-origin" }))[0]).toBe(204);
  });
});

test("the state of the store names services with the time since they were heard", async () => {
  await using traces = await startTestStore({ expectedServices: ["adservice", "cartservice"], maxSpans: 1 });
  traces.store.add([span({ traceId: "1" })], Date.now() - 40_000);
  traces.store.add([span({ traceId: "2", service: "late" })], Date.now() - 1000);
  const state = await view<StoreState>(traces, "store");
  expect(state).toMatchObject({ spans: 1, traces: 1, maxSpans: 1, received: 2, evicted: 1, rejected: 0, pinned: 0 });
  expect(state.services.map(({ name }) => name)).toEqual(["adservice", "cartservice", "late"]);
  expect(state.services[0]!.silentMs).toBeNull();
  expect(state.services[1]!.silentMs).toBeGreaterThanOrEqual(40_000);
  expect(state.oldestAgeMs).toBeGreaterThanOrEqual(1000);
});

describe("related traces", () => {
  const [long, short] = ["4bf92f3577b34da6a3ce929d0e0e4736", "0000000000000000a3ce929d0e0e4736"];
  const client = span({ traceId: long, spanId: "c", service: "frontend", operation: "GET /", kind: "client" });
  const server = span({ traceId: short, spanId: "5", parentSpanId: "c", operation: "Get", kind: "server" });

  test("two halves of a request find each other, although one's id was cut to 64 bits", async () => {
    await using traces = await startTestStore();
    traces.store.add([client, server, span({ traceId: "77", spanId: "7" })]);
    const shared = { sameTail: true, joint: client.spanId, by: "parent" };
    const only = (trace: object) => ({ traces: [trace], callees: [] });
    expect(await view(traces, `traces/${long}/related`)).toEqual(
      only({ traceID: short, rootService: "cartservice", rootOperation: "Get", holds: "child", ...shared }),
    );
    expect(await view(traces, `traces/${short}/related`)).toEqual(
      only({ traceID: long, rootService: "frontend", rootOperation: "GET /", holds: "parent", ...shared }),
    );
    expect(await view(traces, "traces/77/related")).toEqual({ traces: [], callees: [] });
    expect((await getJson(traces, "/api/view/traces/88/related")).status).toBe(404);
  });

  test("whole traces are not related, whatever ids they share", async () => {
    await using traces = await startTestStore();
    traces.store.add([client, span({ ...server, traceId: long }), span({ ...client, traceId: "9" })]);
    expect(await view(traces, `traces/${long}/related`)).toMatchObject({ traces: [] });
  });
});
