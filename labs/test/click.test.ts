import { NOBODY } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { clickOnce } from "../src/faults/click.ts";
import { startFake, TRACE_ID, traceresponse } from "./servers.ts";

const wish = { fault: "paymentFailure", variant: "declined" };
const baggage = "shop.fault=paymentFailure:declined";

test.each([
  ["home", ["GET /"]],
  ["product", ["GET /product/OLJCESPC7Z"]],
  ["cart", ["POST /cart", "GET /cart"]],
  ["checkout", ["POST /cart", "POST /cart/checkout"]],
] as const)("a click for %s asks for the fault in its last request alone", async (tryAt, requests) => {
  await using shop = await startFake(() => ({ headers: { traceresponse: traceresponse() } }));
  const click = await clickOnce(shop.url, tryAt, wish);
  expect(shop.received.map(({ request }) => request)).toEqual(requests);
  expect(shop.received.map(({ headers }) => headers["baggage"])).toEqual([
    ...requests.slice(1).map(() => undefined),
    baggage,
  ]);
  expect(click).toEqual({ request: requests.at(-1), status: 200, traceId: TRACE_ID, isSampled: true });
});

test("the cart is the visitor's own, and the card that pays for it does not expire", async () => {
  const cookies = ["shop_session-id=1-2; Path=/; HttpOnly", "shop_currency=EUR; Path=/"];
  await using shop = await startFake(({ request }) =>
    request === "POST /cart" ? { status: 302, headers: { "set-cookie": cookies } } : {},
  );
  await clickOnce(shop.url, "checkout", wish);
  const [, purchase] = shop.received;
  expect(purchase?.headers["cookie"]).toBe("shop_session-id=1-2; shop_currency=EUR");
  const form = new URLSearchParams(purchase?.body);
  expect(Number(form.get("credit_card_expiration_year"))).toBeGreaterThan(new Date().getFullYear());
});

test("an answer of any status is the click's; whether its trace was sampled is told", async () => {
  await using shop = await startFake(() => ({ status: 500, headers: { traceresponse: traceresponse("00") } }));
  expect(await clickOnce(shop.url, "home", wish)).toMatchObject({ status: 500, traceId: TRACE_ID, isSampled: false });
});

test("an answer without a trace names none", async () => {
  await using shop = await startFake(() => ({}));
  expect(await clickOnce(shop.url, "home", wish)).toMatchObject({ traceId: "", isSampled: false });
});

test("a shop that is not there is told with its address", async () => {
  const error = { statusCode: 502, message: expect.stringContaining(`http://${NOBODY} does not answer`) };
  await expect(clickOnce(`http://${NOBODY}`, "home", wish)).rejects.toMatchObject(error);
});

test("a shop that refuses the cart before is told, and the fault is not asked for", async () => {
  await using shop = await startFake(() => ({ status: 503 }));
  const error = { statusCode: 502, message: expect.stringContaining("answered 503 to POST /cart") };
  await expect(clickOnce(shop.url, "cart", wish)).rejects.toMatchObject(error);
  expect(shop.received).toHaveLength(1);
});
