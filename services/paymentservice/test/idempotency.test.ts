import { Status } from "@hipstershop/rpc";
import { redisBinary, startRedis } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { amount, creditCard, key, order, startPayment, UUID_V4 } from "./start-payment.ts";

test("the same key charges the same card once", async () => {
  await using shop = await startPayment();
  const charge = () => shop.payment.charge(order, undefined, key("order-1"));
  const answers = await Promise.all([charge(), charge(), charge()]);
  answers.push(await charge());
  expect(new Set(answers.map(({ transactionId }) => transactionId)).size).toBe(1);
  expect(await shop.counted("charged")).toBe(1);
  const other = await shop.payment.charge(order, undefined, key("order-2"));
  expect(other.transactionId).not.toBe(answers[0]?.transactionId);
});

// The security code is not kept, in whatever form: it is not known whether a repeated one is the same.
test.each([{ creditCardNumber: "4432801561520454" }, { creditCardCvv: 1 }])(
  "a repeated charge is the same, however the card is written: %j",
  async (changes) => {
    await using shop = await startPayment();
    const first = await shop.payment.charge(order, undefined, key("order-1"));
    const again = { ...order, creditCard: { ...creditCard, ...changes } };
    expect(await shop.payment.charge(again, undefined, key("order-1"))).toEqual(first);
  },
);

test("a day later the same charge under the same key is refused: the order behind it is another one", async () => {
  let now = Date.UTC(2030, 5, 15);
  await using shop = await startPayment("memory", () => now);
  const first = await shop.payment.charge(order, undefined, key("order-1"));
  now += 24 * 3_600_000 - 1;
  expect(await shop.payment.charge(order, undefined, key("order-1"))).toEqual(first);
  now += 1;
  await expect(shop.payment.charge(order, undefined, key("order-1"))).rejects.toMatchObject({
    code: Status.ALREADY_EXISTS,
  });
});

test.each([
  { ...order, amount: { ...amount, units: "68" } },
  { ...order, amount: { ...amount, nanos: 0 } },
  { ...order, amount: { ...amount, currencyCode: "EUR" } },
  { ...order, creditCard: { ...creditCard, creditCardNumber: "4111111111111111" } },
  { ...order, creditCard: { ...creditCard, creditCardNumber: "1" } },
  { ...order, creditCard: { ...creditCard, creditCardExpirationYear: 2031 } },
  { ...order, creditCard: { ...creditCard, creditCardExpirationMonth: 7 } },
])("a key that comes with another charge is refused (%#)", async (other) => {
  await using shop = await startPayment();
  await shop.payment.charge(order, undefined, key("order-1"));
  await expect(shop.payment.charge(other, undefined, key("order-1"))).rejects.toMatchObject({
    code: Status.ALREADY_EXISTS,
    message: "this idempotency key was used for something else",
  });
  expect(await shop.counted("charged")).toBe(1);
});

test("after a declined card the same key can be tried with another one", async () => {
  await using shop = await startPayment();
  const wrong = { ...order, creditCard: { ...creditCard, creditCardNumber: "1" } };
  await expect(shop.payment.charge(wrong, undefined, key("order-1"))).rejects.toMatchObject({
    metadata: { "x-decline-reason": "invalid" },
  });
  expect((await shop.payment.charge(order, undefined, key("order-1"))).transactionId).toMatch(UUID_V4);
});

test("a key of more than 255 characters is refused", async () => {
  await using shop = await startPayment();
  await shop.payment.charge(order, undefined, key("k".repeat(255)));
  await expect(shop.payment.charge(order, undefined, key("k".repeat(256)))).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "idempotency-key must have 255 characters at most",
  });
});

describe.skipIf(!redisBinary)("with Redis (needs redis-server or valkey-server)", () => {
  test("replicas and restarts charge a key once, and Redis knows neither number nor code", async () => {
    await using redis = await startRedis();
    const store = `redis://${redis.address}`;
    const answers: string[] = [];
    {
      await using one = await startPayment(store);
      await using two = await startPayment(store);
      const charges = Array.from({ length: 10 }, (_, i) =>
        (i % 2 ? one : two).payment.charge(order, undefined, key("order-1")),
      );
      for (const { transactionId } of await Promise.all(charges)) answers.push(transactionId);
      expect((await one.counted("charged")) + (await two.counted("charged"))).toBe(1);
    }
    await using later = await startPayment(store);
    answers.push((await later.payment.charge(order, undefined, key("order-1"))).transactionId);
    expect(new Set(answers).size).toBe(1);
    const { entries } = await later.ledger.listEntries({});
    expect(entries).toMatchObject([{ key: "order-1", transactionId: answers[0], amount, refundId: "" }]);
  });

  test("that is gone nothing is charged, and UNAVAILABLE", async () => {
    await using shop = await startPayment("redis://127.0.0.1:1");
    await expect(shop.payment.charge(order, undefined, key("order-1"))).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: "the store of charges can't be reached",
    });
    expect(await shop.counted("charged")).toBe(0);
  });
});
