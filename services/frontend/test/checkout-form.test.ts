import { Status, type StatusCode } from "@hipstershop/rpc";
import { DEMO_ADDRESS, DEMO_CHECKOUT_FIELDS, PLACED_ORDER, refuse, TYPEWRITER } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

const KEY = /name="idempotency_key" value="([\w-]{36})"/;

/** The error beside a field. */
function problemOf(body: string, field: string): string | undefined {
  return new RegExp(`id="${field}_error">([^<]*)<`).exec(body)?.[1];
}

function valueOf(body: string, field: string): string | undefined {
  return new RegExp(`<input[^>]*?name="${field}"[^>]*?value="([^"]*)"`, "s").exec(body)?.[1];
}

describe("a checkout form with a bad field shows the cart again, 422, with the reason beside the field", () => {
  test.each([
    ["email", "nobody"],
    ["email", ""],
    ["street_address", ""],
    ["street_address", "x".repeat(513)],
    ["zip_code", "0"],
    ["zip_code", "abc"],
    ["zip_code", "2147483648"],
    ["city", "x".repeat(129)],
    ["state", " "],
    ["country", ""],
    ["credit_card_number", ""],
    ["credit_card_number", "4432-8015-6152-0455"],
    ["credit_card_number", "0"],
    ["credit_card_expiration_month", "0"],
    ["credit_card_expiration_month", "13"],
    ["credit_card_expiration_year", "0"],
    ["credit_card_cvv", "0"],
    ["credit_card_cvv", "-1"],
  ])("%s: %.20j", async (field, value) => {
    await using front = await startFront();
    const { status, body } = await front.post("/cart/checkout", { ...DEMO_CHECKOUT_FIELDS, [field]: value });
    expect(status).toBe(422);
    expect(problemOf(body, field)?.length).toBeGreaterThan(5);
    expect(body).toContain("One thing needs another look");
    expect(front.backends.calls("placeOrder")).toEqual([]);
  });

  test("all ten at once when nothing was sent", async () => {
    await using front = await startFront();
    const { status, body } = await front.post("/cart/checkout");
    expect(status).toBe(422);
    for (const field of Object.keys(DEMO_CHECKOUT_FIELDS)) expect(problemOf(body, field)?.length).toBeGreaterThan(5);
  });
});

test("what was typed stays, but for card number and security code", async () => {
  await using front = await startFront();
  const typed = { ...DEMO_CHECKOUT_FIELDS, city: 'Bath "<b>"', zip_code: "0", credit_card_expiration_month: "7" };
  const { body } = await front.post("/cart/checkout", typed);
  expect(valueOf(body, "email")).toBe("someone@example.com");
  expect(valueOf(body, "street_address")).toBe(DEMO_ADDRESS.streetAddress);
  expect(valueOf(body, "zip_code")).toBe("0");
  expect(valueOf(body, "city")).toBe("Bath &quot;&lt;b&gt;&quot;");
  expect(body).toMatch(/<option value="7"\s+selected/);
  expect([valueOf(body, "credit_card_number"), valueOf(body, "credit_card_cvv")]).toEqual(["", ""]);
  expect(body).not.toContain("4432");
});

test("a form that was shown again has another key", async () => {
  await using front = await startFront();
  const key = "0d6b7f54-93f9-4c8e-8c3b-58f6c8a6c1f3";
  const { body } = await front.post("/cart/checkout", { ...DEMO_CHECKOUT_FIELDS, city: "", idempotency_key: key });
  expect(KEY.exec(body)?.[1]).not.toBe(key);
});

test.each(["4432801561520454", "4432-8015-6152-0454", "4432 8015 6152 0454", " 4432-80156152-0454 "])(
  "the card number %j is taken as its digits",
  async (number) => {
    await using front = await startFront();
    const { status } = await front.post("/cart/checkout", { ...DEMO_CHECKOUT_FIELDS, credit_card_number: number });
    expect(status).toBe(200);
    const request = front.backends.calls("placeOrder")[0]?.request;
    expect(request).toMatchObject({ creditCard: { creditCardNumber: "4432801561520454" } });
  },
);

test.each(["", "short", "x".repeat(65), "with space!", "é".repeat(10)])(
  "the odd key %.20j is as good as none: the order gets one of its own",
  async (key) => {
    await using front = await startFront();
    const { status } = await front.post("/cart/checkout", { ...DEMO_CHECKOUT_FIELDS, idempotency_key: key });
    expect(status).toBe(200);
    expect(front.backends.calls("placeOrder")[0]?.call.header("idempotency-key")).toMatch(/^[\da-f-]{36}$/);
  },
);

