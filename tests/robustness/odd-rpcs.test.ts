import { gzipSync } from "node:zlib";
import { connect } from "node:http2";
import {
  AdService,
  CartEditService,
  CartService,
  CheckoutService,
  CurrencyBatchService,
  CurrencyService,
  EmailService,
  FlagAdmin,
  FlagEvaluation,
  FlagEvaluationV2,
  Health,
  PaymentLedgerService,
  PaymentService,
  ProductCatalogService,
  RecommendationService,
  ShippingService,
} from "@hipstershop/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { drawFrom, spoil } from "./random.ts";
import { BluntClient, field } from "./wire.ts";

const INT32_MAX = 2_147_483_647;
const INT32_MIN = -2_147_483_648;
const INT64_MAX = "9223372036854775807";
const INT64_MIN = "-9223372036854775808";
const TOO_LARGE = "x".repeat(1_100_000);
const LARGE = "y".repeat(900_000);
/** Half of a character that UTF-16 writes in two: valid nowhere, but protobufjs reads it. */
const HALF_CHARACTER = Buffer.from([0xed, 0xa0, 0x80]);
/** Cut after 100 characters, as messages are, this ends in half a character. */
const CUT_CHARACTER = `${"x".repeat(99)}😀😀`;

let shop: TestShop;
const clients = new Map<string, BluntClient>();
beforeAll(async () => {
  shop = await startTestShop();
  for (const { name, grpc } of shop.status.services) if (grpc) clients.set(name, new BluntClient(grpc));
});
afterAll(async () => {
  for (const client of clients.values()) client[Symbol.dispose]();
  await shop[Symbol.asyncDispose]();
});
const at = (service: string) => clients.get(service) ?? expect.unreachable(service);
/** Services that no longer answer. */
async function silent(): Promise<string[]> {
  const answers = [...clients].map(async ([name, client]) => ({
    name,
    ...(await client.call(Health.definition.Check, { service: "" })),
  }));
  return (await Promise.all(answers)).filter(({ status }) => status !== "OK").map(({ name }) => name);
}

const address = { streetAddress: "1 A", city: "B", state: "C", country: "D", zipCode: 1 };
const creditCard = {
  creditCardNumber: "4432801561520454",
  creditCardCvv: 672,
  creditCardExpirationYear: 2999,
  creditCardExpirationMonth: 1,
};
const money = (units: string, nanos = 0, currencyCode = "USD") => ({ currencyCode, units, nanos });
const item = (quantity: number, productId = "OLJCESPC7Z") => ({ productId, quantity });

