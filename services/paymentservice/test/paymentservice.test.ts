import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Health, PaymentService } from "@hipstershop/contract";
import { createClient, Status } from "@hipstershop/rpc";
import { testTelemetry } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { startPaymentService } from "../src/index.ts";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function startPayment() {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "payment-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log");
  const telemetry = stack.use(
    await testTelemetry("paymentservice", {
      metrics: { host: "127.0.0.1", port: 0 },
      log: { level: "trace", file },
    }),
  );
  const config = { port: 0, host: "127.0.0.1", reflection: true, connectionAgeMs: 0 };
  const service = stack.use(await startPaymentService(config, telemetry, () => Date.UTC(2030, 5, 15)));
  const address = `127.0.0.1:${service.port}`;
  const payment = stack.use(createClient(PaymentService, address, telemetry));
  const health = stack.use(createClient(Health, address, telemetry));
  const log = () => readFileSync(file, "utf8");
  /** How many charges ended so, by the counter. */
  const counted = async (outcome: string) => {
    const line = new RegExp(`^app_payment_charges_total\\{[^}]*app_payment_outcome="${outcome}"[^}]*\\} (\\d+)`, "m");
    return Number(line.exec(await telemetry.scrape())?.[1] ?? 0);
  };
  return { payment, health, telemetry, log, counted, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const amount = { currencyCode: "USD", units: "67", nanos: 990_000_000 };
const creditCard = {
  creditCardNumber: "4432-8015-6152-0454",
  creditCardCvv: 672,
  creditCardExpirationYear: 2030,
  creditCardExpirationMonth: 6,
};
const order = { amount, creditCard };
const key = (value: string) => ({ metadata: { "idempotency-key": value } });

test("a charge has a random transaction id, and every charge another one", async () => {
  await using shop = await startPayment();
  const first = await shop.payment.charge(order);
  const second = await shop.payment.charge({
    ...order,
    creditCard: { ...creditCard, creditCardNumber: "5555 5555 5555 4444" },
  });
  expect(first.transactionId).toMatch(UUID_V4);
  expect(second.transactionId).toMatch(UUID_V4);
  expect(second.transactionId).not.toBe(first.transactionId);
  expect(await shop.counted("charged")).toBe(2);
});

test("nothing at all can be charged", async () => {
  await using shop = await startPayment();
  const free = { currencyCode: "EUR", units: "0", nanos: 0 };
  expect((await shop.payment.charge({ amount: free, creditCard })).transactionId).toMatch(UUID_V4);
});

describe("a card is declined, with the reason in the trailing metadata", () => {
  test.each([
    ["invalid", { creditCardNumber: "4432-8015-6152-0455" }, "the card number is not valid"],
    ["invalid", { creditCardNumber: "" }, "the card number is not valid"],
    ["invalid", { creditCardNumber: "4".repeat(900_000) }, "the card number is not valid"],
    ["invalid", { creditCardExpirationMonth: 13 }, "the card's month of expiry must be 1 to 12, got 13"],
    ["invalid", { creditCardCvv: -1 }, "the card's security code is not valid"],
    ["unaccepted", { creditCardNumber: "378282246310005" }, "we can't take amex cards, only visa and mastercard"],
    ["unaccepted", { creditCardNumber: "4917300800000000" }, "we can't take visa_electron cards"],
    ["expired", { creditCardExpirationMonth: 5 }, "the card ending in 0454 expired on 5/2030"],
  ])("%s: %.60j", async (reason, changes, message) => {
    await using shop = await startPayment();
    const declined = shop.payment.charge({ amount, creditCard: { ...creditCard, ...changes } });
    await expect(declined).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringContaining(message),
      metadata: { "x-decline-reason": reason },
    });
    expect([await shop.counted(reason), await shop.counted("charged")]).toEqual([1, 0]);
  });
});