describe("a declined card is told beside its field, 422", () => {
  test.each([
    ["invalid", "credit_card_number", "The bank does not know this card"],
    ["unaccepted", "credit_card_number", "Visa and Mastercard only"],
    ["expired", "credit_card_expiration_year", "expired"],
  ])("%s", async (reason, field, words) => {
    await using front = await startFront();
    front.backends.rpcs.placeOrder = refuse(Status.INVALID_ARGUMENT, "secret", { "x-decline-reason": reason });
    const { status, body } = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    expect(status).toBe(422);
    expect(problemOf(body, field)).toContain(words);
    expect(body).not.toContain("secret");
  });
});

describe("an order that was refused otherwise", () => {
  test.each<[string, StatusCode, number, string]>([
    ["for its contents", Status.INVALID_ARGUMENT, 422, "The order was refused."],
    ["for an empty cart", Status.FAILED_PRECONDITION, 422, "There is nothing in your cart that could be ordered."],
    ["for a key used before", Status.ALREADY_EXISTS, 422, "This form was sent before with other contents."],
    ["for its size", Status.OUT_OF_RANGE, 422, "That is more than one order can hold."],
  ])("%s", async (_, code, wanted, words) => {
    await using front = await startFront();
    front.backends.rpcs.placeOrder = refuse(code);
    const { status, body } = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    expect([status, body.includes(words), body.includes("a secret")]).toEqual([wanted, true, false]);
  });
});

describe("an order that was placed is shown, whatever else is down", () => {
  test("the currency service", async () => {
    await using front = await startFront();
    front.backends.rpcs.getSupportedCurrencies = refuse(Status.UNAVAILABLE);
    const { status, body } = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    expect([status, body.includes(PLACED_ORDER.orderId)]).toEqual([200, true]);
    expect(body).toContain("currency_form");
  });

  test("recommendations", async () => {
    await using front = await startFront({ away: ["recommendation"] });
    const { status, body } = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    expect([status, body.includes(PLACED_ORDER.orderId)]).toEqual([200, true]);
    expect(body).toContain("Recommendations are taking a rest.");
  });
});

describe("adding to the cart", () => {
  test.each(["0", "-1", "11", "4294967295", "99999999999999999999", "1.5", "1e1", "two", "", " "])(
    "the quantity %j is refused on the product's page, 422",
    async (quantity) => {
      await using front = await startFront();
      const { status, body } = await front.post("/cart", { product_id: TYPEWRITER, quantity });
      expect(status).toBe(422);
      expect(problemOf(body, "quantity")).toBe("Choose a quantity from 1 to 10.");
      expect(body).toContain("Vintage Typewriter");
      expect(front.backends.calls("addItem")).toEqual([]);
    },
  );

  test.each<[Record<string, string>, number, string]>([
    [{ quantity: "1" }, 422, "Choose a product."],
    [{ product_id: "", quantity: "1" }, 422, "Choose a product."],
    [{ product_id: "x".repeat(101), quantity: "1" }, 422, "Choose a product."],
    [{}, 422, "Choose a quantity from 1 to 10."],
    [{ product_id: "unknown", quantity: "1" }, 404, "There is nothing at this address."],
    [{ product_id: "unknown", quantity: "0" }, 404, "There is nothing at this address."],
  ])("%.50j", async (fields, wanted, words) => {
    await using front = await startFront();
    const { status, body } = await front.post("/cart", fields);
    expect([status, body.includes(words)]).toEqual([wanted, true]);
    expect(front.backends.calls("addItem")).toEqual([]);
  });

  test.each(["-1", "100", "x", ""])("a line's quantity %j is refused, 422", async (quantity) => {
    await using front = await startFront();
    const { status, body } = await front.post("/cart/quantity", { product_id: TYPEWRITER, quantity });
    expect([status, body.includes("Choose a quantity from 0 to 99.")]).toEqual([422, true]);
    expect(front.backends.calls("setQuantity")).toEqual([]);
  });

  test.each(["CHF", "XXX", "usd", ""])("the currency %j can't be chosen, 422", async (code) => {
    await using front = await startFront();
    const { status, cookies } = await front.post("/setCurrency", { currency_code: code });
    expect([status, cookies.has("shop_currency")]).toEqual([422, false]);
  });
});
