import { afterAll, beforeAll, expect, test } from "vitest";
import { SHOP_LEARNER } from "@hipstershop/faults/names";
import { COPIED_BAGGAGE } from "@hipstershop/telemetry";
import { startTraining } from "../support/training.ts";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { wholeTrace } from "../support/traces.ts";
import { checkoutFields, Visitor } from "../support/visitor.ts";

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()));
afterAll(() => shop[Symbol.asyncDispose]());

/** The learners named by the spans of a trace; "" for a span without one. */
async function learnersOf(traceId: string): Promise<readonly string[]> {
  const { spans } = await wholeTrace(shop, traceId);
  const nameOf = (tags: (typeof spans)[number]["tags"]) => tags.find(({ key }) => key === SHOP_LEARNER)?.value ?? "";
  return [...new Set(spans.map(({ tags }) => String(nameOf(tags))))];
}

async function orderOf(cookie: string, headers: Record<string, string> = {}): Promise<string> {
  const visitor = new Visitor(shop.url);
  if (cookie !== "") visitor.setCookie("shop_learner", cookie);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" }, headers);
  return (await visitor.post("/cart/checkout", checkoutFields, headers)).traceId;
}

test("the name that spans get is the one that faults are targeted by", () => {
  expect(COPIED_BAGGAGE).toContain(SHOP_LEARNER);
});

test("every span of a learner's order has the name, and no other's", async () => {
  const [ada, bob, nobody] = await Promise.all([orderOf("Ada"), orderOf("B%C3%B6b%20B."), orderOf("")]);
  expect(await learnersOf(ada)).toEqual(["Ada"]);
  expect(await learnersOf(bob)).toEqual(["Böb B."]);
  expect(await learnersOf(nobody)).toEqual([""]);
});

test("baggage of the caller comes before the cookie", async () => {
  expect(await learnersOf(await orderOf("Ada", { baggage: "shop.learner=Eve" }))).toEqual(["Eve"]);
});

test.each(["%", "%E0%A4%A", "x".repeat(41), "%00", "a%0Ab", "%F0%9F%98%80".repeat(41)])(
  "a cookie that is no name is left out: %s",
  async (cookie) => expect(await learnersOf(await orderOf(cookie))).toEqual([""]),
);

test("a fault that a learner has switched for themselves is in their orders, and in no other's", async () => {
  await using pages = await startTraining({ FLAG_SERVICE_ADDR: shop.address("flagservice") });
  const switchFor = async (name: string, variant: string) => {
    const cookie = `shop_learner=${encodeURIComponent(name)}`;
    expect((await pages.post("/faults/shippingSlow", { whom: "me", variant }, { cookie })).status).toBe(303);
  };
  const faultsIn = async (name: string) => {
    const { spans } = await wholeTrace(shop, await orderOf(encodeURIComponent(name)));
    return [
      ...new Set(spans.flatMap(({ tags }) => tags.filter(({ key }) => key === "app.fault")).map(({ value }) => value)),
    ];
  };
  await switchFor("Ada", "200ms");
  await switchFor("Böb B.", "800ms");
  await expect.poll(() => faultsIn("Ada")).toEqual(["shippingSlow:200ms"]);
  await expect.poll(() => faultsIn("Böb B.")).toEqual(["shippingSlow:800ms"]);
  expect(await faultsIn("Eve")).toEqual([]);
  await pages.post("/faults/reset");
});

test("a fault of one learner's request is no other's", async () => {
  const [poisoned, clean] = await Promise.all([
    orderOf("Ada", { "x-shop-fault": "shippingSlow:200ms" }),
    orderOf("Bob"),
  ]);
  const faults = async (id: string) =>
    (await wholeTrace(shop, id)).spans.filter(({ tags }) => tags.some(({ key }) => key === "app.fault")).length;
  expect(await faults(poisoned)).toBeGreaterThan(0);
  expect(await faults(clean)).toBe(0);
});
