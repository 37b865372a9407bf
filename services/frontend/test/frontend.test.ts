import {
  DEMO_ADDRESS,
  DEMO_CARD,
  DEMO_CHECKOUT_FIELDS,
  PLACED_ORDER,
  SHOP_PRODUCTS,
  type ShopRpcs,
  TYPEWRITER,
} from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

let front: Awaited<ReturnType<typeof startFront>>;
beforeAll(async () => {
  front = await startFront({
    config: { revision: "blue-7", platform: "onprem", bannerColor: "teal", message: "Sale!" },
  });
});
afterAll(() => front[Symbol.asyncDispose]());

/** The names of the rpcs that one request made, in alphabetical order. */
async function rpcsOf(work: () => Promise<unknown>): Promise<(keyof ShopRpcs)[]> {
  const before = front.backends.received.length;
  await work();
  return front.backends.received
    .slice(before)
    .map(({ rpc }) => rpc)
    .sort((a, b) => (a < b ? -1 : 1));
}

describe("every page is a page", () => {
  test.each([
    ["/", "Hipster Shop"],
    [`/product/${TYPEWRITER}`, "Vintage Typewriter"],
    ["/cart", "Cart"],
    ["/search?q=camera", "Search: camera"],
    ["/search", "Search"],
  ])("GET and HEAD %s", async (path, title) => {
    const page = await front.get(path);
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.body).toContain(title);
    const head = await front.send("HEAD", path);
    expect([head.status, head.body, head.headers["content-type"]]).toEqual([200, "", "text/html; charset=utf-8"]);
  });

  test("the home page has every product with link, picture, name and price, and the hero in its colour", async () => {
    const { body } = await front.get("/");
    for (const { id, name, picture } of SHOP_PRODUCTS) {
      for (const part of [`/product/${id}"`, name, picture.replace(".jpg", ".svg")]) expect(body).toContain(part);
    }
    expect(body).toContain("USD 67.99");
    expect(body).toContain('fill="teal"');
    expect(body).toContain("Sale!");
    expect(body).toContain("Typewriter, as good as new");
    expect(body).toContain("View Cart (2)");
  });

  test("the currency list is the intersection of ours and theirs, in their order", async () => {
    const { body } = await front.get("/");
    const form = /<form id="currency_form"[\s\S]*?<\/form>/.exec(body)?.[0] ?? "";
    const codes = [...form.matchAll(/value="([A-Z]{3})"/g)].map(([, code]) => code);
    expect(codes).toEqual(["EUR", "USD", "JPY", "GBP", "TRY", "CAD"]);
    expect(form).toMatch(/value="USD"\s+selected/);
  });

  test("the footer has session, request and pod", async () => {
    const { body, cookies } = await front.get("/");
    const session = /=([^;]+)/.exec(cookies.get("shop_session-id") ?? "")?.[1];
    expect(body).toContain(`session-id: ${session}`);
    expect(body).toMatch(/request-id: [\da-f-]{36}/);
    for (const fact of ["pod: pod-1", "Revision blue-7", "Runs on On premises"]) expect(body).toContain(fact);
  });

  test("the cart has the line, shipping, total, and the form with its ten fields", async () => {
    const { body } = await front.get("/cart");
    for (const fact of ["Vintage Typewriter", TYPEWRITER, "USD 135.98", "USD 8.99", "USD 144.97"]) {
      expect(body).toContain(fact);
    }
    for (const name of Object.keys(DEMO_CHECKOUT_FIELDS)) expect(body).toContain(`name="${name}"`);
    expect(body).toMatch(/name="idempotency_key" value="[\w-]{36}"/);
  });

  test("an empty cart has no form, and a product that is no longer sold is told about", async () => {
    await using own = await startFront();
    own.backends.rpcs.getCart = () => ({});
    const empty = await own.get("/cart");
    expect([empty.status, empty.body.includes("checkout-form")]).toEqual([200, false]);
    own.backends.rpcs.getCart = () => ({
      items: [
        { productId: "GONE", quantity: 1 },
        { productId: TYPEWRITER, quantity: 1 },
      ],
    });
    const left = await own.get("/cart");
    expect([left.status, left.body.includes("(GONE) is no longer sold")]).toEqual([200, true]);
    expect(left.body).toContain("USD 76.98");
  });
});

