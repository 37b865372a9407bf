import {
  type Cable,
  isWhole,
  type PlacedSpan,
  redisBinary,
  startCable,
  startRedis,
  testTelemetry,
  type TraceNode,
  placesOf,
} from "@hipstershop/testkit";
import { CurrencyService, ProductCatalogService } from "@hipstershop/contract";
import { createClient, implement, RpcError, serve, Status } from "@hipstershop/rpc";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { launchHere } from "@hipstershop/shop/launch-here";
import type { Launch } from "@hipstershop/shop/launch";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

const DOWN = "127.0.0.1:1";
const PATIENCE = { timeout: PATIENCE_MS };

/** Starts the shop with some services told that others are at an address where nobody is. */
function withAway(...variables: string[]): Launch {
  const away = Object.fromEntries(variables.map((name) => [name, DOWN]));
  return (service, environment, events) => launchHere(service, { ...environment, ...away }, events);
}

function deepestErrors(spans: readonly PlacedSpan[]): string[] {
  const found: string[] = [];
  const visit = ({ span, children }: TraceNode): boolean => {
    const below = children.map(visit).some(Boolean);
    if (span.error && !below) found.push(`${span.process.service} ${span.kind} ${span.operation}`);
    return span.error || below;
  };
  placesOf(spans).roots.forEach(visit);
  return found.sort();
}

/** A trace with calls that never reached anyone is complete when its root is there. */
const rooted = ({ spans }: { spans: readonly PlacedSpan[] }) =>
  placesOf(spans).roots.length === 1 && placesOf(spans).orphans.length === 0;

async function cartOf(shop: TestShop): Promise<Visitor> {
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  return visitor;
}

/** How many cards were charged, by the spans of the payment service. */
function charges({ store }: TestShop): number {
  const spans = [...store.traces()].flatMap((trace) => trace.spans);
  return spans.filter(
    ({ operation, kind, error }) => operation.endsWith("PaymentService/Charge") && kind === "server" && !error,
  ).length;
}

describe("a service that is away", () => {
  test.each<[string, "get" | "post", string, number, string[], string[]]>([
    [
      "PAYMENT_SERVICE_ADDR",
      "post",
      "/cart/checkout",
      503,
      ["checkoutservice client hipstershop.PaymentService/Charge"],
      [],
    ],
    [
      "SHIPPING_SERVICE_ADDR",
      "get",
      "/cart",
      200,
      ["frontend client hipstershop.ShippingService/GetQuote"],
      ["What shipping costs"],
    ],
    [
      "CURRENCY_SERVICE_ADDR",
      "get",
      "/product/OLJCESPC7Z",
      200,
      [
        "frontend client hipstershop.CurrencyService/Convert",
        "frontend client hipstershop.CurrencyService/GetSupportedCurrencies",
      ],
      ["and are in USD"],
    ],
    [
      "RECOMMENDATION_SERVICE_ADDR",
      "get",
      "/product/OLJCESPC7Z",
      200,
      ["frontend client hipstershop.RecommendationService/ListRecommendations"],
      ["Recommendations are taking a rest"],
    ],
    ["AD_SERVICE_ADDR", "get", "/", 200, ["frontend client hipstershop.AdService/GetAds"], []],
    ["EMAIL_SERVICE_ADDR", "post", "/cart/checkout", 200, [], ["Your order is complete"]],
  ])(
    "%s: %s %s answers %i, and the trace ends in an error at the call that failed",
    async (variable, method, path, status, errors, words) => {
      await using shop = await startTestShop({}, withAway(variable));
      const visitor = await cartOf(shop);
      await visitor.get("/");
      const answer = method === "get" ? await visitor.get(path) : await visitor.post(path, checkoutFields);
      expect(answer.status).toBe(status);
      for (const text of words) expect(answer.body).toContain(text);
      expect(answer.body).not.toMatch(/at .*\.ts:\d+|ECONNREFUSED|127\.0\.0\.1:1\b/);
      if (status === 503) {
        expect(answer.headers.get("retry-after")).toBe("3");
        expect(answer.body).toContain(answer.traceId);
      }
      // A call that the page no longer waited for ends after it: its span comes later.
      const told = (trace: { spans: readonly PlacedSpan[] }) =>
        rooted(trace) && errors.every((error) => deepestErrors(trace.spans).includes(error));
      const { spans } = await wholeTrace(shop, answer.traceId, told);
      if (errors.length > 0) expect([...new Set(deepestErrors(spans))]).toEqual(errors);
      expect(spans.find(({ parentSpanId }) => parentSpanId === "")?.error).toBe(status >= 500);
    },
  );
});