describe("an rpc with odd contents ends in the status of the contract", () => {
  const { AddItem, GetCart } = CartService.definition;
  test.each([
    ["nothing", {}, "INVALID_ARGUMENT"],
    ["an item without product", { userId: "u", item: {} }, "INVALID_ARGUMENT"],
    ["a quantity of zero", { userId: "u", item: item(0) }, "INVALID_ARGUMENT"],
    ["the least quantity", { userId: "u", item: item(INT32_MIN) }, "INVALID_ARGUMENT"],
    ["the largest quantity", { userId: "full", item: item(INT32_MAX) }, "OK"],
    ["one more than that", { userId: "full", item: item(1) }, "INVALID_ARGUMENT"],
    ["more than a message may hold", { userId: "u", item: item(1, TOO_LARGE) }, "RESOURCE_EXHAUSTED"],
    ["control characters", { userId: "c\0\r\n", item: item(1, "\0\r\n\u202e😀") }, "OK"],
  ])("AddItem of %s", async (_, request, status) => {
    expect(await at("cartservice").call(AddItem, request)).toMatchObject({ status });
  });

  test("SetQuantity refuses less than zero and lets unknown carts be", async () => {
    const { SetQuantity } = CartEditService.definition;
    const status = async (request: object) => (await at("cartservice").call(SetQuantity, request)).status;
    expect(await status({})).toBe("INVALID_ARGUMENT");
    expect(await status({ userId: "u", item: item(-1) })).toBe("INVALID_ARGUMENT");
    expect(await status({ userId: "nobody", item: item(3) })).toBe("OK");
    expect(await at("cartservice").call(GetCart, { userId: "nobody" })).toMatchObject({ answer: { items: [] } });
  });

  test.each([
    ["nothing", {}, "INVALID_ARGUMENT"],
    ["an unknown currency", { from: money("1"), toCode: "XXX" }, "INVALID_ARGUMENT"],
    ["a lower-case currency", { from: money("1"), toCode: "usd" }, "INVALID_ARGUMENT"],
    ["no currency", { from: money("1", 0, ""), toCode: "USD" }, "INVALID_ARGUMENT"],
    ["the name of a property", { from: money("1"), toCode: "__proto__" }, "INVALID_ARGUMENT"],
    ["a billion nanos", { from: money("1", 1_000_000_000), toCode: "EUR" }, "INVALID_ARGUMENT"],
    ["signs that disagree", { from: money("1", -1), toCode: "USD" }, "INVALID_ARGUMENT"],
    ["all the money there is", { from: money(INT64_MAX, 999_999_999), toCode: "USD" }, "OK"],
    ["all the debts there are", { from: money(INT64_MIN, -999_999_999), toCode: "USD" }, "OK"],
    ["more yen than there is room for", { from: money(INT64_MAX), toCode: "JPY" }, "OUT_OF_RANGE"],
  ])("Convert of %s", async (_, request, status) => {
    expect(await at("currencyservice").call(CurrencyService.definition.Convert, request)).toMatchObject({ status });
  });

  test.each([
    ["nothing", {}, "INVALID_ARGUMENT"],
    ["no amounts", { toCode: "USD" }, "OK"],
    ["an empty amount", { from: [{}], toCode: "USD" }, "INVALID_ARGUMENT"],
    ["more amounts than it takes", { from: Array(20_000).fill(money("1")), toCode: "USD" }, "INVALID_ARGUMENT"],
    [
      "a rounding of a later version",
      { from: [money("1")], toCode: "USD", rounding: INT32_MAX as 3 },
      "INVALID_ARGUMENT",
    ],
    ["a rounding below zero", { from: [money("1")], toCode: "USD", rounding: INT32_MIN as 3 }, "INVALID_ARGUMENT"],
    ["all the debts there are", { from: [money(INT64_MIN, -999_999_999)], toCode: "USD" }, "OK"],
    ["more yen than there is room for", { from: [money("1"), money(INT64_MAX)], toCode: "JPY" }, "OUT_OF_RANGE"],
  ])("ConvertAll of %s", async (_, request, status) => {
    const { ConvertAll } = CurrencyBatchService.definition;
    expect(await at("currencyservice").call(ConvertAll, request)).toMatchObject({ status });
  });

  test.each([
    ["nothing", {}, "INVALID_ARGUMENT"],
    ["no card", { amount: money("1") }, "INVALID_ARGUMENT"],
    ["an empty card", { amount: money("1"), creditCard: {} }, "INVALID_ARGUMENT"],
    ["a negative amount", { amount: money("-1"), creditCard }, "INVALID_ARGUMENT"],
    ["signs that disagree", { amount: money("1", -1), creditCard }, "INVALID_ARGUMENT"],
    ["no currency", { amount: money("1", 0, ""), creditCard }, "INVALID_ARGUMENT"],
    [
      "a month 13",
      { amount: money("1"), creditCard: { ...creditCard, creditCardExpirationMonth: 13 } },
      "INVALID_ARGUMENT",
    ],
    [
      "a year long gone",
      { amount: money("1"), creditCard: { ...creditCard, creditCardExpirationYear: INT32_MIN } },
      "INVALID_ARGUMENT",
    ],
    [
      "a number of 900 kB",
      { amount: money("1"), creditCard: { ...creditCard, creditCardNumber: "4".repeat(900_000) } },
      "INVALID_ARGUMENT",
    ],
  ])("Charge of %s", async (_, request, status) => {
    expect(await at("paymentservice").call(PaymentService.definition.Charge, request)).toMatchObject({ status });
  });

  test("the ledger refuses odd keys, and lists from any time", async () => {
    const { ListEntries, RefundCharge, SettleCharge } = PaymentLedgerService.definition;
    const payment = at("paymentservice");
    for (const key of ["", "k".repeat(256), LARGE]) {
      expect(await payment.call(SettleCharge, { key })).toMatchObject({ status: "INVALID_ARGUMENT" });
      expect(await payment.call(RefundCharge, { key })).toMatchObject({ status: "INVALID_ARGUMENT" });
    }
    expect(await payment.call(SettleCharge, { key: "\0\r\n\u202e😀" })).toMatchObject({ status: "OK" });
    for (const sinceMs of [INT64_MIN, "-1", INT64_MAX])
      for (const limit of [INT32_MIN, 0, INT32_MAX])
        expect(await payment.call(ListEntries, { sinceMs, limit })).toMatchObject({ status: "OK" });
  });

  test("parcels have no negative contents, and need an address", async () => {
    const { GetQuote, ShipOrder } = ShippingService.definition;
    const shipping = at("shippingservice");
    expect(await shipping.call(GetQuote, { items: [item(5), item(-1)] })).toMatchObject({ status: "INVALID_ARGUMENT" });
    expect(await shipping.call(ShipOrder, {})).toMatchObject({ status: "INVALID_ARGUMENT" });
    const crowd = Array.from({ length: 20_000 }, () => item(INT32_MAX));
    expect(await shipping.call(GetQuote, { items: crowd })).toMatchObject({
      answer: { costUsd: money("8", 990_000_000) },
    });
  });

  test.each([
    ["nothing", {}],
    ["an address with a line break", { email: "a@b.example\r\nBcc: c@d.example", order: { shippingCost: money("1") } }],
    ["no amount", { email: "a@b.example", order: {} }],
    ["no order", { email: "a@b.example" }],
  ])("SendOrderConfirmation of %s is refused", async (_, request) => {
    const { SendOrderConfirmation } = EmailService.definition;
    expect(await at("emailservice").call(SendOrderConfirmation, request)).toMatchObject({ status: "INVALID_ARGUMENT" });
  });

  test("thousands of ids are no trouble to recommendations and ads", async () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `id${i}`);
    const { ListRecommendations } = RecommendationService.definition;
    const recommended = await at("recommendationservice").call(ListRecommendations, { productIds: ids });
    expect(recommended).toMatchObject({ answer: { productIds: { length: 5 } } });
    const keys = [...ids, "__proto__", "constructor"];
    expect(await at("adservice").call(AdService.definition.GetAds, { contextKeys: keys })).toMatchObject({
      answer: { ads: { length: 2 } },
    });
  });

  test("no currency but a known one buys anything", async () => {
    const order = { userId: "buyer", address, email: "a@b.example", creditCard };
    await at("cartservice").call(AddItem, { userId: "buyer", item: item(1) });
    for (const userCurrency of ["", "XXX", "usd", "__proto__"]) {
      const outcome = await at("checkoutservice").call(CheckoutService.definition.PlaceOrder, {
        ...order,
        userCurrency,
      });
      expect(outcome.status, userCurrency).toBe("INVALID_ARGUMENT");
    }
    expect(await at("cartservice").call(GetCart, { userId: "buyer" })).toMatchObject({ answer: { items: [item(1)] } });
  });
});