describe("a request that makes no sense is refused, and no card is looked at", () => {
  test.each([
    [{}, "amount is required"],
    [{ creditCard }, "amount is required"],
    [{ amount }, "credit_card is required"],
    [{ ...order, amount: {} }, "amount.currency_code must be three capital letters"],
    [{ ...order, amount: { ...amount, currencyCode: "usd" } }, "amount.currency_code must be three capital letters"],
    [{ ...order, amount: { ...amount, currencyCode: "X".repeat(500_000) } }, "amount.currency_code must be three"],
    [{ ...order, amount: { ...amount, nanos: 1_000_000_000 } }, "amount: invalid value"],
    [{ ...order, amount: { ...amount, nanos: -1 } }, "amount: invalid value"],
    [{ ...order, amount: { ...amount, units: "-1", nanos: 0 } }, "amount must be 0 or more, got units -1 nanos 0"],
    [{ ...order, amount: { ...amount, units: "0", nanos: -1 } }, "amount must be 0 or more, got units 0 nanos -1"],
    [{ ...order, amount: { ...amount, units: "-9223372036854775808", nanos: 0 } }, "amount must be 0 or more"],
  ])("%.60j", async (request, message) => {
    await using shop = await startPayment();
    await expect(shop.payment.charge(request)).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringContaining(message),
      metadata: expect.not.objectContaining({ "x-decline-reason": expect.anything() }),
    });
    expect(await shop.telemetry.scrape()).not.toMatch(/^app_payment_charges_total\{/m);
  });
});

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

test("no span, log line or metric knows the card; the log knows its brand and last four digits", async () => {
  await using shop = await startPayment();
  const secret = { ...creditCard, creditCardCvv: 8157 };
  await shop.payment.charge({ amount, creditCard: secret }, undefined, key("order-1"));
  await shop.payment.charge({ amount, creditCard: secret }, undefined, key("order-1"));
  const old = { ...secret, creditCardExpirationYear: 2029 };
  const amex = { ...secret, creditCardNumber: "378282246310005" };
  for (const bad of [old, amex, { ...secret, creditCardNumber: "4432801561520455" }]) {
    await expect(shop.payment.charge({ amount, creditCard: bad })).rejects.toThrow(/card/);
  }
  const spans = JSON.stringify(shop.telemetry.spans().map(({ attributes, events }) => [attributes, events]));
  const written = [spans, shop.log(), await shop.telemetry.scrape()].map((text) => text.replaceAll("-", ""));
  for (const text of written) {
    for (const part of ["443280156152", "80156152", "37828224631"]) expect(text).not.toContain(part);
  }
  const withoutIds = written.slice(0, 2).map((text) => text.replaceAll(/[0-9a-f]{16,}/g, ""));
  for (const text of withoutIds) expect(text).not.toContain("8157");
  expect(shop.log()).toContain('"app.payment.card_last4":"0454"');
  expect(spans).toContain('"app.payment.card_type":"visa"');
  expect(spans).not.toContain('"0454"');
});

test("spans tell the amount, and how it ended: charged, repeated or declined", async () => {
  await using shop = await startPayment();
  const { transactionId } = await shop.payment.charge(order, undefined, key("order-1"));
  await shop.payment.charge(order, undefined, key("order-1"));
  const old = { ...creditCard, creditCardExpirationYear: 2029 };
  await expect(shop.payment.charge({ amount, creditCard: old })).rejects.toThrow(/expired/);
  const [charged, , repeated, , declined] = shop.telemetry.spans();
  const paid = { "app.payment.amount": 67.99, "app.payment.currency": "USD" };
  const transaction = { "app.payment.transaction_id": transactionId };
  expect(charged?.attributes).toMatchObject({ ...paid, ...transaction, "app.payment.card_type": "visa" });
  expect(repeated?.attributes).toMatchObject({ ...paid, ...transaction, "app.payment.repeated": true });
  expect(declined?.attributes).toMatchObject({ ...paid, "app.payment.decline_reason": "expired" });
});

test("health names the process and the service", async () => {
  await using shop = await startPayment();
  expect(await shop.health.check({ service: "" })).toEqual({ status: "SERVING" });
  expect(await shop.health.check({ service: PaymentService.fullName })).toEqual({ status: "SERVING" });
});
