import { Status } from "@hipstershop/rpc";
import { hang, refuse, TYPEWRITER } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

const PRODUCT = `/product/${TYPEWRITER}`;
const SHELF = /The shelf as it was at \d\d:\d\d UTC\./;
const PRICES = /Prices from \d\d:\d\d UTC\. An order is charged at the rate of its own time\./;
const FORM = { product_id: TYPEWRITER, quantity: "1" };
const withMetrics = { telemetry: { metrics: { host: "127.0.0.1", port: 0 } } };

const ways = [
  ["down", refuse(Status.UNAVAILABLE)],
  ["frozen", hang],
] as const;

describe.each(ways)("while the catalog is %s, as it was last", (_, away) => {
  test("home, a product and the cart are shown, with a note; a known product can be added", async () => {
    await using front = await startFront({ config: { pageDeadlineMs: 1500 } });
    for (const path of ["/", PRODUCT, "/cart"]) expect((await front.get(path)).body).not.toMatch(SHELF);
    front.backends.rpcs.listProducts = away;
    front.backends.rpcs.getProduct = away;
    for (const path of ["/", PRODUCT, "/cart"]) {
      const { status, body } = await front.get(path);
      expect([path, status, SHELF.test(body), body.includes("Vintage Typewriter")]).toEqual([path, 200, true, true]);
    }
    expect((await front.post("/cart", FORM)).status).toBe(302);
  });

  test("what it never told is not invented", async () => {
    await using front = await startFront({ config: { pageDeadlineMs: 1500 } });
    front.backends.rpcs.listProducts = away;
    front.backends.rpcs.getProduct = away;
    for (const path of ["/", PRODUCT]) expect((await front.get(path)).status).toBeGreaterThanOrEqual(503);
  });
});

test("a product that the catalog says is gone is gone", async () => {
  await using front = await startFront();
  await front.get(PRODUCT);
  front.backends.rpcs.getProduct = refuse(Status.NOT_FOUND);
  expect((await front.get(PRODUCT)).status).toBe(404);
  // What it last told of the product is that it is gone.
  front.backends.rpcs.getProduct = refuse(Status.UNAVAILABLE);
  expect((await front.get(PRODUCT)).status).toBe(503);
});

describe.each(ways)("while the currency service is %s", (_, away) => {
  test("prices are those that it told last, with their time", async () => {
    await using front = await startFront({ config: { pageDeadlineMs: 1500 } });
    const before = await front.get("/cart");
    expect(before.body).not.toContain("Worked out at checkout");
    front.backends.rpcs.convert = away;
    front.backends.rpcs.getSupportedCurrencies = away;
    const after = await front.get("/cart");
    expect([after.status, PRICES.test(after.body)]).toEqual([200, true]);
    const pricesOf = ({ body }: { readonly body: string }) => body.match(/USD \d+\.\d+/g);
    expect(pricesOf(after)).toEqual(pricesOf(before));
    expect(after.body).toContain("currency_form");
  });

  test("prices that it never told stay in the shop's currency, and a cart with both has no total", async () => {
    await using front = await startFront({ config: { pageDeadlineMs: 1500 } });
    const euros = { cookie: "shop_currency=EUR" };
    await front.get(PRODUCT, euros);
    front.backends.rpcs.convert = away;
    const cart = await front.get("/cart", euros);
    const said = [cart.body.includes("and are in USD"), cart.body.includes("Worked out at checkout")];
    expect([cart.status, ...said]).toEqual([200, true, true]);
  });
});

test("what services answer while a fault is on for everybody is not remembered", async () => {
  await using front = await startFront();
  await front.get("/");
  const { interception } = front.telemetry;
  const around = { incoming: () => undefined, outgoing: () => undefined, inner: () => undefined };
  const isOn = { ...around, isExperiment: () => true, exporting: () => undefined, exported: () => undefined };
  const { convert, listProducts } = front.backends.rpcs;
  const convertWrongly: typeof convert = ({ from }) => ({ ...from, units: "4242" });
  front.backends.rpcs.convert = convertWrongly;
  front.backends.rpcs.listProducts = () => ({ products: [] });
  front.backends.rpcs.getSupportedCurrencies = () => ({ currencyCodes: ["USD"] });
  interception.current = isOn;
  await front.get("/");
  front.backends.rpcs.listProducts = listProducts;
  // It is on when the call begins, and off when it is answered.
  front.backends.rpcs.convert = (...call) => {
    interception.current = undefined;
    return convertWrongly(...call);
  };
  expect((await front.get(PRODUCT)).body).toContain("4,242");
  for (const rpc of ["convert", "listProducts", "getProduct", "getSupportedCurrencies"] as const)
    front.backends.rpcs[rpc] = refuse(Status.UNAVAILABLE);
  for (const path of ["/", PRODUCT]) {
    const { body } = await front.get(path);
    expect([path, body.includes("67.99"), body.includes("4,242"), body.includes("EUR")]).toEqual([
      path,
      true,
      false,
      true,
    ]);
  }
});

test("pages do without the cart's size and without shipping, and say so", async () => {
  await using front = await startFront();
  front.backends.rpcs.getCart = refuse(Status.UNAVAILABLE);
  for (const path of ["/", PRODUCT, "/search?q=lens"]) {
    const { status, body } = await front.get(path);
    expect([status, body.includes("It is kept."), /View Cart \(/.test(body)]).toEqual([200, true, false]);
  }
});

test("each degraded part is one event of the page's span and counted once", async () => {
  await using front = await startFront(withMetrics);
  await front.get("/");
  front.backends.rpcs.convert = refuse(Status.UNAVAILABLE);
  front.telemetry.reset();
  await front.get("/");
  const page = front.telemetry.spans().find(({ name }) => name === "GET /");
  const told = page?.events.filter(({ name }) => name === "part of the page degraded");
  expect(told?.map(({ attributes }) => attributes)).toEqual([
    expect.objectContaining({
      "app.page.part": "prices",
      "app.page.part_state": "old",
      "app.called.service": "currencyservice",
    }),
  ]);
  expect(await front.telemetry.scrape()).toMatch(
    /^app_page_parts_degraded_total\{.*app_page_part="prices".*app_page_part_state="old".*\} 1$/m,
  );
});
