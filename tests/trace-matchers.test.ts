import "@hipstershop/testkit/matchers";
import { criticalPathOf, fetchTrace } from "@hipstershop/testkit";
import type { Trace } from "@hipstershop/traces";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { type Answer, checkoutFields, Visitor } from "./support/visitor.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
  await new Visitor(shop.url).get("/");
});
afterAll(() => shop[Symbol.asyncDispose]());

const traceOf = async (answer: Promise<Answer>): Promise<Trace> => wholeTrace(shop, (await answer).traceId);
const visit = (path: string) => traceOf(new Visitor(shop.url).get(path));

async function withCart(...productIds: string[]): Promise<Visitor> {
  const visitor = new Visitor(shop.url);
  for (const productId of productIds) await visitor.post("/cart", { product_id: productId, quantity: "2" });
  return visitor;
}

const buy = async (changes: Record<string, string> = {}) =>
  traceOf((await withCart("OLJCESPC7Z", "66VCHSJNUP")).post("/cart/checkout", { ...checkoutFields, ...changes }));

describe("the home page", () => {
  test("asks for currencies, products, the cart and an ad once, and for nine prices", async () => {
    const trace = await visit("/");
    expect(trace).toHaveEdge("frontend", "currencyservice", "CurrencyService/GetSupportedCurrencies", 1);
    expect(trace).toHaveEdge("frontend", "productcatalogservice", "ProductCatalogService/ListProducts", 1);
    expect(trace).toHaveEdge("frontend", "cartservice", "CartService/GetCart", 1);
    expect(trace).toHaveEdge("frontend", "adservice", "AdService/GetAds", 1);
    expect(trace).toHaveEdge("frontend", "currencyservice", "CurrencyService/Convert", 9);
  });

  test("is one whole trace", async () => expect(await visit("/")).toBeWhole());

  test("fails nowhere", async () => expect(await visit("/")).not.toFailAt());

  test("costs 29 spans, two of them in the cart", async () => {
    expect(await visit("/")).toStayWithin({
      spans: 29,
      perService: { frontend: 14, currencyservice: 10, cartservice: 2 },
    });
  });

  test("converts prices when it knows the products", async () => {
    expect(await visit("/")).toHappenInOrder(["ProductCatalogService/ListProducts", "CurrencyService/Convert"]);
  });

  test("has nothing to do with money, mail or parcels", async () => {
    const perService = { paymentservice: 0, checkoutservice: 0, emailservice: 0, shippingservice: 0 };
    expect(await visit("/")).toStayWithin({ perService });
  });

  test("tells its route and its status", async () => {
    const attributes = { "http.request.method": "GET", "http.route": "/", "http.response.status_code": 200 };
    expect(await visit("/")).toHaveAttributes("frontend ← GET /", attributes);
  });

  test("waits for a price at the end", async () => {
    expect(await visit("/")).toHaveCriticalPath(["frontend ← GET /", "frontend → CurrencyService/Convert"]);
  });
});

describe("a product's page", () => {
  test("gets its recommendations from the catalog, by way of the recommender", async () => {
    const trace = await visit("/product/OLJCESPC7Z");
    expect(trace).toHaveEdge("frontend", "recommendationservice", "RecommendationService/ListRecommendations", 1);
    expect(trace).toHaveEdge("recommendationservice", "productcatalogservice", "ProductCatalogService/ListProducts", 1);
    expect(trace).not.toHaveEdge("frontend", "productcatalogservice", "ProductCatalogService/ListProducts");
  });

  test("recommends while the catalog is asked for all products", async () => {
    const names = [
      "frontend → RecommendationService/ListRecommendations",
      "recommendationservice → ProductCatalogService/ListProducts",
    ];
    const trace = await visit("/product/OLJCESPC7Z");
    expect(trace).toHappenInOrder(names, { after: "start" });
    expect(trace).not.toHappenInOrder(names);
  });

  test("of a product that is not there ends at the catalog's answer", async () => {
    const trace = await visit("/product/NOTHERE");
    expect(trace).toFailAt("frontend → ProductCatalogService/GetProduct");
    expect(trace).toHaveAttributes("frontend ← GET /product/{id}", { "http.response.status_code": 404 });
  });
});

