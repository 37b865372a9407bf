import { expect, test } from "vitest";
import { shortOperation, spanLabel, spanName } from "./labels.ts";
import { spanKind } from "./model.ts";

const span = (kind: string, operation = "hipstershop.CartService/GetCart", service = "frontend") => ({
  process: { service },
  operation,
  kind,
});

test.each([
  ["client", "frontend → CartService/GetCart"],
  ["server", "frontend ← CartService/GetCart"],
  ["internal", "frontend · CartService/GetCart"],
  ["", "frontend · CartService/GetCart"],
])("in a tree a span of kind %j is %s", (kind, label) => expect(spanLabel(span(kind))).toBe(label));

test("in a sentence it is service and operation, or what there is of them", () => {
  expect(spanName(span("client"))).toBe("frontend CartService/GetCart");
  expect(spanName(span("", "GET /", ""))).toBe("GET /");
  expect(spanName(span("", ""))).toBe("frontend");
});

test.each([
  ["hipstershop.CartService/GetCart", "CartService/GetCart"],
  ["grpc.health.v1.Health/Check", "Health/Check"],
  ["/opentelemetry.proto.collector.trace.v1.TraceService/Export", "TraceService/Export"],
  ["CartService/GetCart", "CartService/GetCart"],
])("of the rpc %s, %s is shown", (operation, shown) => expect(shortOperation(operation)).toBe(shown));

test.each([
  "GET /product/{id}",
  "GET /a.B/c",
  "/index.Html/x/y",
  "example.org/Cart",
  "SELECT carts",
  "to hipstershop.CartService",
  "hipstershop.CartService",
  "retrieve.Ads",
  "",
])("%j, which is no rpc, is shown as it is", (operation) => expect(shortOperation(operation)).toBe(operation));

test("kinds are known in any case; what is none is none", () => {
  expect(["internal", "SERVER", "Client", "producer", "CONSUMER", "", "unspecified"].map(spanKind)).toEqual([
    "internal",
    "server",
    "client",
    "producer",
    "consumer",
    "",
    "",
  ]);
});
