import { IDEMPOTENCY_KEY } from "@hipstershop/contract";
import { Status } from "@hipstershop/rpc";
import { SpanStatusCode } from "@hipstershop/telemetry";
import { aborted, DEMO_CHECKOUT_FIELDS, hang, refuse, type ShopRpcs, TYPEWRITER } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { send, startFront } from "./start-frontend.ts";

const PRODUCT = `/product/${TYPEWRITER}`;
const REST = "Recommendations are taking a rest.";

describe("a page goes without an ad", () => {
  test.each([
    ["the service is down", refuse(Status.UNAVAILABLE)],
    ["it fails", refuse(Status.INTERNAL)],
    ["it has none", () => ({})],
    ["it is late", hang],
    ["its address is doubtful", () => ({ ads: [{ redirectUrl: "javascript:alert(1)", text: "Typewriter" }] })],
  ])("when %s", async (_, getAds) => {
    await using front = await startFront();
    front.backends.rpcs.getAds = getAds;
    for (const path of ["/", PRODUCT]) {
      const { status, body } = await front.get(path);
      expect([status, body.includes("Advertisement"), body.includes("USD 67.99")]).toEqual([200, false, true]);
    }
  });

  test("when nobody is there", async () => {
    await using front = await startFront({ away: ["ad"] });
    expect((await front.get("/")).status).toBe(200);
  });
});

test("an ad has a tenth of a second, and fits the product's categories", async () => {
  await using front = await startFront();
  await front.get("/");
  const before = Date.now();
  await front.get(PRODUCT);
  const [home, product] = front.backends.calls("getAds");
  expect([home?.request, product?.request]).toEqual([{ contextKeys: [] }, { contextKeys: ["vintage"] }]);
  // The page's own deadline is a minute.
  expect(product?.call.deadline).toBeLessThan(before + 10_000);
});

describe("a page goes without recommendations, and says so", () => {
  test.each([
    ["the service is down", "listRecommendations", refuse(Status.UNAVAILABLE)],
    ["it fails", "listRecommendations", refuse(Status.INTERNAL)],
    ["it is late", "listRecommendations", hang],
  ] as const)("when %s", async (_, rpc, answer) => {
    await using front = await startFront();
    front.backends.rpcs[rpc] = answer;
    for (const path of [PRODUCT, "/cart"]) {
      const { status, body } = await front.get(path);
      expect([status, body.includes(REST), body.includes("Vintage Typewriter")]).toEqual([200, true, true]);
    }
  });

  test("when it recommends what is no longer sold", async () => {
    await using front = await startFront();
    front.backends.rpcs.listRecommendations = () => ({ productIds: ["GONE"] });
    const { status, body } = await front.get(PRODUCT);
    expect([status, body.includes(REST)]).toEqual([200, true]);
  });
});

test("four recommendations are shown of five that are fetched", async () => {
  await using front = await startFront();
  const { body } = await front.get(PRODUCT);
  const shown = ["Camera Lens", "Barista Kit", "Terrarium", "Film Camera", "Record Player"];
  expect(shown.map((name) => body.includes(name))).toEqual([true, true, true, true, false]);
  expect(front.backends.calls("getProduct")).toHaveLength(6);
});

