import { Status } from "@hipstershop/rpc";
import { refuse, type ShopRpcs } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { creditCard, key, order, startCheckout } from "./start-checkout.ts";

type Shop = Awaited<ReturnType<typeof startCheckout>>;
const rpcsOf = (shop: Shop) => shop.backends.received.map(({ rpc }) => rpc);
const serverSpan = (shop: Shop) => shop.telemetry.spans().find(({ parentSpanContext }) => parentSpanContext?.isRemote);

describe("a request that could not be charged or shipped is refused before anyone is asked", () => {
  test.each([
    [{ address: null }, "address is required"],
    [{ email: "" }, "email is required"],
    [{ email: "no address" }, "email is no e-mail address"],
    [{ creditCard: null }, "credit_card is required"],
    [{ creditCard: { ...creditCard, creditCardNumber: "" } }, "credit_card is required"],
    [{ userCurrency: "" }, "user_currency is required"],
  ])("%j", async (changes, message) => {
    await using shop = await startCheckout();
    await expect(shop.checkout.placeOrder({ ...order, ...changes })).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
      message,
    });
    expect(shop.backends.received).toEqual([]);
    expect(await shop.counted("refused")).toBe(1);
  });

  test("so is an idempotency key of more than 255 characters", async () => {
    await using shop = await startCheckout();
    await expect(shop.checkout.placeOrder(order, undefined, key("k".repeat(256)))).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
    });
    expect(shop.backends.received).toEqual([]);
  });
});

test("an empty cart is FAILED_PRECONDITION, and nobody but the cart is asked", async () => {
  await using shop = await startCheckout();
  shop.backends.rpcs.getCart = () => ({});
  await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
    code: Status.FAILED_PRECONDITION,
    message: "the cart is empty",
    metadata: { "x-order-problem": "empty-cart", "x-order-state": "unpaid" },
  });
  expect(rpcsOf(shop)).toEqual(["getCart"]);
});

test.each(["XXX", "usd", "€"])("the unknown currency %s is INVALID_ARGUMENT, and nothing is free", async (code) => {
  await using shop = await startCheckout();
  await expect(shop.checkout.placeOrder({ ...order, userCurrency: code })).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: expect.stringContaining(`to ${code}: "${code}" is no currency of this shop`),
  });
  expect(rpcsOf(shop)).not.toContain("charge");
});

test("a product that is no longer sold is FAILED_PRECONDITION and named", async () => {
  await using shop = await startCheckout();
  shop.backends.rpcs.getCart = () => ({ userId: "ada", items: [{ productId: "GONE", quantity: 1 }] });
  await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
    code: Status.FAILED_PRECONDITION,
    message: expect.stringContaining("failed to get product GONE"),
    metadata: { "x-order-problem": "product-not-sold", "x-order-state": "unpaid" },
  });
  expect(rpcsOf(shop)).not.toContain("charge");
});

test.each(["invalid", "unaccepted", "expired"])("a card declined as %s hands the reason on", async (reason) => {
  await using shop = await startCheckout();
  const declined = { "x-decline-reason": reason };
  shop.backends.rpcs.charge = refuse(Status.INVALID_ARGUMENT, "the card is no good", declined);
  await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "failed to charge the card: the card is no good",
    metadata: declined,
  });
  expect(rpcsOf(shop)).not.toContain("shipOrder");
  expect([await shop.counted("refused"), await shop.counted("placed")]).toEqual([1, 0]);
});

test("of another service's metadata only reasons are handed on", async () => {
  await using shop = await startCheckout();
  shop.backends.rpcs.charge = refuse(Status.INVALID_ARGUMENT, "no", { "x-decline-reason": "expired", secret: "1" });
  const error: unknown = await shop.checkout.placeOrder(order).catch((caught: unknown) => caught);
  const names = Object.keys((error as { metadata: object }).metadata);
  expect(names.filter((name) => !["content-type", "date"].includes(name))).toEqual([
    "x-decline-reason",
    "x-order-state",
  ]);
});

