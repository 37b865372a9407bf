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
  expect(spanName(span("client"))).toBe("frontend hipstershop.CartService/GetCart");
  expect(spanName(span("", "GET /", ""))).toBe("GET /");
  expect(spanName(span("", ""))).toBe("frontend");
});

test("only our own package is left out of an operation, and only in front", () => {
  expect(shortOperation("grpc.health.v1.Health/Check")).toBe("grpc.health.v1.Health/Check");
  expect(shortOperation("to hipstershop.CartService")).toBe("to hipstershop.CartService");
});

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
