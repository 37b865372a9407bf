import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { page, rpc, wholeShape, wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
  // The first calls connect, and an ad that is late is left out: nothing a shape should depend on.
  await new Visitor(shop.url).get("/");
});
afterAll(() => shop[Symbol.asyncDispose]());

const currencies = rpc("frontend", "currencyservice", "CurrencyService/GetSupportedCurrencies");
const convert = (count = 1) => rpc("frontend", "currencyservice", "CurrencyService/Convert", { count });
const getCart = rpc("frontend", "cartservice", "CartService/GetCart", { inside: ["cartservice → SELECT carts"] });
const getProduct = (count = 1) =>
  rpc("frontend", "productcatalogservice", "ProductCatalogService/GetProduct", { count });
const ads = rpc("frontend", "adservice", "AdService/GetAds", { inside: ["adservice · Retrieve Ads"] });
const quote = rpc("frontend", "shippingservice", "ShippingService/GetQuote");
const recommendations = rpc("frontend", "recommendationservice", "RecommendationService/ListRecommendations", {
  inside: rpc("recommendationservice", "productcatalogservice", "ProductCatalogService/ListProducts"),
});

async function withCart(...productIds: string[]): Promise<Visitor> {
  const visitor = new Visitor(shop.url);
  for (const productId of productIds) await visitor.post("/cart", { product_id: productId, quantity: "2" });
  return visitor;
}

describe("one click is one trace, with the calls of the original", () => {
  test("GET / asks 13 times", async () => {
    const { traceId, status } = await new Visitor(shop.url).get("/");
    expect(status).toBe(200);
    const listProducts = rpc("frontend", "productcatalogservice", "ProductCatalogService/ListProducts");
    expect(await wholeShape(shop, traceId)).toBe(page("GET /", [currencies, listProducts, getCart, convert(9), ads]));
  });

  test("GET /product/{id} asks 12 times", async () => {
    const { traceId } = await new Visitor(shop.url).get("/product/OLJCESPC7Z");
    expect(await wholeShape(shop, traceId)).toBe(
      page("GET /product/{id}", [getProduct(6), currencies, getCart, convert(), recommendations, ads]),
    );
  });

  test("GET /cart asks 11 + 2n times", async () => {
    const visitor = await withCart("OLJCESPC7Z", "66VCHSJNUP", "1YMWWN1N4O");
    const { traceId } = await visitor.get("/cart");
    expect(await wholeShape(shop, traceId)).toBe(
      page("GET /cart", [currencies, getCart, recommendations, getProduct(8), quote, convert(4)]),
    );
  });

  test("POST /cart asks for the product, then adds it", async () => {
    const { traceId } = await new Visitor(shop.url).post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
    const addItem = rpc("frontend", "cartservice", "CartService/AddItem", { inside: ["cartservice → UPSERT carts"] });
    expect(await wholeShape(shop, traceId)).toBe(page("POST /cart", [getProduct(), addItem]));
  });

  test("POST /cart/empty empties", async () => {
    const { traceId } = await new Visitor(shop.url).post("/cart/empty");
    const emptyCart = rpc("frontend", "cartservice", "CartService/EmptyCart", {
      inside: ["cartservice → DELETE carts"],
    });
    expect(await wholeShape(shop, traceId)).toBe(page("POST /cart/empty", [emptyCart]));
  });

  test("POST /cart/quantity sets a line", async () => {
    const visitor = await withCart("OLJCESPC7Z");
    const { traceId } = await visitor.post("/cart/quantity", { product_id: "OLJCESPC7Z", quantity: "5" });
    const setQuantity = rpc("frontend", "cartservice", "CartEditService/SetQuantity", {
      inside: ["cartservice → UPSERT carts"],
    });
    expect(await wholeShape(shop, traceId)).toBe(page("POST /cart/quantity", [setQuantity]));
  });

  test("GET /search looks in the catalog", async () => {
    const { traceId } = await new Visitor(shop.url).get("/search?q=camera");
    const search = rpc("frontend", "productcatalogservice", "ProductCatalogService/SearchProducts");
    expect(await wholeShape(shop, traceId)).toBe(page("GET /search", [search, currencies, getCart, convert(2)]));
  });

  test("POST /cart/checkout asks 16 + 2n times", async () => {
    const visitor = await withCart("OLJCESPC7Z", "66VCHSJNUP");
    const { traceId, status } = await visitor.post("/cart/checkout", checkoutFields);
    expect(status).toBe(200);
    const checkout = (to: string, method: string, count = 1, inside: string[] = []) =>
      rpc("checkoutservice", to, method, { inside, count });
    const inside = [
      checkout("cartservice", "CartService/EmptyCart", 1, ["cartservice → DELETE carts"]),
      checkout("cartservice", "CartService/GetCart", 1, ["cartservice → SELECT carts"]),
      checkout("currencyservice", "CurrencyService/Convert", 3),
      checkout("emailservice", "EmailService/SendOrderConfirmation"),
      checkout("paymentservice", "PaymentService/Charge"),
      checkout("productcatalogservice", "ProductCatalogService/GetProduct", 2),
      checkout("shippingservice", "ShippingService/GetQuote"),
      checkout("shippingservice", "ShippingService/ShipOrder"),
    ].flat();
    const placeOrder = rpc("frontend", "checkoutservice", "CheckoutService/PlaceOrder", { inside });
    expect(await wholeShape(shop, traceId)).toBe(
      page("POST /cart/checkout", [placeOrder, recommendations, getProduct(5), currencies]),
    );
  });

  test.each(["/_healthz", "/robots.txt", "/version", "/static/favicon.svg"])("GET %s leaves no trace", async (path) => {
    const { status, headers } = await new Visitor(shop.url).get(path);
    expect(status).toBe(200);
    expect(headers.get("traceresponse")).toBeNull();
    expect(headers.getSetCookie()).toEqual([]);
  });
});

