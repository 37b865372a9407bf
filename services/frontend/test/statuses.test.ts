import { Status, type StatusCode } from "@hipstershop/rpc";
import { SpanStatusCode } from "@hipstershop/telemetry";
import { DEMO_CHECKOUT_FIELDS, refuse, type ShopRpcs, TYPEWRITER } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

type Code = Exclude<keyof typeof Status, "OK">;
type Row = readonly [request: string, rpc: keyof ShopRpcs, exceptions?: Partial<Record<Code, number>>];

/** A status that is not about the visitor's request is our failure. */
const OURS: Readonly<Record<Code, number>> = {
  CANCELLED: 503,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 500,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 500,
  ALREADY_EXISTS: 500,
  PERMISSION_DENIED: 500,
  RESOURCE_EXHAUSTED: 503,
  FAILED_PRECONDITION: 500,
  ABORTED: 503,
  OUT_OF_RANGE: 500,
  UNIMPLEMENTED: 500,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 500,
};
const CODES = Object.keys(OURS) as Code[];

const PRODUCT = `GET /product/${TYPEWRITER}`;
/** The address contains the product's id. */
const notHere = { NOT_FOUND: 404, INVALID_ARGUMENT: 404 };
/** The original's cart answers FAILED_PRECONDITION when its store can't be reached. */
const cart = { FAILED_PRECONDITION: 503 };
const full = { ...cart, INVALID_ARGUMENT: 422, OUT_OF_RANGE: 422 };
/** A page does without what a service that is away can't tell; prices stay as they are. */
const degraded = { CANCELLED: 200, DEADLINE_EXCEEDED: 200, RESOURCE_EXHAUSTED: 200, ABORTED: 200, UNAVAILABLE: 200 };
const withoutCart = { ...degraded, FAILED_PRECONDITION: 200 };
const without = Object.fromEntries(CODES.map((code) => [code, 200]));

/** Every call of every route, with the statuses that have another meaning there. */
const ROWS: readonly Row[] = [
  ["GET /", "getSupportedCurrencies", degraded],
  ["GET /", "listProducts"],
  ["GET /", "convert", degraded],
  ["GET /", "getCart", withoutCart],
  ["GET /", "getAds", without],
  ["GET /search?q=lens", "searchProducts", { INVALID_ARGUMENT: 422 }],
  ["GET /search?q=lens", "getSupportedCurrencies", degraded],
  ["GET /search?q=lens", "convert", degraded],
  ["GET /search?q=lens", "getCart", withoutCart],
  [PRODUCT, "getProduct", notHere],
  [PRODUCT, "getSupportedCurrencies", degraded],
  [PRODUCT, "convert", degraded],
  [PRODUCT, "getCart", withoutCart],
  [PRODUCT, "listRecommendations", without],
  [PRODUCT, "getAds", without],
  ["GET /cart", "getCart", cart],
  ["GET /cart", "getSupportedCurrencies", degraded],
  // A line that is no longer sold, and a cart without a quote, are mentioned on the page.
  ["GET /cart", "getProduct", { NOT_FOUND: 200, INVALID_ARGUMENT: 200 }],
  ["GET /cart", "getQuote", { ...degraded, OUT_OF_RANGE: 200 }],
  ["GET /cart", "convert", degraded],
  ["GET /cart", "listRecommendations", without],
  ["POST /cart", "getProduct", notHere],
  ["POST /cart", "addItem", full],
  ["POST /cart/quantity", "setQuantity", full],
  ["POST /cart/empty", "emptyCart", cart],
  [`GET /product-meta/${TYPEWRITER}`, "getProduct", notHere],
];
const FORM = { product_id: TYPEWRITER, quantity: "1" };

describe("a service's status becomes the page's by whose fault it is, for each question", () => {
  const rows = ROWS.map(([request, rpc, exceptions = {}]) => ({ request, rpc, exceptions }));
  test.each(rows)("$request, $rpc", async ({ request, rpc, exceptions }) => {
    await using front = await startFront({ telemetry: { metrics: { host: "127.0.0.1", port: 0 } } });
    const [method = "", path = ""] = request.split(" ");
    const wanted = { ...OURS, ...exceptions };
    const seen: Record<string, number> = {};
    for (const code of CODES) {
      front.backends.rpcs[rpc] = refuse(Status[code]);
      const answer = await (method === "GET" ? front.get(path) : front.post(path, FORM));
      seen[code] = answer.status;
      expect([code, answer.headers["retry-after"]]).toEqual([
        code,
        /^50[34]$/.test(`${answer.status}`) ? "3" : undefined,
      ]);
      expect(answer.body).not.toContain("a secret");
    }
    expect(seen).toEqual(wanted);
    await failuresAreCounted(front, Object.values(wanted));
  });

  test("a purchase: what is the visitor's is told beside the form", async () => {
    await using front = await startFront({ telemetry: { metrics: { host: "127.0.0.1", port: 0 } } });
    const refused = { INVALID_ARGUMENT: 422, FAILED_PRECONDITION: 422, ALREADY_EXISTS: 422, OUT_OF_RANGE: 422 };
    const seen: Record<string, number> = {};
    for (const code of CODES) {
      front.backends.rpcs.placeOrder = refuse(Status[code]);
      seen[code] = (await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS)).status;
    }
    expect(seen).toEqual({ ...OURS, ...refused });
    await failuresAreCounted(front, Object.values({ ...OURS, ...refused }));
  });

  test("and every status was tried", () => {
    const names = Object.keys(Status).filter((name) => !/^\d+$/.test(name) && name !== "OK");
    expect(names.sort()).toEqual([...CODES].sort());
  });
});

