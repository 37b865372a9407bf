import { PaymentService } from "@hipstershop/contract";
import { Status } from "@hipstershop/rpc";
import { describe, expect, test } from "vitest";
import { amount, creditCard, key, order, startPayment, UUID_V4 } from "./start-payment.ts";

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
  expect(charged?.attributes).not.toHaveProperty(["app.payment.repeated"]);
  const paid = { "app.payment.amount": 67.99, "app.payment.currency": "USD" };
  const transaction = { "app.payment.transaction_id": transactionId };
  expect(charged?.attributes).toMatchObject({ ...paid, ...transaction, "app.payment.card_type": "visa" });
  expect(repeated?.attributes).toMatchObject({ ...paid, ...transaction, "app.payment.repeated": true });
  expect(declined?.attributes).toMatchObject({ ...paid, "app.payment.decline_reason": "expired" });
});

test("the log tells the same, and names the transaction", async () => {
  await using shop = await startPayment();
  const { transactionId } = await shop.payment.charge(order, undefined, key("order-1"));
  await shop.payment.charge(order, undefined, key("order-1"));
  const old = { ...creditCard, creditCardExpirationYear: 2029 };
  await expect(shop.payment.charge({ amount, creditCard: old })).rejects.toThrow(/expired/);
  const transaction = { "app.payment.transaction_id": transactionId };
  const lines = shop.log().trim().split("\n");
  expect(lines.filter((line) => line.includes('"app.payment.')).map((line): unknown => JSON.parse(line))).toMatchObject(
    [
      { message: "charged USD 67.99", ...transaction, "app.payment.card_type": "visa" },
      { message: "charge repeated, nothing charged again", ...transaction },
      { message: "card declined", "app.payment.decline_reason": "expired" },
    ],
  );
});

test("health names the process and the service", async () => {
  await using shop = await startPayment();
  expect(await shop.health.check({ service: "" })).toEqual({ status: "SERVING" });
  expect(await shop.health.check({ service: PaymentService.fullName })).toEqual({ status: "SERVING" });
});