describe("a purchase", () => {
  test("goes in the original's order: cart, prices and quote, charge, ship, empty, mail", async () => {
    const visitor = await withCart("OLJCESPC7Z", "66VCHSJNUP");
    const { traceId } = await visitor.post("/cart/checkout", checkoutFields);
    const { spans } = await wholeTrace(shop, traceId);
    const when = (method: string) => {
      const calls = spans.filter(
        ({ operation, kind, process }) =>
          operation.endsWith(method) && kind === "client" && process.service === "checkoutservice",
      );
      return {
        start: Math.min(...calls.map((s) => s.startUs)),
        end: Math.max(...calls.map((s) => s.startUs + s.durationUs)),
      };
    };
    const steps = [
      "CartService/GetCart",
      "ProductCatalogService/GetProduct",
      "CurrencyService/Convert",
      "PaymentService/Charge",
      "ShippingService/ShipOrder",
      "CartService/EmptyCart",
      "EmailService/SendOrderConfirmation",
    ].map(when);
    for (const [i, step] of steps.slice(1).entries()) expect(step.start).toBeGreaterThan(steps[i]?.start ?? 0);
    expect(when("PaymentService/Charge").start).toBeGreaterThanOrEqual(when("ShippingService/GetQuote").end);
    expect(when("PaymentService/Charge").start).toBeGreaterThanOrEqual(when("CurrencyService/Convert").end);
    expect(when("ShippingService/ShipOrder").start).toBeGreaterThanOrEqual(when("PaymentService/Charge").end);
  });

  test("children lie inside their parents, by the microsecond", async () => {
    const visitor = await withCart("OLJCESPC7Z");
    const { traceId } = await visitor.post("/cart/checkout", checkoutFields);
    const { spans } = await wholeTrace(shop, traceId);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    for (const span of spans.filter(({ parentSpanId }) => parentSpanId !== "")) {
      const parent = byId.get(span.parentSpanId);
      expect(span.startUs, span.operation).toBeGreaterThanOrEqual(parent?.startUs ?? Number.POSITIVE_INFINITY);
      expect(span.startUs + span.durationUs, span.operation).toBeLessThanOrEqual(
        (parent?.startUs ?? 0) + (parent?.durationUs ?? 0) + 1,
      );
    }
    expect(spans.some(({ startUs }) => startUs % 1000 !== 0)).toBe(true);
  });

  test("tells what was bought, and nothing that is secret", async () => {
    const visitor = await withCart("OLJCESPC7Z");
    const { traceId, body } = await visitor.post("/cart/checkout", checkoutFields);
    const { spans } = await wholeTrace(shop, traceId);
    const server = spans.find(
      ({ operation, kind }) => operation === "hipstershop.CheckoutService/PlaceOrder" && kind === "server",
    );
    const tags = Object.fromEntries((server?.tags ?? []).map(({ key, value }) => [key, value]));
    expect(tags).toMatchObject({
      "app.user.currency": "USD",
      "app.cart.lines": 1,
      "app.order.amount": 144.97,
      "app.order.currency": "USD",
    });
    expect(body).toContain(String(tags["app.order.id"]));
    const everything = JSON.stringify(spans);
    for (const secret of ["4432", "672", "someone@example.com"]) expect(everything.includes(`"${secret}`)).toBe(false);
    expect(everything).not.toContain("015615");
  });
});