describe("a service that is down is UNAVAILABLE, and nothing is shipped", () => {
  test.each(["cart", "productCatalog", "currency", "payment"] as const)("%s", async (name) => {
    await using shop = await startCheckout({ away: [name] });
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      metadata: { "x-order-state": "unpaid" },
    });
    expect(rpcsOf(shop)).not.toContain("shipOrder");
    expect([await shop.counted("failed"), await shop.counted("placed")]).toEqual([1, 0]);
  });

  test("shipping, asked for a quote: nothing is charged", async () => {
    await using shop = await startCheckout({ away: ["shipping"] });
    const failed = shop.checkout.placeOrder(order);
    await expect(failed).rejects.toMatchObject({ code: Status.UNAVAILABLE });
    await expect(failed).rejects.not.toMatchObject({ metadata: { "x-order-state": "paid" } });
    expect(rpcsOf(shop)).not.toContain("charge");
  });

  test("the storage of the original's cart", async () => {
    await using shop = await startCheckout();
    shop.backends.rpcs.getCart = refuse(Status.FAILED_PRECONDITION, "the cart store can't be reached");
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: "failed to read the cart: the cart store can't be reached",
    });
  });
});

describe("what fails otherwise", () => {
  test.each(["getCart", "getProduct", "convert", "getQuote"] as const)(
    "%s failing on its own is INTERNAL, and says which step it was",
    async (rpc) => {
      await using shop = await startCheckout();
      shop.backends.rpcs[rpc] = refuse(Status.INTERNAL, "a bug");
      await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
        code: Status.INTERNAL,
        message: expect.stringMatching(/^failed to .*: a bug$/),
      });
      expect(await shop.counted("failed")).toBe(1);
    },
  );

  test.each([
    ["getCart", Status.INVALID_ARGUMENT],
    ["getProduct", Status.INVALID_ARGUMENT],
    ["getProduct", Status.FAILED_PRECONDITION],
    ["convert", Status.FAILED_PRECONDITION],
    ["getQuote", Status.FAILED_PRECONDITION],
    ["charge", Status.FAILED_PRECONDITION],
    ["charge", Status.NOT_FOUND],
  ] as const)(
    "%s refusing our own request with status %i is INTERNAL: the caller did nothing wrong",
    async (rpc, code) => {
      await using shop = await startCheckout();
      shop.backends.rpcs[rpc] = refuse(code, "not like this");
      await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
        code: Status.INTERNAL,
        metadata: { "x-order-state": "unpaid" },
      });
      expect([await shop.counted("failed"), await shop.counted("refused")]).toEqual([1, 0]);
    },
  );

  test("a price in a currency that is none is the catalog's mistake, not the caller's", async () => {
    await using shop = await startCheckout();
    shop.backends.rpcs.getProduct = ({ id }) => ({ id, priceUsd: { currencyCode: "XXX", units: "1", nanos: 0 } });
    shop.backends.rpcs.convert = refuse(Status.INVALID_ARGUMENT, '"XXX" is no currency of this shop');
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({ code: Status.INTERNAL });
  });

  test("an amount that makes no sense is INTERNAL, and the process lives on", async () => {
    await using shop = await startCheckout();
    const { getQuote } = shop.backends.rpcs;
    shop.backends.rpcs.getQuote = () => ({ costUsd: { currencyCode: "USD", units: "1", nanos: -1 } });
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({ code: Status.INTERNAL });
    shop.backends.rpcs.getQuote = () => ({ costUsd: { currencyCode: "EUR", units: "1", nanos: 0 } });
    shop.backends.rpcs.convert = ({ from }) => from ?? {};
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({ code: Status.INTERNAL });
    shop.backends.rpcs.getQuote = getQuote;
    await shop.checkout.placeOrder(order);
  });

  test("a total that no message holds is a refusal, not a crash", async () => {
    await using shop = await startCheckout();
    const items = [{ productId: "OLJCESPC7Z", quantity: 2_147_483_647 }];
    shop.backends.rpcs.getCart = () => ({ userId: "ada", items });
    await shop.checkout.placeOrder(order);
    const most = { currencyCode: "USD", units: "9223372036854775807", nanos: 0 };
    shop.backends.rpcs.convert = () => most;
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({ code: Status.OUT_OF_RANGE });
  });
});

