import { onCall, onHandler, variant, variants } from "./acts.ts";
import type { Often } from "./effects.ts";
import type { Fault } from "./types.ts";

const PRODUCT = "ProductCatalogService/GetProduct";
const CHARGE = "PaymentService/Charge";

const percentOf = (percent: number, service: string, rpc: string, message: string) =>
  variant(
    percent === 100 ? "all" : `${percent}percent`,
    percent === 100 ? "every call fails" : `${percent} % of the calls fail`,
    onHandler(service, rpc, {
      kind: "fail",
      status: "INTERNAL",
      message,
      ...(percent < 100 && { often: { percent } }),
    }),
  );

const adFails = (name: string, about: string, often: Often) =>
  variant(
    name,
    about,
    onHandler("adservice", "AdService/GetAds", {
      kind: "fail",
      status: "UNAVAILABLE",
      message: "the ads are not available",
      often,
    }),
  );

const refusedBrand = (brand: string) =>
  variant(
    brand,
    `${brand} cards are refused`,
    onHandler("paymentservice", CHARGE, {
      kind: "fail",
      status: "INVALID_ARGUMENT",
      message: `the bank does not take ${brand} cards today`,
      only: { fact: "cardBrand", is: [brand] },
      metadata: { "x-decline-reason": "unaccepted" },
    }),
  );

const successRate = (percent: number) =>
  variant(
    `${percent}percent`,
    `${percent} % of the calls succeed`,
    onHandler("*", "*", { kind: "successRate", percent }),
  );

export const errorFaults: readonly Fault[] = [
  {
    name: "productCatalogFailure",
    lesson: "errors",
    effect: "Looking up a product fails.",
    perRequest: true,
    variants: variants(
      variant(
        "oneProduct",
        "the product OLJCESPC7Z can't be looked up",
        onHandler("productcatalogservice", PRODUCT, {
          kind: "fail",
          status: "INTERNAL",
          message: "the product can't be read",
          only: { fact: "product", is: ["OLJCESPC7Z"] },
        }),
      ),
      percentOf(10, "productcatalogservice", PRODUCT, "the product can't be read"),
      percentOf(50, "productcatalogservice", PRODUCT, "the product can't be read"),
    ),
    shows: {
      traces:
        "GetProduct ends with INTERNAL; every caller above it has an error as well: the deepest one is the first.",
      metrics: "The error rate of GetProduct rises, and with it those of pages, recommendations and orders.",
      logs: "The frontend logs the failed page with its trace id; the catalog logs nothing.",
    },
    teaches: "An error travels upwards: start at the deepest failed span.",
    tryAt: "product",
  },
  {
    name: "adFailure",
    lesson: "errors",
    effect: "Ads are not available for some requests; the page lives on without them.",
    perRequest: true,
    variants: variants(
      adFails("every10", "every tenth call fails", { everyNth: 10 }),
      adFails("every3", "every third call fails", { everyNth: 3 }),
      adFails("all", "every call fails", {}),
    ),
    shows: {
      traces: "AdService/GetAds ends with UNAVAILABLE below a page that succeeded.",
      metrics: "The error rate of GetAds is a third or a tenth; that of pages stays at zero.",
      logs: "The frontend warns: a page goes without an ad.",
    },
    teaches: "Not every error is a failure of the request: look at the root before you raise an alarm.",
    tryAt: "home",
  },
  {
    name: "paymentFailure",
    lesson: "errors",
    effect: "Cards are declined, or the charge fails.",
    perRequest: true,
    variants: variants(
      variant(
        "declined",
        "every card is declined",
        onHandler("paymentservice", CHARGE, {
          kind: "fail",
          status: "INVALID_ARGUMENT",
          message: "the bank declined the card",
          metadata: { "x-decline-reason": "invalid" },
        }),
      ),
      percentOf(10, "paymentservice", CHARGE, "the bank did not answer"),
      percentOf(50, "paymentservice", CHARGE, "the bank did not answer"),
      percentOf(100, "paymentservice", CHARGE, "the bank did not answer"),
    ),
    shows: {
      traces:
        "Charge fails below PlaceOrder: INVALID_ARGUMENT when declined, INTERNAL when it is unclear what happened.",
      metrics: "app_orders_total by outcome and the error rate of Charge change; a declined card is no server error.",
      logs: "Checkout logs that the order was not placed, with the trace id.",
    },
    teaches: "A refusal and a failure are different things: one is the caller's to mend, the other is ours.",
    tryAt: "checkout",
  },
  {
    name: "paymentUnreachable",
    lesson: "errors",
    effect: "The checkout can't reach the payment service.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "no charge reaches the payment service",
        onCall("checkoutservice", CHARGE, {
          kind: "fail",
          status: "UNAVAILABLE",
          message: "no connection to the payment service",
        }),
      ),
    ),
    shows: {
      traces: "The client span Charge has failed and has no server span below it: the request was never received.",
      metrics: "rpc_client errors of the checkout without rpc_server errors of payment.",
      logs: "The payment service logs nothing at all.",
    },
    teaches: "A missing child span says on which side of the network the error is.",
    tryAt: "checkout",
  },
  {
    name: "cardBrandRefused",
    lesson: "errors",
    effect: "Cards of one brand are refused.",
    perRequest: true,
    variants: variants(refusedBrand("visa"), refusedBrand("mastercard")),
    shows: {
      traces: "Charge ends with INVALID_ARGUMENT in some orders; no attribute tells the brand of a refused card.",
      metrics: "The share of refused orders rises to the share of that brand.",
      logs: "Checkout logs refused orders with the reason.",
    },
    teaches: "What all failed requests have in common is the question; here the answer is in the message.",
  },
  {
    name: "recommendationHang",
    lesson: "errors",
    effect: "Recommendations do not answer until their deadline has passed.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "no call is answered",
        onHandler("recommendationservice", "RecommendationService/ListRecommendations", { kind: "hang" }),
      ),
    ),
    shows: {
      traces: "ListRecommendations lasts as long as the deadline of its caller and ends with DEADLINE_EXCEEDED.",
      metrics: "The duration of the call piles up in one bucket: the deadline.",
      logs: "The frontend warns: a page goes without recommendations.",
    },
    teaches: "A deadline bounds the damage; without one the page would hang as well.",
    tryAt: "product",
  },
  {
    name: "successRate",
    lesson: "errors",
    effect: "A share of all calls fails, in every service, or in those that a targeting rule names.",
    perRequest: true,
    variants: variants(successRate(99), successRate(90), successRate(70), successRate(30)),
    shows: {
      traces: "Server spans anywhere end with INTERNAL.",
      metrics:
        "The error rate of each service approaches the share; that of a page is higher, as it needs all its calls.",
      logs: "Callers log failures that the failing services themselves do not log.",
    },
    teaches:
      "Availability multiplies: thirteen calls with 99 % each make 88 %. With SUCCESS_RATE it is a property of one revision.",
  },
];
