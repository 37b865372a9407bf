import { randomBytes } from "node:crypto";

/** Services and operations of a checkout in the shop: 14 spans, the first is the root. */
const SHAPE: readonly (readonly [service: string, operation: string, kind: number, parent: number])[] = [
  ["frontend", "POST /cart/checkout", 2, -1],
  ["frontend", "hipstershop.CheckoutService/PlaceOrder", 3, 0],
  ["checkoutservice", "hipstershop.CheckoutService/PlaceOrder", 2, 1],
  ["checkoutservice", "hipstershop.CartService/GetCart", 3, 2],
  ["cartservice", "hipstershop.CartService/GetCart", 2, 3],
  ["cartservice", "HGETALL", 3, 4],
  ["checkoutservice", "hipstershop.ProductCatalogService/GetProduct", 3, 2],
  ["productcatalogservice", "hipstershop.ProductCatalogService/GetProduct", 2, 6],
  ["checkoutservice", "hipstershop.CurrencyService/Convert", 3, 2],
  ["currencyservice", "hipstershop.CurrencyService/Convert", 2, 8],
  ["checkoutservice", "hipstershop.PaymentService/Charge", 3, 2],
  ["paymentservice", "hipstershop.PaymentService/Charge", 2, 10],
  ["checkoutservice", "hipstershop.EmailService/SendOrderConfirmation", 3, 2],
  ["emailservice", "hipstershop.EmailService/SendOrderConfirmation", 2, 12],
];

export const SPANS_PER_TRACE = SHAPE.length;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** An OTLP request in JSON with this many checkout traces: 12 attributes per span, some of them unique. */
export function otlpRequest(traces: number, startMs: number) {
  const byService = new Map<string, object[]>();
  for (let trace = 0; trace < traces; trace += 1) {
    for (const [service, span] of traceSpans(startMs + trace)) {
      byService.set(service, [...(byService.get(service) ?? []), span]);
    }
  }
  return {
    resourceSpans: [...byService].map(([service, spans]) => ({
      resource: {
        attributes: [text("service.name", service), text("service.version", "v1"), text("host.name", "till")],
      },
      scopeSpans: [{ scope: { name: "shop", version: "1" }, spans }],
    })),
  };
}

function traceSpans(startMs: number): [service: string, span: object][] {
  const traceId = randomBytes(16).toString("hex");
  const ids = SHAPE.map(() => randomBytes(8).toString("hex"));
  return SHAPE.map(([service, name, kind, parent], index) => {
    const startNs = (BigInt(Math.floor(startMs * 1000)) + BigInt(index * 300)) * 1000n;
    const durationUs = Math.floor(20_000 / (1 + index) + Math.random() * 2000);
    const failed = Math.random() < 0.01;
    return [
      service,
      {
        traceId,
        spanId: ids[index],
        parentSpanId: parent < 0 ? "" : ids[parent],
        name,
        kind,
        startTimeUnixNano: String(startNs),
        endTimeUnixNano: String(startNs + BigInt(durationUs) * 1000n),
        attributes: attributesOf(name, index),
        status: failed ? { code: 2, message: "no luck" } : { code: 0 },
      },
    ];
  });
}

function attributesOf(name: string, index: number): object[] {
  return [
    text("rpc.system", "grpc"),
    text("rpc.method", name),
    text("server.address", "127.0.0.1"),
    { key: "server.port", value: { intValue: String(7000 + index) } },
    { key: "rpc.grpc.status_code", value: { intValue: "0" } },
    text("session.id", randomBytes(16).toString("hex")),
    text("app.product.id", `PRODUCT${Math.floor(Math.random() * 40)}`),
    text("app.currency", "EUR"),
    { key: "app.items", value: { intValue: String(Math.floor(Math.random() * 9)) } },
    { key: "app.total", value: { doubleValue: Math.random() * 100 } },
    ...(name === "HGETALL" ? [text("db.system.name", "redis")] : []),
  ];
}