describe("what is read is asked three times when nobody answers, what changes something once", () => {
  test.each([
    ["getCart", 3],
    ["getQuote", 3],
    ["getProduct", 3],
    ["charge", 1],
  ] as const)("%s is UNAVAILABLE: %i calls", async (rpc: keyof ShopRpcs, calls) => {
    await using shop = await startCheckout();
    shop.backends.rpcs.getCart = () => ({ userId: "ada", items: [{ productId: "OLJCESPC7Z", quantity: 1 }] });
    shop.backends.rpcs[rpc] = refuse(Status.UNAVAILABLE);
    shop.backends.rpcs.settleCharge = refuse(Status.UNIMPLEMENTED);
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({ code: Status.UNAVAILABLE });
    expect(shop.backends.calls(rpc)).toHaveLength(calls);
  });
});

describe("a charge that nobody answered", () => {
  test.each([
    [Status.DEADLINE_EXCEEDED, Status.DEADLINE_EXCEEDED],
    [Status.UNKNOWN, Status.INTERNAL],
    [Status.INTERNAL, Status.INTERNAL],
  ])(
    "status %i: the caller learns that it is unclear whether money has moved; it is counted as that",
    async (theirs, ours) => {
      await using shop = await startCheckout();
      shop.backends.rpcs.charge = refuse(theirs, "gone");
      await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
        code: ours,
        message: "failed to charge the card: gone",
        metadata: { "x-order-state": "unclear" },
      });
      expect(shop.backends.calls("charge")).toHaveLength(1);
      expect([await shop.counted("unclear"), await shop.counted("failed")]).toEqual([1, 0]);
      expect(serverSpan(shop)?.events.map(({ name }) => name)).toEqual(["card may be charged"]);
    },
  );
});

describe("an order that is paid and can't be shipped", () => {
  test("is UNAVAILABLE with x-order-state paid, after three attempts; the cart is kept and no mail leaves", async () => {
    await using shop = await startCheckout();
    shop.backends.rpcs.shipOrder = refuse(Status.UNAVAILABLE, "no van");
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: "the card was charged, but the order could not be shipped: no van",
      metadata: { "x-order-state": "paid" },
    });
    expect(rpcsOf(shop).slice(-4)).toEqual(["charge", "shipOrder", "shipOrder", "shipOrder"]);
    expect([await shop.counted("paid_not_shipped"), await shop.counted("failed")]).toEqual([1, 0]);
    expect(serverSpan(shop)?.events.map(({ name }) => name)).toEqual(["charged", "paid but not shipped"]);
  });

  test("is tried once only when the service was reached: a parcel must not leave twice", async () => {
    await using shop = await startCheckout();
    shop.backends.rpcs.shipOrder = refuse(Status.INTERNAL, "half shipped");
    await expect(shop.checkout.placeOrder(order)).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      metadata: { "x-order-state": "paid" },
    });
    expect(shop.backends.calls("shipOrder")).toHaveLength(1);
  });

  test("ships on the second attempt when the first was lost", async () => {
    await using shop = await startCheckout();
    const { shipOrder } = shop.backends.rpcs;
    shop.backends.rpcs.shipOrder = (request, call) =>
      shop.backends.calls("shipOrder").length < 2 ? refuse(Status.UNAVAILABLE)() : shipOrder(request, call);
    const { order: placed } = await shop.checkout.placeOrder(order);
    expect(placed?.shippingTrackingId).toBe("AB-123-456");
    expect(await shop.counted("paid_not_shipped")).toBe(0);
  });
});