describe("what breaks which page", () => {
  const broken: Readonly<Record<string, readonly number[]>> = {
    // GET /, GET /product/{id}, GET /cart, POST /cart
    ad: [200, 200, 200, 302],
    recommendation: [200, 200, 200, 302],
    checkout: [200, 200, 200, 302],
    shipping: [200, 200, 200, 302],
    currency: [200, 200, 200, 302],
    // Nothing is known of it: it was away from the start.
    productCatalog: [503, 503, 503, 503],
    cart: [200, 200, 503, 503],
  };

  test.each(Object.entries(broken))("without %s: %j", async (name, statuses) => {
    await using front = await startFront({ away: [name as "ad"] });
    const answers = [
      await front.get("/"),
      await front.get(PRODUCT),
      await front.get("/cart"),
      await front.post("/cart", { product_id: TYPEWRITER, quantity: "1" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(statuses);
  });
});

describe("a page's time", () => {
  test("is the deadline of every call behind it", async () => {
    await using front = await startFront({ config: { pageDeadlineMs: 30_000 } });
    const before = Date.now();
    await front.get("/cart");
    await front.get(PRODUCT);
    await front.get("/");
    await front.post("/cart", { product_id: TYPEWRITER, quantity: "1" });
    expect(front.backends.received.length).toBeGreaterThan(30);
    expect(front.backends.received.filter(({ call }) => call.deadline > before + 50_000)).toEqual([]);
  });

  test.each<[string, keyof ShopRpcs]>([
    ["/", "listProducts"],
    [PRODUCT, "getProduct"],
    ["/cart", "getCart"],
  ])("is over when a service hangs: 504 (%s, %s)", async (path, rpc) => {
    await using front = await startFront({ config: { pageDeadlineMs: 1500 } });
    front.backends.rpcs[rpc] = hang;
    const { status, body, headers } = await front.get(path);
    expect([status, headers["retry-after"]]).toEqual([504, "3"]);
    expect(body).toContain("took too long");
  });

  test("begins anew for the page that tells about a purchase", async () => {
    await using front = await startFront({ config: { pageDeadlineMs: 60_000, checkoutDeadlineMs: 10_000 } });
    const before = Date.now();
    await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    const left = (["placeOrder", "getSupportedCurrencies"] as const).map(
      (rpc) => (front.backends.calls(rpc)[0]?.call.deadline ?? 0) - before,
    );
    expect(left.map((ms) => ms > 15_000)).toEqual([false, true]);
  });

  test("is longer for a purchase", async () => {
    await using front = await startFront({ config: { pageDeadlineMs: 60_000, checkoutDeadlineMs: 500 } });
    front.backends.rpcs.placeOrder = hang;
    expect((await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS)).status).toBe(504);
  });
});

describe("a visitor who leaves", () => {
  test.each<[string, keyof ShopRpcs]>([
    [PRODUCT, "getProduct"],
    ["/cart", "getQuote"],
    ["/search?q=camera", "searchProducts"],
  ])("GET %s takes the calls behind the page along (%s)", async (path, rpc) => {
    await using front = await startFront();
    front.backends.rpcs[rpc] = hang;
    const leaving = new AbortController();
    const left = send(front.port, "GET", path, { signal: leaving.signal });
    const { call } = await front.backends.nth(rpc);
    const ended = aborted(call.signal);
    leaving.abort();
    await expect(left).rejects.toThrow(/abort/i);
    await ended;
  });

  test("leaves a span that says so, and is no error of ours", async () => {
    await using front = await startFront();
    front.backends.rpcs.listProducts = hang;
    const leaving = new AbortController();
    const left = send(front.port, "GET", "/", { signal: leaving.signal });
    const { call } = await front.backends.nth("listProducts");
    const ended = aborted(call.signal);
    leaving.abort();
    await expect(left).rejects.toThrow(/abort/i);
    await ended;
    const page = front.telemetry.spans().find(({ name }) => name === "GET /");
    expect(page?.attributes["error.type"]).toBe("aborted");
    expect(page?.status.code).toBe(SpanStatusCode.UNSET);
  });
});

test("when nobody answers, what is read or has a key is asked three times, an order once", async () => {
  await using front = await startFront();
  front.backends.rpcs.listProducts = refuse(Status.UNAVAILABLE);
  front.backends.rpcs.addItem = refuse(Status.UNAVAILABLE);
  front.backends.rpcs.placeOrder = refuse(Status.UNAVAILABLE);
  const answers = [
    await front.get("/"),
    await front.post("/cart", { product_id: TYPEWRITER, quantity: "1" }),
    await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS),
  ];
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  const counts = (["listProducts", "addItem", "placeOrder"] as const).map((rpc) => front.backends.calls(rpc).length);
  expect(counts).toEqual([3, 3, 1]);
  const keys = front.backends.calls("addItem").map(({ call }) => call.header(IDEMPOTENCY_KEY));
  expect(new Set(keys).size).toBe(1);
  await front.post("/cart", { product_id: TYPEWRITER, quantity: "1" });
  expect(keys).not.toContain(front.backends.calls("addItem").at(-1)?.call.header(IDEMPOTENCY_KEY));
});
