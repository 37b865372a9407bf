import type { Trace } from "@hipstershop/traces";
import { describe, expect, test } from "vitest";
import { randomFrom } from "../../test/mutations.ts";
import { compareTraces } from "./index.ts";
import { type Call, type Canary, simulateTrace } from "./synthetic-traces.ts";

const call = (service: string, operation: string, ownMs: number, stages: Call[][] = []): Call => ({
  service,
  operation: `hipstershop.${operation}`,
  ownMs,
  stages,
});
const times = (count: number, one: Call) => Array.from({ length: count }, () => one);

const convert = call("currencyservice", "CurrencyService/Convert", 0.4);
const currencies = call("currencyservice", "CurrencyService/GetSupportedCurrencies", 0.5);
const getProduct = call("productcatalogservice", "ProductCatalogService/GetProduct", 0.6);
const getCart = call("cartservice", "CartService/GetCart", 1.5);
const ads = call("adservice", "AdService/GetAds", 1);
const quote = call("shippingservice", "ShippingService/GetQuote", 1);
const recommendations = call("recommendationservice", "RecommendationService/ListRecommendations", 2, [
  [call("productcatalogservice", "ProductCatalogService/ListProducts", 1)],
]);

const page = (operation: string, ownMs: number, stages: Call[][]): Call => ({
  service: "frontend",
  operation,
  ownMs,
  stages,
});
const home = page("GET /", 6, [
  [currencies, call("productcatalogservice", "ProductCatalogService/ListProducts", 1), getCart],
  times(9, convert),
  [ads],
]);
const product = page("GET /product/{id}", 5, [
  [getProduct, currencies, getCart],
  [convert, recommendations, ads],
  times(5, getProduct),
]);
const checkout = (lines: number) =>
  page("POST /cart/checkout", 5, [
    [
      call("checkoutservice", "CheckoutService/PlaceOrder", 4, [
        [getCart],
        [...times(lines, getProduct), quote],
        times(lines + 1, convert),
        [call("paymentservice", "PaymentService/Charge", 8)],
        [call("shippingservice", "ShippingService/ShipOrder", 1)],
        [call("cartservice", "CartService/EmptyCart", 1)],
        [call("emailservice", "EmailService/SendOrderConfirmation", 3)],
      ]),
    ],
    [recommendations, currencies],
  ]);

function someRoute(random: () => number): Call {
  const dice = random();
  return dice < 0.4 ? home : dice < 0.7 ? product : checkout(1 + Math.floor(random() * 3));
}

const SEEDS = 200;
const TRAFFIC = 200;
/** Three requests in ten check out, and of these one in ten meets the canary: five traces at least, which a test needs. */
const TRAFFIC_RANKED = 500;

/** 180 traces of the old revision and 20 in which every call of the service goes to the new one. */
function byTrace(seed: number, canary: Canary, route = someRoute): [Trace[], Trace[]] {
  const random = randomFrom(seed);
  const trace = (revision?: Canary) =>
    simulateTrace(route(random), random, (service) => (service === revision?.service ? revision : undefined));
  return [Array.from({ length: 180 }, () => trace()), Array.from({ length: 20 }, () => trace(canary))];
}

/** One call in ten goes to the new revision; the groups are the traces with any such call, and the others. */
function byVersion(seed: number, canary: Canary, traffic = TRAFFIC): [Trace[], Trace[]] {
  const random = randomFrom(seed);
  const pick = (service: string) => (service === canary.service && random() < 0.1 ? canary : undefined);
  const traces = Array.from({ length: traffic }, () => simulateTrace(someRoute(random), random, pick));
  const isNew = ({ spans }: Trace) => spans.some(({ process }) => process.tags.some(({ value }) => value === "v2"));
  return [traces.filter((one) => !isNew(one)), traces.filter(isNew)];
}

const seeds = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

function rankedFirst(groups: (seed: number) => [Trace[], Trace[]], service: string, verdict: string): number {
  return seeds(20).filter((seed) => {
    const first = compareTraces(...groups(seed)).differences[0];
    return first?.verdict === verdict && first.path.at(-1)?.startsWith(service);
  }).length;
}

function alarms(groups: (seed: number) => [Trace[], Trace[]]): number {
  const hasAlarm = (seed: number) =>
    compareTraces(...groups(seed)).differences.some(({ verdict }) => verdict !== "same");
  return seeds(SEEDS).filter(hasAlarm).length;
}

/** Hundreds of comparisons of a hundred traces each: seconds of CPU, however busy the machine is. */
const MANY_COMPARISONS_MS = 300_000;

describe("a revision that is 50 ms slower in its own time at 10 % of traffic", { timeout: MANY_COMPARISONS_MS }, () => {
  test.each(["paymentservice", "currencyservice", "recommendationservice", "checkoutservice"])(
    "%s: is ranked first when whole requests go to it",
    (service) => {
      const groups = (seed: number) =>
        byTrace(seed, { service, slowerMs: 50 }, service === "paymentservice" ? () => checkout(2) : someRoute);
      expect(rankedFirst(groups, service, "slower")).toBeGreaterThanOrEqual(19);
    },
  );

  test.each(["paymentservice", "currencyservice", "cartservice", "productcatalogservice", "checkoutservice"])(
    "%s: is ranked first when single calls go to it, and the groups are told by service.version",
    (service) => {
      expect(
        rankedFirst((seed) => byVersion(seed, { service, slowerMs: 50 }, TRAFFIC_RANKED), service, "slower"),
      ).toBeGreaterThanOrEqual(19);
    },
  );

  test("and one that fails half of its calls is, as errors", () => {
    const canary = { service: "paymentservice", slowerMs: 0, failing: 0.5 };
    expect(
      rankedFirst((seed) => byTrace(seed, canary, () => checkout(2)), "paymentservice", "errors"),
    ).toBeGreaterThanOrEqual(19);
  });
});

describe("the same revision twice", { timeout: MANY_COMPARISONS_MS }, () => {
  test("raises a false alarm in at most 5 % of 200 comparisons of whole requests", () => {
    expect(alarms((seed) => byTrace(seed, { service: "paymentservice", slowerMs: 0 }))).toBeLessThanOrEqual(
      SEEDS * 0.05,
    );
  });

  test("raises a false alarm in at most 5 % of 200 comparisons by service.version", () => {
    expect(alarms((seed) => byVersion(seed, { service: "currencyservice", slowerMs: 0 }))).toBeLessThanOrEqual(
      SEEDS * 0.05,
    );
  });
});