/** Pages with our failures are failed spans and 5xx in the histogram for alerts; all others are neither. */
async function failuresAreCounted(front: Awaited<ReturnType<typeof startFront>>, statuses: readonly number[]) {
  const failures = statuses.filter((status) => status >= 500).length;
  const page = /http_server_request_duration_seconds_count\{.*http_response_status_code="(\d+)".*\} (\d+)$/gm;
  await expect
    .poll(async () =>
      [...(await front.telemetry.scrape()).matchAll(page)].map(([, code, count]) => [code, Number(count)]),
    )
    .toSatisfy((counts: [string, number][]) => sumOf(counts) === statuses.length);
  const counts = [...(await front.telemetry.scrape()).matchAll(page)].map(
    ([, code = "", count]) => [code, Number(count)] as const,
  );
  expect(sumOf(counts.filter(([code]) => Number(code) >= 500))).toBe(failures);
  const pages = front.telemetry.spans().filter(({ attributes }) => "http.response.status_code" in attributes);
  expect(pages.filter(({ status }) => status.code === SpanStatusCode.ERROR)).toHaveLength(failures);
}

const sumOf = (counts: readonly (readonly [string, number])[]) => counts.reduce((sum, [, count]) => sum + count, 0);

describe("what a purchase that failed tells the visitor depends on whether money has moved", () => {
  const AGAIN = "A part of the shop is not answering at the moment.";
  const UNCLEAR = "we can&#39;t tell yet whether your card was charged";
  const PAID = "Your card was charged, but the parcel could not be sent off.";

  test.each<[state: string, code: StatusCode, status: number, words: string, retryAfter: string | undefined]>([
    ["unpaid", Status.UNAVAILABLE, 503, AGAIN, "3"],
    ["unpaid", Status.DEADLINE_EXCEEDED, 504, "A part of the shop took too long", "3"],
    ["unpaid", Status.INTERNAL, 500, "Something went wrong on our side.", undefined],
    ["unclear", Status.UNAVAILABLE, 503, UNCLEAR, undefined],
    ["unclear", Status.INTERNAL, 500, UNCLEAR, undefined],
    ["paid", Status.UNAVAILABLE, 503, PAID, undefined],
    // Without a state: the checkout did not answer, or is one that sends none.
    ["", Status.UNAVAILABLE, 503, UNCLEAR, undefined],
    ["", Status.DEADLINE_EXCEEDED, 504, UNCLEAR, undefined],
    ["", Status.INTERNAL, 500, UNCLEAR, undefined],
    ["", Status.PERMISSION_DENIED, 500, "Something went wrong on our side.", undefined],
    ["nonsense", Status.UNAVAILABLE, 503, UNCLEAR, undefined],
  ])("x-order-state %j, status %i: %i", async (state, code, status, words, retryAfter) => {
    await using front = await startFront();
    front.backends.rpcs.placeOrder = refuse(code, "secret", state ? { "x-order-state": state } : {});
    const answer = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    expect([answer.status, answer.headers["retry-after"]]).toEqual([status, retryAfter]);
    expect(answer.body).toContain(words);
    expect(answer.body.includes("Try again")).toBe(retryAfter !== undefined);
    expect(answer.body).not.toContain("secret");
  });

  test("a checkout that was never reached has charged nothing", async () => {
    await using front = await startFront({ away: ["checkout"] });
    const { status, headers, body } = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    expect([status, headers["retry-after"], body.includes(AGAIN)]).toEqual([503, "3", true]);
  });
});

describe("a visitor who can do something about it is told what", () => {
  test("a cart without room: beside the quantity, on the product's page", async () => {
    await using front = await startFront();
    front.backends.rpcs.addItem = refuse(Status.INVALID_ARGUMENT);
    const { status, body } = await front.post("/cart", FORM);
    expect([status, body.includes("Your cart has no room for that many more.")]).toEqual([422, true]);
    expect(body).toContain("Vintage Typewriter");
  });

  test("a cart that no parcel holds is shown, without totals, so that something can be taken out", async () => {
    await using front = await startFront();
    front.backends.rpcs.getQuote = refuse(Status.OUT_OF_RANGE);
    const { status, body } = await front.get("/cart");
    expect(status).toBe(200);
    for (const words of ["No parcel holds all that is in your cart.", "Vintage Typewriter", "Quoted at checkout"]) {
      expect(body).toContain(words);
    }
  });

  test.each([
    ["empty-cart", "There is nothing in your cart that could be ordered."],
    ["product-not-sold", "Something in your cart is no longer sold."],
  ])("an order that can't be placed yet: %s", async (problem, words) => {
    await using front = await startFront();
    front.backends.rpcs.placeOrder = refuse(Status.FAILED_PRECONDITION, "secret", { "x-order-problem": problem });
    const { status, body } = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    expect([status, body.includes(words)]).toEqual([422, true]);
  });

  test("a currency that has no rate any more: the next page is in dollars", async () => {
    await using front = await startFront();
    front.backends.rpcs.getSupportedCurrencies = () => ({ currencyCodes: ["EUR", "USD"] });
    const cookie = "shop_currency=TRY";
    await front.get("/", { cookie });
    const { status, body } = await front.get("/", { cookie });
    expect([status, body.includes("USD 67.99")]).toEqual([200, true]);
  });
});