/** Starts the shop with one service at the end of a cable. */
function atACable(name: string): { readonly launch: Launch; readonly cable: Promise<Cable> } {
  const { promise, resolve } = Promise.withResolvers<Cable>();
  const launch: Launch = async (service, environment, events) => {
    const launched = await launchHere(service, environment, events);
    if (service.name !== name) return launched;
    const cable = await startCable(`127.0.0.1:${launched.port}`);
    resolve(cable);
    const dispose = async () => {
      await cable[Symbol.asyncDispose]();
      await launched[Symbol.asyncDispose]();
    };
    return { ...launched, port: Number(cable.address.split(":")[1]), [Symbol.asyncDispose]: dispose };
  };
  return { launch, cable: promise };
}

describe("a service that is killed and comes back", () => {
  test.each([
    ["productcatalogservice", "ProductCatalogService/ListProducts", "The shelf as it was at"],
    ["currencyservice", "CurrencyService/GetSupportedCurrencies", "Prices from"],
    ["cartservice", "CartService/GetCart", "It is kept."],
  ])("%s: pages are shown without it, say so, and their traces show the waiting", async (name, rpc, note) => {
    const { launch, cable } = atACable(name);
    await using shop = await startTestShop({ PAGE_DEADLINE_MS: "60000" }, launch);
    const visitor = new Visitor(shop.url);
    await visitor.get("/");
    await (await cable).breakConnections();
    const { status, body, traceId } = await visitor.get("/");
    expect([status, body.includes("Vintage Typewriter"), body.includes(note)]).toEqual([200, true, true]);
    const { spans } = await wholeTrace(shop, traceId, rooted);
    const waiting = spans.find(({ operation, kind }) => operation === `hipstershop.${rpc}` && kind === "client");
    const told = waiting?.logs.map(({ fields }) => fields.find(({ key }) => key === "event")?.value);
    expect(told).toEqual(expect.arrayContaining(["waiting for a connection", "not connected"]));
    await (await cable).acceptConnections();
    await expect.poll(async () => (await visitor.get("/")).body, PATIENCE).not.toContain(note);
  });

  test("the payment: orders are refused at once and not charged, until it is back", async () => {
    const { launch, cable } = atACable("paymentservice");
    await using shop = await startTestShop({ CHECKOUT_DEADLINE_MS: "60000" }, launch);
    await (await cartOf(shop)).post("/cart/checkout", checkoutFields);
    const visitor = await cartOf(shop);
    await (await cable).breakConnections();
    const before = charges(shop);
    const refused = await visitor.post("/cart/checkout", checkoutFields);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "3"]);
    await (await cable).acceptConnections();
    const order = () => visitor.post("/cart/checkout", checkoutFields);
    const placed: { traceId: string }[] = [];
    const isPlaced = async () => {
      const { status, traceId } = await order();
      if (status === 200) placed.push({ traceId });
      return status;
    };
    await expect.poll(isPlaced, PATIENCE).toBe(200);
    await wholeTrace(shop, placed[0]?.traceId ?? "");
    expect(charges(shop) - before).toBe(1);
  });
});