describe("a status message can always travel", () => {
  const bytes = {
    "half a character": field(1, HALF_CHARACTER),
    "900 kB": field(1, LARGE),
    "a cut": field(1, CUT_CHARACTER),
  };
  test.each(Object.entries(bytes))("though what is not found is called %s", async (_, request) => {
    const outcomes = [
      await at("cartservice").call(Health.definition.Check, request),
      await at("productcatalogservice").call(ProductCatalogService.definition.GetProduct, request),
      await at("flagservice").call(FlagEvaluation.definition.ResolveBoolean, request),
      await at("flagservice").call(FlagEvaluationV2.definition.ResolveObject, request),
      await at("flagservice").call(FlagAdmin.definition.SetDefaultVariant, request),
    ];
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => "NOT_FOUND"));
    for (const { details } of outcomes) expect(details.length).toBeLessThan(1100);
  });

  test.each(Object.entries(bytes))("though a cart is full of %s", async (_, productId) => {
    const line = Buffer.concat([productId, Buffer.from([16, 0xff, 0xff, 0xff, 0xff, 7])]);
    const request = Buffer.concat([field(1, `fan of ${productId.length}`), field(2, line)]);
    const add = () => at("cartservice").call(CartService.definition.AddItem, request);
    await add();
    expect(await add()).toMatchObject({ status: "INVALID_ARGUMENT" });
  });
});