describe("the cart", () => {
  test("adds a product only when the catalog knows it", async () => {
    const trace = await traceOf(new Visitor(shop.url).post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" }));
    expect(trace).toHappenInOrder(["ProductCatalogService/GetProduct", "CartService/AddItem"]);
    expect(trace).toHaveEdge("cartservice", "sqlite", "UPSERT carts", 1);
    expect(trace).toHaveCriticalPath(["frontend → ProductCatalogService/GetProduct", "cartservice → UPSERT carts"]);
  });

  test("names its database, and what it does there", async () => {
    const trace = await traceOf(new Visitor(shop.url).post("/cart/empty"));
    const attributes = { "db.system.name": "sqlite", "db.operation.name": "DELETE", "db.collection.name": "carts" };
    expect(trace).toHaveAttributes("cartservice DELETE carts", attributes);
  });

  test("is emptied with one call", async () => {
    expect(await traceOf(new Visitor(shop.url).post("/cart/empty"))).toMatchTraceShape(`
      frontend ← POST /cart/empty
        frontend → CartService/EmptyCart
          cartservice ← CartService/EmptyCart
            cartservice → DELETE carts
    `);
  });

  test("sets a line's quantity with one call", async () => {
    const visitor = await withCart("OLJCESPC7Z");
    const trace = await traceOf(visitor.post("/cart/quantity", { product_id: "OLJCESPC7Z", quantity: "5" }));
    expect(trace).toMatchTraceShape(`
      frontend ← POST /cart/quantity
        frontend → CartEditService/SetQuantity
          cartservice ← CartEditService/SetQuantity
            cartservice → UPSERT carts
    `);
  });

  test("shows a quote and a price for every line", async () => {
    const trace = await traceOf((await withCart("OLJCESPC7Z", "66VCHSJNUP")).get("/cart"));
    expect(trace).toHaveEdge("frontend", "shippingservice", "ShippingService/GetQuote", 1);
    expect(trace).toHaveEdge("frontend", "currencyservice", "CurrencyService/Convert", 3);
    expect(trace).toBeWhole();
  });
});

describe("the search", () => {
  test("looks in the catalog, then converts what it found", async () => {
    const trace = await visit("/search?q=camera");
    expect(trace).toHappenInOrder(["ProductCatalogService/SearchProducts", "CurrencyService/Convert"]);
    expect(trace).toHaveEdge("frontend", "currencyservice", "CurrencyService/Convert", 2);
  });

  test("that finds nothing converts nothing", async () => {
    expect(await visit("/search?q=submarine")).not.toHaveEdge("frontend", "currencyservice", "CurrencyService/Convert");
  });
});

describe("a purchase", () => {
  test("goes in the original's order: cart, prices and quote, charge, ship, empty, mail", async () => {
    const trace = await buy();
    const calls = [
      "PaymentService/Charge",
      "ShippingService/ShipOrder",
      "CartService/EmptyCart",
      "EmailService/SendOrderConfirmation",
    ];
    for (const first of ["CartService/GetCart", "ShippingService/GetQuote", "CurrencyService/Convert"])
      expect(trace).toHappenInOrder([first, ...calls].map((call) => `checkoutservice → ${call}`));
    const asking = ["CartService/GetCart", "ProductCatalogService/GetProduct", "CurrencyService/Convert"];
    expect(trace).toHappenInOrder(
      asking.map((call) => `checkoutservice → ${call}`),
      { after: "start" },
    );
  });

  test("is one whole trace without a failure", async () => {
    const trace = await buy();
    expect(trace).toBeWhole();
    expect(trace).not.toFailAt();
  });

  test("is carried by the checkout, which asks six services", async () => {
    const trace = await buy();
    const callees = [
      "cartservice",
      "currencyservice",
      "emailservice",
      "paymentservice",
      "productcatalogservice",
      "shippingservice",
    ];
    for (const callee of callees) expect(trace).toHaveEdge("checkoutservice", callee);
    expect(trace).not.toHaveEdge("frontend", "paymentservice");
    expect(trace).toHaveEdge("checkoutservice", "paymentservice", "PaymentService/Charge", 1);
  });

  test("waits for the bank, the parcel and the mail", async () => {
    const waitsFor = [
      "paymentservice ← PaymentService/Charge",
      "shippingservice ← ShippingService/ShipOrder",
      "emailservice ← EmailService/SendOrderConfirmation",
    ];
    expect(await buy()).toHaveCriticalPath(["frontend → CheckoutService/PlaceOrder", ...waitsFor]);
  });

  test("has a critical path from its first to its last microsecond", async () => {
    const trace = await buy();
    const stretches = criticalPathOf(trace.spans);
    expect(stretches[0]?.startUs).toBe(trace.startUs);
    const root = trace.spans.find(({ parentSpanId }) => parentSpanId === "");
    expect(stretches.reduce((total, { durationUs }) => total + durationUs, 0)).toBe(root?.durationUs);
  });

  test("tells what was paid, with which kind of card", async () => {
    const trace = await buy();
    expect(trace).toHaveAttributes("checkoutservice ← CheckoutService/PlaceOrder", {
      "app.cart.lines": 2,
      "app.order.currency": "USD",
      "app.order.id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(trace).toHaveAttributes("paymentservice ← PaymentService/Charge", { "app.payment.card_type": "visa" });
  });

  test("with a card that nobody takes ends at the bank: no parcel, no mail, and the cart stays full", async () => {
    const trace = await buy({ credit_card_number: "378282246310005" });
    expect(trace).toFailAt("checkoutservice → PaymentService/Charge");
    expect(trace).not.toHaveEdge("checkoutservice", "shippingservice", "ShippingService/ShipOrder");
    expect(trace).not.toHaveEdge("checkoutservice", "cartservice", "CartService/EmptyCart");
    expect(trace).toStayWithin({ perService: { emailservice: 0 } });
    expect(trace).toHaveAttributes("frontend ← POST /cart/checkout", { "http.response.status_code": 422 });
  });

  test("of an empty cart charges nothing", async () => {
    const trace = await traceOf(new Visitor(shop.url).post("/cart/checkout", checkoutFields));
    expect(trace).not.toHaveEdge("checkoutservice", "paymentservice");
  });
});

describe("the shop's query API, which could be that of another Jaeger", () => {
  test("gives the matchers the same trace", async () => {
    const here = await buy();
    const fetched = await fetchTrace(shop.status.traces, here.traceId);
    expect(fetched.spans).toHaveLength(here.spans.length);
    expect(fetched).toBeWhole();
    expect(fetched).toHaveEdge("cartservice", "sqlite", "DELETE carts", 1);
    expect(fetched).toHaveCriticalPath(["paymentservice ← PaymentService/Charge"]);
  });

  test("is waited for until all spans are in", async () => {
    const { traceId } = await new Visitor(shop.url).get("/");
    expect(await fetchTrace(shop.status.traces, traceId)).toHaveEdge("frontend", "currencyservice", undefined, 10);
  });
});
