import { RpcError, Status } from "@hipstershop/rpc";
import { refuse } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { chargeKeyOf } from "../src/index.ts";
import { key, order, startCheckout } from "./start-checkout.ts";

type Shop = Awaited<ReturnType<typeof startCheckout>>;

/** Key of the first charge of an order under the key order-1. */
const CHARGE = chargeKeyOf("ada", "order-1");

const place = ({ checkout }: Shop) => checkout.placeOrder(order, undefined, key("order-1"));
const keysOf = ({ backends }: Shop) => backends.calls("charge").map(({ call }) => call.header("idempotency-key"));
const eventsOf = ({ telemetry }: Shop) =>
  telemetry
    .spans()
    .find(({ parentSpanContext }) => parentSpanContext?.isRemote)
    ?.events.map(({ name, attributes = {} }) => [name, attributes["app.order.charged"]]);

/** The payment service is lost in the midst of each of its first `times` charges. */
function loseCharges({ backends }: Shop, times: number) {
  const { charge } = backends.rpcs;
  backends.rpcs.charge = (request, call) =>
    backends.calls("charge").length <= times ? refuse(Status.UNAVAILABLE, "gone")() : charge(request, call);
}

describe("a charge in whose midst the payment service was lost", () => {
  test("and that was made is an order: nothing is charged again", async () => {
    await using shop = await startCheckout();
    loseCharges(shop, 1);
    const { order: placed } = await place(shop);
    expect(placed?.shippingTrackingId).toBe("AB-123-456");
    expect(keysOf(shop)).toEqual([CHARGE]);
    expect(shop.backends.calls("settleCharge").map(({ request }) => request)).toEqual([{ key: CHARGE }]);
    expect(eventsOf(shop)?.slice(0, 2)).toEqual([
      ["charge settled", "yes"],
      ["charged", undefined],
    ]);
    expect([await shop.counted("placed"), await shop.counted("unclear")]).toEqual([1, 0]);
  });

  test("and that never will be is made under another key", async () => {
    await using shop = await startCheckout();
    shop.backends.rpcs.settleCharge = () => ({});
    loseCharges(shop, 1);
    await place(shop);
    expect(keysOf(shop)).toEqual([CHARGE, expect.not.stringMatching(CHARGE)]);
    expect(eventsOf(shop)?.[0]).toEqual(["charge settled", "no"]);
    expect(await shop.counted("placed")).toBe(1);
  });

  test("is made once more only: then it is unclear, and the worker asks about the second one", async () => {
    await using shop = await startCheckout({ times: { workerMs: 10, takeUpMs: 10 } });
    shop.backends.rpcs.settleCharge = () => ({});
    loseCharges(shop, 2);
    await expect(place(shop)).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      metadata: { "x-order-state": "unclear" },
    });
    const keys = keysOf(shop);
    expect(keys).toEqual([CHARGE, expect.not.stringMatching(CHARGE)]);
    const asked = [await shop.backends.nth("settleCharge", 1), await shop.backends.nth("settleCharge", 2)];
    expect(asked.map(({ request }) => request)).toEqual(keys.map((one) => ({ key: one })));
  });

  test.each([
    ["has no ledger, as the original's", Status.UNIMPLEMENTED],
    ["has its ledger in memory, and another one may know more", Status.FAILED_PRECONDITION],
    ["can't be reached", Status.UNAVAILABLE],
  ])("is unclear when the other replica %s: nothing is charged again", async (_, code) => {
    await using shop = await startCheckout();
    shop.backends.rpcs.settleCharge = () => {
      throw new RpcError(code, "no");
    };
    loseCharges(shop, 1);
    await expect(place(shop)).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: "failed to charge the card: gone",
      metadata: { "x-order-state": "unclear" },
    });
    expect(keysOf(shop)).toEqual([CHARGE]);
    expect(await shop.counted("unclear")).toBe(1);
  });
});