describe("what is no message at all", () => {
  const prefixed = (flag: number, bytes: Uint8Array, length = bytes.length) => {
    const head = Buffer.alloc(5);
    head[0] = flag;
    head.writeUInt32BE(length, 1);
    return Buffer.concat([head, bytes]);
  };
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  test.each([
    ["a wrong path", { ":path": "/hipstershop.CartService/Nope" }, prefixed(0, Buffer.alloc(0)), "12"],
    ["bytes of no wire type", {}, prefixed(0, Buffer.from([0x0f])), "13"],
    ["a length of 4 GB", {}, prefixed(0, Buffer.alloc(0), 0xffff_ffff), "8"],
    ["a gzip bomb", { "grpc-encoding": "gzip" }, prefixed(1, bomb), "8"],
    ["gzip that is none", { "grpc-encoding": "gzip" }, prefixed(1, Buffer.from([1, 2, 3])), "13"],
    ["an unknown encoding", { "grpc-encoding": "foo" }, prefixed(1, Buffer.alloc(0)), "12"],
    ["a deadline in letters", { "grpc-timeout": "abc" }, prefixed(0, Buffer.alloc(0)), "13"],
    ["junk about a trace", { traceparent: "00-zz", b3: "a-b-c", baggage: "=,;%zz" }, prefixed(0, Buffer.alloc(0)), "0"],
  ])("%s is answered with its status", async (_, headers, body, status) => {
    const session = connect(`http://${shop.address("cartservice")}`);
    const stream = session.request({
      ":method": "POST",
      ":path": "/hipstershop.CartService/GetCart",
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    });
    const answered = new Promise<unknown>((resolve, reject) => {
      stream.on("response", (head) => head["grpc-status"] !== undefined && resolve(head["grpc-status"]));
      stream.on("trailers", (trailers) => resolve(trailers["grpc-status"]));
      stream.on("error", reject);
    });
    stream.resume();
    stream.end(body);
    expect(await answered).toBe(status);
    session.destroy();
  });

  test("metadata of more than 16 kB is refused, and less is taken", async () => {
    const { GetCart } = CartService.definition;
    const statuses = [];
    for (const [size, count] of [
      [10_000, 1],
      [17_000, 1],
      [60_000, 1],
      [1000, 10],
      [1000, 18],
      [500, 110],
    ] as const) {
      const headers = Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, "m".repeat(size)]));
      statuses.push((await at("cartservice").call(GetCart, { userId: "u" }, headers)).status);
    }
    const refused = "RESOURCE_EXHAUSTED";
    expect(statuses).toEqual(["OK", refused, refused, "OK", refused, refused]);
    expect(await silent()).toEqual([]);
  });

  test("3000 spoilt messages are answered, and none with a failure of our own", async () => {
    const draw = drawFrom(7);
    const order = { userId: "f", userCurrency: "USD", address, email: "a@b.example", creditCard };
    const { requestSerialize: orderBytes } = CheckoutService.definition.PlaceOrder;
    const { requestSerialize: chargeBytes } = PaymentService.definition.Charge;
    const { requestSerialize: addBytes } = CartService.definition.AddItem;
    const { requestSerialize: convertBytes } = CurrencyService.definition.Convert;
    const { requestSerialize: batchBytes } = CurrencyBatchService.definition.ConvertAll;
    const batch = batchBytes({ from: [money("5", 5), money("6", 0, "EUR")], toCode: "JPY", rounding: 1 });
    const seeds = [
      ["checkoutservice", CheckoutService.definition.PlaceOrder, orderBytes(order)],
      ["paymentservice", PaymentService.definition.Charge, chargeBytes({ amount: money("5", 5), creditCard })],
      ["cartservice", CartService.definition.AddItem, addBytes({ userId: "f", item: item(1) })],
      ["currencyservice", CurrencyService.definition.Convert, convertBytes({ from: money("5", 5), toCode: "EUR" })],
      ["currencyservice", CurrencyBatchService.definition.ConvertAll, batch],
      ["productcatalogservice", ProductCatalogService.definition.GetProduct, field(1, "OLJCESPC7Z")],
      ["shippingservice", ShippingService.definition.GetQuote, field(2, field(1, "a"))],
      ["adservice", AdService.definition.GetAds, field(1, "camera")],
      ["flagservice", FlagEvaluationV2.definition.ResolveObject, field(1, "flag")],
    ] as const;
    const ours = new Set(["UNKNOWN", "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"]);
    const bad: string[] = [];
    for (let round = 0; round < 3000 / 25; round++) {
      await Promise.all(
        Array.from({ length: 25 }, async () => {
          const [service, { path, responseDeserialize }, bytes] = seeds[draw(seeds.length)] ?? expect.unreachable();
          const method = { path, responseDeserialize, requestSerialize: (value: Buffer) => value };
          const spoilt = spoil(bytes, draw);
          const { status, details } = await at(service).call({ ...blunt, ...method }, spoilt);
          const failed = ours.has(status) || (status === "INTERNAL" && details !== "Error deserializing request");
          if (failed) bad.push(`${path} ${spoilt.toString("hex")}: ${status} ${details}`);
        }),
      );
    }
    expect(bad).toEqual([]);
  });

  test("after all this every service still answers", async () => {
    expect(await silent()).toEqual([]);
  });
});

const blunt = {
  requestStream: false,
  responseStream: false,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (): Buffer => Buffer.alloc(0),
} as const;
