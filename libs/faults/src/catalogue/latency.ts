import { onHandler, onWork, variant, variants } from "./acts.ts";
import type { Fault } from "./types.ts";

const QUOTE = "ShippingService/GetQuote";
/** How people write the country to which the shop ships without a delay. */
const HOME_COUNTRY = ["US", "USA", "United States", "United States of America"];

const slowQuote = (ms: number) =>
  variant(`${ms}ms`, `every quote takes ${ms} ms longer`, onHandler("shippingservice", QUOTE, { kind: "delay", ms }));

const slowAbroad = (ms: number) =>
  variant(
    `${ms}ms`,
    `a quote for another country takes ${ms} ms longer`,
    onHandler("shippingservice", QUOTE, { kind: "delay", ms, only: { fact: "country", isNot: HOME_COUNTRY } }),
  );

const slowTail = (name: string, ms: number) =>
  variant(
    name,
    `one call in twenty takes up to ${ms} ms longer`,
    onHandler("productcatalogservice", "ProductCatalogService/GetProduct", { kind: "longTail", ms, share: 0.05 }),
  );

const slowCurrency = (code: string) =>
  variant(
    code.toLowerCase(),
    `converting to ${code} takes 150 ms longer`,
    onHandler("currencyservice", "CurrencyService/Convert", {
      kind: "delay",
      ms: 150,
      only: { fact: "currency", is: [code] },
    }),
  );

const slowUsers = (name: string, share: number) =>
  variant(
    name,
    `reading the cart takes 400 ms longer for ${share * 100} % of the users, always the same ones`,
    onHandler("cartservice", "CartService/GetCart", { kind: "delay", ms: 400, only: { fact: "user", share } }),
  );

const slowStore = (ms: number) =>
  variant(
    `${ms}ms`,
    `every access to the cart store takes ${ms} ms longer`,
    onWork("cartservice", { kind: "delay", ms }),
  );

export const latencyFaults: readonly Fault[] = [
  {
    name: "shippingSlow",
    lesson: "latency",
    effect: "Shipping quotes take longer by a fixed time.",
    perRequest: true,
    variants: variants(slowQuote(200), slowQuote(800), slowQuote(1500)),
    shows: {
      traces:
        "The server span ShippingService/GetQuote is long, and the critical path of the cart page runs through it.",
      metrics: "rpc_server_call_duration_seconds of GetQuote moves as a whole: p50 and p99 alike.",
      logs: "The frontend's access log has a higher http.resp.took_ms for /cart.",
    },
    teaches: "A span that is long itself is different from one that waits for its children.",
    tryAt: "cart",
  },
  {
    name: "catalogSlowTail",
    lesson: "latency",
    effect: "Few calls of GetProduct are very slow; most are as fast as ever.",
    perRequest: true,
    variants: variants(slowTail("mild", 300), slowTail("heavy", 1200)),
    shows: {
      traces: "Most traces look as usual; a search with a minimum duration finds the slow ones.",
      metrics: "The p99 of GetProduct rises and its p50 stays; a cart page with several products is hit more often.",
      logs: "Some lines of the access log have a high http.resp.took_ms.",
    },
    teaches: "Averages hide a long tail, and a page that makes many calls meets it on most of its requests.",
  },
  {
    name: "currencySlow",
    lesson: "latency",
    effect: "Conversions to one currency are slow.",
    perRequest: true,
    variants: variants(slowCurrency("JPY"), slowCurrency("EUR")),
    shows: {
      traces: "CurrencyService/Convert is slow only in spans with that app.currency.to; filter by it.",
      metrics: "The duration of Convert has two humps; no label says why, since metrics have no currency.",
      logs: "Nothing: no line names the currency of a page.",
    },
    teaches: "Attributes with many values belong on spans; they answer what a metric can't.",
  },
  {
    name: "shippingSlowAbroad",
    lesson: "latency",
    effect: "Quotes for other countries than the United States are slow.",
    perRequest: true,
    variants: variants(slowAbroad(400), slowAbroad(1000)),
    shows: {
      traces:
        "GetQuote is slow below PlaceOrder for some orders, and never on the cart page, which has no address yet.",
      metrics: "Both GetQuote and PlaceOrder have a second, slower group of calls.",
      logs: "Nothing in the shipping service; checkout requests take longer in the access log.",
    },
    teaches: "The same rpc behaves differently for two callers: compare two traces.",
  },
  {
    name: "cartSlowForUser",
    lesson: "latency",
    effect: "Reading the cart is slow for some users.",
    perRequest: true,
    variants: variants(slowUsers("tenth", 0.1), slowUsers("half", 0.5)),
    shows: {
      traces: "CartService/GetCart is slow on every page of some sessions, and fast for all others.",
      metrics: "The p95 of GetCart rises; retrying does not help those who are hit.",
      logs: "The slow access log lines share few values of `session`.",
    },
    teaches: "“It works for me”: group by user before you look for a global reason.",
  },
  {
    name: "cartStoreSlow",
    lesson: "latency",
    effect: "The cart store, Redis in a cluster, answers slowly.",
    perRequest: true,
    variants: variants(slowStore(50), slowStore(300)),
    shows: {
      traces: "The client spans of the store below CartService are long; the server span only waits for them.",
      metrics: "All rpcs of the cart service become slower together.",
      logs: "Nothing, as long as the store answers in time.",
    },
    teaches: "A service is as slow as its store: follow the critical path to its end before you blame anyone.",
    tryAt: "home",
  },
];