describe.skipIf(!redisBinary)("Redis is away (needs redis-server or valkey-server)", () => {
  const withoutCart = ["/", "/product/OLJCESPC7Z", "/search?q=lens"];
  const requests = [
    ["get", "/cart"],
    ["post", "/cart"],
    ["post", "/cart/quantity"],
    ["post", "/cart/empty"],
    ["post", "/cart/checkout"],
  ] as const;
  const fields = { ...checkoutFields, product_id: "OLJCESPC7Z", quantity: "1" };

  test.each(["from the start", "killed"])(
    "%s: every page that needs a cart is 503 with Retry-After, a failed span where it is missed, and counted",
    async (how) => {
      await using redis = await startRedis();
      const variables = { PAGE_DEADLINE_MS: "60000", REDIS_ADDR: how === "killed" ? redis.address : DOWN };
      await using shop = await startTestShop(variables);
      const visitor = new Visitor(shop.url);
      if (how === "killed") {
        expect((await visitor.get("/")).status).toBe(200);
        await redis.kill();
        // Waited for, until nobody believes in it any more.
        expect((await visitor.get("/cart")).status).toBe(503);
      }
      for (const path of withoutCart) {
        const { status, body } = await visitor.get(path);
        expect([path, status, body.includes("It is kept.")]).toEqual([path, 200, true]);
      }
      for (const [method, path] of requests) {
        const answer = method === "get" ? await visitor.get(path) : await visitor.post(path, fields);
        expect([path, answer.status, answer.headers.get("retry-after")]).toEqual([path, 503, "3"]);
        expect(answer.body).not.toContain("Something changed");
        const isFailed = ({ spans }: { spans: readonly PlacedSpan[] }, service: string) =>
          spans.some(({ error, kind, process }) => error && kind === "server" && process.service === service);
        await wholeTrace(
          shop,
          answer.traceId,
          // The checkout keeps its orders there, too, and fails before it asks for the cart.
          (trace) =>
            isFailed(trace, "frontend") &&
            isFailed(trace, path === "/cart/checkout" ? "checkoutservice" : "cartservice"),
        );
      }
      const counted = async (service: string, series: RegExp) => {
        const { metrics = "" } = shop.status.services.find(({ name }) => name === service) ?? {};
        return series.test(await (await fetch(metrics)).text());
      };
      const page = /^http_server_request_duration_seconds_count\{.*http_response_status_code="503".*\} [1-9]/m;
      expect(await counted("frontend", page)).toBe(true);
      const call =
        /^rpc_server_call_duration_seconds_count\{.*GetCart.*rpc_response_status_code="UNAVAILABLE".*\} [1-9]/m;
      expect(await counted("cartservice", call)).toBe(true);
    },
  );
});

describe("what is the visitor's own mistake is no failure of the shop", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startTestShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test("a declined card: 422, the reason beside the field, and an error span at the client of the bank only", async () => {
    const visitor = await cartOf(shop);
    const answer = await visitor.post("/cart/checkout", { ...checkoutFields, credit_card_number: "378282246310005" });
    expect(answer.status).toBe(422);
    expect(answer.body).toContain("We take Visa and Mastercard only.");
    const { spans } = await wholeTrace(shop, answer.traceId);
    expect(deepestErrors(spans)).toEqual(["checkoutservice client hipstershop.PaymentService/Charge"]);
    expect(spans.filter(({ kind, error }) => kind === "server" && error)).toEqual([]);
  });

  test("ten tabs order one cart at the same time: one pays, nine are told that it is empty", async () => {
    const visitor = await cartOf(shop);
    const before = charges(shop);
    const answers = await Promise.all(Array.from({ length: 10 }, () => visitor.post("/cart/checkout", checkoutFields)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect(status).toBe(422);
      expect(body).toContain("There is nothing in your cart");
    }
    for (const { traceId } of answers) await wholeTrace(shop, traceId);
    expect(charges(shop) - before).toBe(1);
  });

  test("an unknown product: 404, and no failed server", async () => {
    const answer = await new Visitor(shop.url).get("/product/NOTHERE");
    expect(answer.status).toBe(404);
    const { spans } = await wholeTrace(shop, answer.traceId);
    expect(isWhole(spans)).toBe(true);
    expect(spans.filter(({ kind, error }) => kind === "server" && error)).toEqual([]);
  });
});

test("the status of a failing callee is told at every span on its way up", async () => {
  await using shop = await startTestShop();
  await using telemetry = await testTelemetry("catalog");
  const fail = () => {
    throw new RpcError(Status.INTERNAL, "the shelf fell over");
  };
  const options = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
  await using catalog = await serve(
    [implement(ProductCatalogService, { getProduct: fail, listProducts: fail, searchProducts: fail })],
    options,
    telemetry,
  );
  using client = createClient(ProductCatalogService, catalog.address, telemetry);
  await expect(client.getProduct({ id: "a" })).rejects.toMatchObject({
    code: Status.INTERNAL,
    message: "the shelf fell over",
  });
  expect(telemetry.spans().map(({ attributes }) => attributes["rpc.response.status_code"])).toEqual([
    "INTERNAL",
    "INTERNAL",
  ]);
  using currency = createClient(CurrencyService, shop.address("currencyservice"), telemetry);
  await expect(currency.convert({})).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
});
