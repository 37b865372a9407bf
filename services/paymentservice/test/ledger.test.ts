import { Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
import { amount, creditCard, key, order, startPayment } from "./start-payment.ts";

const charged = { key: "order-1", amount, chargedAtMs: String(Date.UTC(2030, 5, 15)) };

test("the ledger lists charges, with a key or without, and no card", async () => {
  await using shop = await startPayment();
  const first = await shop.payment.charge(order, undefined, key("order-1"));
  const second = await shop.payment.charge(order);
  const { entries } = await shop.ledger.listEntries({});
  expect(entries).toMatchObject([
    { ...charged, ...first },
    { ...second, key: second.transactionId },
  ]);
  expect(JSON.stringify(entries)).not.toContain(creditCard.creditCardNumber.slice(-4));
  expect((await shop.ledger.listEntries({ limit: 1 })).entries).toHaveLength(1);
});

test("a charge that is settled is answered, and stays", async () => {
  await using shop = await startPayment();
  const { transactionId } = await shop.payment.charge(order, undefined, key("order-1"));
  expect(await shop.ledger.settleCharge({ key: "order-1" })).toMatchObject({ charge: { ...charged, transactionId } });
  expect(await shop.payment.charge(order, undefined, key("order-1"))).toEqual({ transactionId });
});

test("a key that is settled before its charge arrives is never charged", async () => {
  await using shop = await startPayment("sqlite::memory:");
  expect(await shop.ledger.settleCharge({ key: "order-1" })).toEqual({ charge: null });
  await expect(shop.payment.charge(order, undefined, key("order-1"))).rejects.toMatchObject({
    code: Status.ABORTED,
    message: "this idempotency key was given up before it was charged",
  });
  expect((await shop.ledger.listEntries({})).entries).toEqual([]);
  expect(await shop.ledger.settleCharge({ key: "order-1" })).toEqual({ charge: null });
});

test("a ledger in the memory of one replica knows its own charges, and can't say that there is no other", async () => {
  await using shop = await startPayment("memory");
  const unknown = shop.ledger.settleCharge({ key: "order-1" });
  await expect(unknown).rejects.toMatchObject({ code: Status.FAILED_PRECONDITION });
  const { transactionId } = await shop.payment.charge(order, undefined, key("order-1"));
  expect(await shop.ledger.settleCharge({ key: "order-1" })).toMatchObject({ charge: { transactionId } });
});

test("a charge is refunded once, and its key is used up", async () => {
  await using shop = await startPayment();
  await shop.payment.charge(order, undefined, key("order-1"));
  const refund = () => shop.ledger.refundCharge({ key: "order-1", reason: "could not be shipped" });
  const refunds = await Promise.all([refund(), refund()]);
  expect(refunds[0]).toEqual(refunds[1]);
  expect(refunds[0]?.charge?.refundId).not.toBe("");
  expect(await shop.telemetry.scrape()).toMatch(/^app_payment_refunds_total\S* 1$/m);
  await expect(shop.payment.charge(order, undefined, key("order-1"))).rejects.toMatchObject({ code: Status.ABORTED });
  expect((await shop.ledger.listEntries({})).entries).toMatchObject([refunds[0]?.charge ?? {}]);
});

test("what was not charged can't be refunded, and a key is required", async () => {
  await using shop = await startPayment();
  await expect(shop.ledger.refundCharge({ key: "order-1" })).rejects.toMatchObject({ code: Status.NOT_FOUND });
  for (const key of ["", "k".repeat(256)])
    await expect(shop.ledger.settleCharge({ key })).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
});
