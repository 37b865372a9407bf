import { Status } from "@hipstershop/rpc";
import { aborted, hang, refuse } from "@hipstershop/testkit";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { describe, expect, test, vi } from "vitest";
import { order, startCheckout } from "./start-checkout.ts";

/** Waits for what happens in the background. */
const POLL = { timeout: PATIENCE_MS, interval: 20 };
const found = <T>(find: () => T) => vi.waitUntil(find, POLL);

type Shop = Awaited<ReturnType<typeof startCheckout>>;

/** The counter of mails that were given up. */
async function lost({ telemetry }: Shop): Promise<number> {
  return Number(/^app_order_mails_lost_total\S* (\d+)/m.exec(await telemetry.scrape())?.[1] ?? 0);
}

/** For tests in which an order waits for its mail rather than being answered before. */
const patient = { answerMs: 60_000, firstRetryMs: 1, stopMs: 20 };

test("a mail that is taken at once has left before the order is answered", async () => {
  await using shop = await startCheckout({ waits: patient });
  const { order: placed } = await shop.checkout.placeOrder(order);
  const [mail] = shop.backends.calls("sendOrderConfirmation");
  expect(mail?.request).toEqual({ email: "someone@example.com", order: placed });
});

test("a mail that hangs does not hold the order, and is given up when the service stops", async () => {
  await using shop = await startCheckout();
  shop.backends.rpcs.sendOrderConfirmation = hang;
  const { order: placed } = await shop.checkout.placeOrder(order);
  expect(placed?.shippingTrackingId).toBe("AB-123-456");
  const { call } = await shop.backends.nth("sendOrderConfirmation");
  expect(call.signal.aborted).toBe(false);
  const ended = aborted(call.signal);
  await shop.service[Symbol.asyncDispose]();
  await ended;
  expect([await shop.counted("placed"), await lost(shop)]).toEqual([1, 1]);
});

test("a mail that failed is sent again in the background, in the order's trace", async () => {
  await using shop = await startCheckout({ waits: { ...patient, answerMs: 0 } });
  const taken = Promise.withResolvers<void>();
  shop.backends.rpcs.sendOrderConfirmation = () => {
    if (shop.backends.calls("sendOrderConfirmation").length < 3) return refuse(Status.UNAVAILABLE)();
    taken.resolve();
    return {};
  };
  await shop.checkout.placeOrder(order);
  await taken.promise;
  await shop.service[Symbol.asyncDispose]();
  const [placeOrder] = shop.telemetry.spans().filter(({ parentSpanContext }) => parentSpanContext?.isRemote);
  const mails = shop.telemetry.spans().filter(({ name }) => name.endsWith("SendOrderConfirmation"));
  expect(mails).toHaveLength(3);
  for (const mail of mails) {
    expect(mail.spanContext().traceId).toBe(placeOrder?.spanContext().traceId);
    expect(mail.parentSpanContext?.spanId).toBe(placeOrder?.spanContext().spanId);
  }
  expect([await shop.counted("placed"), await lost(shop)]).toEqual([1, 0]);
});

describe("after five attempts a mail is the worker's, and the order stands", () => {
  test("when the service is in trouble; the worker's mail is a trace of its own, with a link to the order", async () => {
    await using shop = await startCheckout({ waits: patient, times: { workerMs: 10, takeUpMs: 10 } });
    const { sendOrderConfirmation } = shop.backends.rpcs;
    shop.backends.rpcs.sendOrderConfirmation = refuse(Status.INTERNAL);
    const { order: placed } = await shop.checkout.placeOrder(order);
    await shop.backends.nth("sendOrderConfirmation", 5);
    shop.backends.rpcs.sendOrderConfirmation = sendOrderConfirmation;
    const { request, call } = await shop.backends.nth("sendOrderConfirmation", 6);
    expect(request).toEqual({ email: "someone@example.com", order: placed });
    expect(call.header("idempotency-key")).toBe(placed?.orderId);
    const finish = await found(() => shop.telemetry.spans().find(({ name }) => name === "finish order"));
    const [placeOrder] = shop.telemetry.spans().filter(({ parentSpanContext }) => parentSpanContext?.isRemote);
    expect(finish.parentSpanContext).toBeUndefined();
    const { traceId, spanId } = placeOrder!.spanContext();
    expect(finish.links).toMatchObject([{ context: { traceId, spanId } }]);
    expect(finish.attributes).toMatchObject({ "app.order.id": placed?.orderId, "app.order.outcome": "done" });
    expect([await shop.counted("placed"), await lost(shop)]).toEqual([1, 0]);
  });

  test("when nobody is there", async () => {
    await using shop = await startCheckout({ away: ["email"], waits: patient });
    await shop.checkout.placeOrder(order);
    await found(() => shop.telemetry.spanNames().filter((name) => name.endsWith("SendOrderConfirmation")).length === 5);
    expect([await shop.counted("placed"), await lost(shop)]).toEqual([1, 0]);
  });
});

describe("a mail is counted as lost, and the order stands", () => {
  test("at once when it is refused for what it says", async () => {
    await using shop = await startCheckout({ waits: patient });
    shop.backends.rpcs.sendOrderConfirmation = refuse(Status.INVALID_ARGUMENT);
    await shop.checkout.placeOrder(order);
    expect(shop.backends.calls("sendOrderConfirmation")).toHaveLength(1);
    expect([await shop.counted("placed"), await lost(shop)]).toEqual([1, 1]);
  });

  test("when the service stops between two attempts, and its journal is in memory", async () => {
    await using shop = await startCheckout({ waits: { answerMs: 0, firstRetryMs: 60_000, stopMs: 0 } });
    shop.backends.rpcs.sendOrderConfirmation = refuse(Status.UNAVAILABLE);
    await shop.checkout.placeOrder(order);
    await shop.backends.nth("sendOrderConfirmation");
    await shop.service[Symbol.asyncDispose]();
    expect(shop.backends.calls("sendOrderConfirmation")).toHaveLength(1);
    expect(await lost(shop)).toBe(1);
  });
});
