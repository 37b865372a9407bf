import { Env, readTelemetryConfig } from "@hipstershop/runtime";
import type { Launch } from "@hipstershop/shop/launch";
import { startTelemetry, type Telemetry } from "@hipstershop/telemetry";
import { expect, test } from "vitest";
import { startTestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

const SPAN = "00f067aa0ba902b7";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
const FIELDS = ["traceparent", "tracestate", "baggage", "b3", "x-b3-traceid", "x-b3-sampled", "x-b3-flags"];

interface Received {
  readonly service: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** Starts services as the local runner does, and notes the trace headers that reach each, over the real wire. */
function listening(received: Received[]): Launch {
  return async (service, variables) => {
    const env = new Env(variables);
    const start = service.start(env);
    const telemetry = await startTelemetry(readTelemetryConfig(env, service.name));
    const propagation: Telemetry["propagation"] = {
      ...telemetry.propagation,
      extract(carrier, getter) {
        const fields = Object.fromEntries(FIELDS.map((name) => [name, getter.get(carrier, name)?.toString()]));
        // The flag service is followed by all others, at times of their own.
        if (service.name !== "flagservice") received.push({ service: service.name, fields });
        return telemetry.propagation.extract(carrier, getter);
      },
    };
    const { port, ...running } = await start({ ...telemetry, propagation });
    return {
      port,
      metricsUrl: telemetry.metricsUrl,
      pid: process.pid,
      state: "serving",
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        await telemetry[Symbol.asyncDispose]();
      },
    };
  };
}

const tracestate = "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";
const carried = { tracestate, baggage: "session=42;kind=test" };
const traceparent = `00-${TRACE}-${SPAN}-01`;

test.each<[string, string, Record<string, string>]>([
  ["W3C", "", { traceparent }],
  ["W3C and B3 multi", "", { traceparent, "X-B3-TraceId": TRACE, "X-B3-SpanId": SPAN, "X-B3-Sampled": "1" }],
  ["W3C and B3 single, which is written", "b3,tracecontext,baggage", { traceparent, b3: `${TRACE}-${SPAN}-1` }],
])("tracestate and baggage reach every service of a purchase, by %s", async (_name, propagators, headers) => {
  const received: Received[] = [];
  await using shop = await startTestShop({ OTEL_PROPAGATORS: propagators }, listening(received));
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  received.length = 0;
  const answer = await visitor.post("/cart/checkout", checkoutFields, { ...headers, ...carried });
  expect(answer.status).toBe(200);
  for (const name of ["frontend", "checkoutservice", "paymentservice", "emailservice", "shippingservice"]) {
    const calls = received.filter(({ service }) => service === name);
    expect(calls.length, name).toBeGreaterThan(0);
    for (const { fields } of calls) {
      expect(fields, name).toMatchObject(carried);
      expect(fields["traceparent"], name).toContain(TRACE);
    }
  }
  const { spans } = await wholeTrace(
    shop,
    TRACE,
    (trace) => trace.spans.some(({ operation }) => operation === "POST /cart/checkout") && trace.spans.length >= 16,
  );
  const states = spans.flatMap(({ tags }) => tags.filter(({ key }) => key === "w3c.tracestate"));
  expect(states.map(({ value }) => value)).toEqual(spans.map(() => tracestate));
});

test("a purchase whose B3 names another trace carries no tracestate, and b3: 0 beside traceparent leaves no span", async () => {
  const received: Received[] = [];
  await using shop = await startTestShop({}, listening(received));
  const visitor = new Visitor(shop.url);
  const buy = async (headers: Record<string, string>) => {
    await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
    received.length = 0;
    return visitor.post("/cart/checkout", checkoutFields, { ...carried, ...headers });
  };
  const won = await buy({ traceparent, b3: `${OTHER_TRACE}-${SPAN}-1` });
  expect(won.traceId).toBe(OTHER_TRACE);
  const behind = received.filter(({ service }) => service !== "frontend");
  expect(new Set(behind.map(({ fields }) => fields["tracestate"]))).toEqual(new Set([undefined]));
  expect(new Set(behind.map(({ fields }) => fields["x-b3-traceid"]))).toEqual(new Set([OTHER_TRACE]));

  const dropped = await buy({ traceparent, b3: "0" });
  expect(dropped.headers.get("traceresponse")).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-00$`));
  const fields = received.find(({ service }) => service === "paymentservice")?.fields;
  expect(fields).toMatchObject({ ...carried, "x-b3-traceid": TRACE, "x-b3-sampled": "0" });
  await wholeTrace(shop, (await visitor.get("/")).traceId);
  expect(shop.store.trace(TRACE)).toBeUndefined();
});