describe("the calls behind each page are those of the contract", () => {
  const times = (rpc: keyof ShopRpcs, count: number) => Array<keyof ShopRpcs>(count).fill(rpc);

  test.each<[string, (keyof ShopRpcs)[]]>([
    ["/", [...times("convert", 6), "getAds", "getCart", "getSupportedCurrencies", "listProducts"]],
    [
      `/product/${TYPEWRITER}`,
      ["convert", "getAds", "getCart", ...times("getProduct", 6), "getSupportedCurrencies", "listRecommendations"],
    ],
    [
      "/cart",
      [
        "convert",
        "convert",
        "getCart",
        ...times("getProduct", 6),
        "getQuote",
        "getSupportedCurrencies",
        "listRecommendations",
      ],
    ],
    ["/product-meta/OLJCESPC7Z", ["getProduct"]],
    ["/logout", []],
    ["/version", []],
    ["/_healthz", []],
    ["/robots.txt", []],
    ["/static/logo.svg", []],
    ["/nothing", []],
  ])("GET %s", async (path, rpcs) => {
    expect(await rpcsOf(() => front.get(path))).toEqual(rpcs);
  });

  test.each<[string, Record<string, string>, (keyof ShopRpcs)[]]>([
    ["/cart", { product_id: TYPEWRITER, quantity: "1" }, ["addItem", "getProduct"]],
    ["/cart/quantity", { product_id: TYPEWRITER, quantity: "0" }, ["setQuantity"]],
    ["/cart/empty", {}, ["emptyCart"]],
    ["/setCurrency", { currency_code: "EUR" }, []],
    [
      "/cart/checkout",
      DEMO_CHECKOUT_FIELDS,
      [...times("getProduct", 5), "getSupportedCurrencies", "listRecommendations", "placeOrder"],
    ],
  ])("POST %s", async (path, fields, rpcs) => {
    expect(await rpcsOf(() => front.post(path, fields))).toEqual(rpcs);
  });
});

describe("what changes something answers with a redirect", () => {
  test.each([
    ["/cart", { product_id: TYPEWRITER, quantity: "10" }, "/cart"],
    ["/cart/quantity", { product_id: TYPEWRITER, quantity: "99" }, "/cart"],
    ["/cart/empty", {}, "/"],
    ["/setCurrency", { currency_code: "EUR" }, "/"],
  ])("POST %s %j", async (path, fields, location) => {
    const { status, headers, body } = await front.post(path, fields);
    expect([status, headers["location"], body]).toEqual([302, location, ""]);
  });

  test("fields may stand in the query, and the body wins", async () => {
    const session = "5f0c4f0e-4a55-4e1f-9d42-0f9d5f6a7b8c";
    const cookie = { cookie: `shop_session-id=${session}` };
    const { status } = await front.send("POST", `/cart?product_id=${TYPEWRITER}&quantity=3`, cookie);
    expect(status).toBe(302);
    expect(front.backends.calls("addItem").at(-1)?.request).toEqual({
      userId: session,
      item: { productId: TYPEWRITER, quantity: 3 },
    });
    await front.post(`/cart?product_id=${TYPEWRITER}&quantity=3`, { quantity: "4" }, cookie);
    expect(front.backends.calls("addItem").at(-1)?.request).toMatchObject({ item: { quantity: 4 } });
  });

  test("GET /logout goes home", async () => {
    const { status, headers } = await front.get("/logout");
    expect([status, headers["location"]]).toEqual([302, "/"]);
  });
});

test("an order is a page, 200, with its ids, lines and the total", async () => {
  await front.get("/");
  const { status, body } = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
  expect(status).toBe(200);
  for (const fact of [
    PLACED_ORDER.orderId,
    "AB-123-456",
    "Vintage Typewriter",
    "USD 8.99",
    "USD 144.97",
    "1 Main St",
  ]) {
    expect(body).toContain(fact);
  }
  expect(body).toContain("View Cart (0)");
});

test("the order goes out with everything the visitor typed, and the key of the form", async () => {
  const fields = { ...DEMO_CHECKOUT_FIELDS, idempotency_key: "0d6b7f54-93f9-4c8e-8c3b-58f6c8a6c1f3" };
  const cookie = "shop_session-id=5f0c4f0e-4a55-4e1f-9d42-0f9d5f6a7b8c; shop_currency=EUR";
  await front.post("/cart/checkout", fields, { cookie });
  const taken = front.backends.calls("placeOrder").at(-1);
  expect(taken?.call.header("idempotency-key")).toBe(fields.idempotency_key);
  expect(taken?.request).toEqual({
    userId: "5f0c4f0e-4a55-4e1f-9d42-0f9d5f6a7b8c",
    userCurrency: "EUR",
    email: "someone@example.com",
    address: {
      streetAddress: DEMO_ADDRESS.streetAddress,
      city: "Mountain View",
      state: "CA",
      country: "United States",
      zipCode: 94_043,
    },
    creditCard: {
      creditCardNumber: "4432801561520454",
      creditCardExpirationMonth: 1,
      creditCardExpirationYear: DEMO_CARD.creditCardExpirationYear,
      creditCardCvv: 672,
    },
  });
});

test.each([
  ["/", 1, 9],
  ["/?page=2", 2, 9],
  ["/?page=3", 3, 8],
  ["/?page=99", 3, 8],
  ["/?page=-1", 1, 9],
  ["/?page=two", 1, 9],
])("a long shelf is shown by pages, and only prices shown are asked for: %s", async (path, page, shown) => {
  await using front = await startFront();
  const { listProducts } = front.backends.rpcs;
  front.backends.rpcs.listProducts = async (request, call) => {
    const { products } = (await listProducts(request, call)) as { products: object[] };
    return { products: Array.from({ length: 26 }, (_, i) => ({ ...products[0], id: `P${i}` })) };
  };
  const { body } = await front.get(path);
  expect(body).toContain(`Page ${page} of 3`);
  expect(body).toContain(`No. P${(page - 1) * 9}<`);
  expect(front.backends.calls("convert")).toHaveLength(shown);
});
