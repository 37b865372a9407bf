import { patience } from "@hipstershop/testkit/patience";
import "@hipstershop/testkit/matchers";
import { CurrencyService } from "@hipstershop/contract";
import { createClient, implement, RpcError, serve, Status } from "@hipstershop/rpc";
import { inSpan } from "@hipstershop/telemetry";
import { fetchTrace, testTelemetry, traceFromSpans, type TracedTrace } from "@hipstershop/testkit";
import { startTraceStore } from "@hipstershop/traceview";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** One real call that works and one that fails, in one trace: the same spans in memory, in the store, and from its API. */
const sources = new Map<string, TracedTrace>();
const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

beforeAll(async () => {
  const store = stack.use(
    await startTraceStore({ host: "127.0.0.1", queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 }),
  );
  const traces = [{ exporter: "otlp", endpoint: `${store.otlpHttpUrl}/v1/traces` }] as const;
  const [asking, answering] = [await testTelemetry("asking", { traces }), await testTelemetry("answering", { traces })];
  const refuse = () => {
    throw new RpcError(Status.INTERNAL, "the table of rates is upside down");
  };
  const handlers = implement(CurrencyService, {
    getSupportedCurrencies: () => ({ currencyCodes: ["EUR"] }),
    convert: refuse,
  });
  const options = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
  await using server = await serve([handlers], options, answering);
  let traceId = "";
  await inSpan(asking, "shopping", { attributes: { "app.lines": 2, "app.done": false } }, async (span, context) => {
    traceId = span.spanContext().traceId;
    using currencies = createClient(CurrencyService, server.address, asking);
    await currencies.getSupportedCurrencies({}, { context });
    await currencies.convert({}, { context }).catch(() => {});
  });
  await Promise.all([asking.flush(), answering.flush()]);
  sources.set("spans in memory", traceFromSpans([...asking.spans(), ...answering.spans()], traceId));
  sources.set("the store's trace", await store.store.whenTrace(traceId, ({ spans }) => spans.length === 5, patience()));
  sources.set("a remote query API", await fetchTrace(store.queryUrl, traceId));
  await asking[Symbol.asyncDispose]();
  await answering[Symbol.asyncDispose]();
});

describe.each(["spans in memory", "the store's trace", "a remote query API"])("%s", (name) => {
  const trace = (): TracedTrace => sources.get(name) ?? { traceId: "", spans: [] };

  test("has the shape of the two calls", () => {
    expect(trace()).toMatchTraceShape(`
      asking · shopping
        asking → CurrencyService/Convert !
          answering ← CurrencyService/Convert !
        asking → CurrencyService/GetSupportedCurrencies
          answering ← CurrencyService/GetSupportedCurrencies
    `);
  });

  test("is whole, in order, and fails where it failed", () => {
    expect(trace()).toBeWhole();
    expect(trace()).toHappenInOrder(["CurrencyService/GetSupportedCurrencies", "CurrencyService/Convert"]);
    expect(trace()).toFailAt("answering ← CurrencyService/Convert");
  });

  test("has its edges, attributes and kinds", () => {
    expect(trace()).toHaveEdge("asking", "answering", "CurrencyService/Convert", 1);
    expect(trace()).toHaveAttributes("asking shopping", { "app.lines": 2, "app.done": false });
    expect(trace()).toHaveAttributes("answering CurrencyService/Convert", { "rpc.response.status_code": "INTERNAL" });
    expect(trace()).not.toHaveEdge("answering", "asking");
  });

  test("has a budget, and both calls on its critical path", () => {
    expect(trace()).toStayWithin({ spans: 5, perService: { asking: 3, answering: 2 } });
    const calls = ["GetSupportedCurrencies", "Convert"].map((method) => `answering ← CurrencyService/${method}`);
    expect(trace()).toHaveCriticalPath(calls);
  });

  test("draws itself when something is missing", () => {
    expect(() => expect(trace()).toHaveEdge("asking", "nobody")).toThrow(
      /▸? +asking → CurrencyService\/Convert +│.*│.* ms !/,
    );
  });
});
