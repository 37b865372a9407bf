import { Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
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

test("however the card number is written, it is the same card", async () => {
  await using shop = await startPayment();
  const first = await shop.payment.charge(order, undefined, key("order-1"));
  const plain = { ...order, creditCard: { ...creditCard, creditCardNumber: "4432801561520454" } };
  expect(await shop.payment.charge(plain, undefined, key("order-1"))).toEqual(first);
});

test.each([
  { ...order, amount: { ...amount, units: "68" } },
  { ...order, amount: { ...amount, nanos: 0 } },
  { ...order, amount: { ...amount, currencyCode: "EUR" } },
  { ...order, creditCard: { ...creditCard, creditCardNumber: "4111111111111111" } },
  { ...order, creditCard: { ...creditCard, creditCardCvv: 1 } },
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
