import { CAMERA_LENS, DEMO_CHECKOUT_FIELDS, refuse, TYPEWRITER } from "@hipstershop/testkit";
import { Status } from "@hipstershop/rpc";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

let front: Awaited<ReturnType<typeof startFront>>;
beforeAll(async () => {
  front = await startFront();
});
afterAll(() => front[Symbol.asyncDispose]());

/** The price elements of a page, in order: attributes and text. */
function pricesIn(body: string): readonly string[] {
  return [...body.matchAll(/<data class="price"([^>]*)>([^<]*)</g)].map(([, attributes = "", text = ""]) =>
    `${/ lang="[^"]*"/.exec(attributes)?.[0] ?? ""} ${text}`.trim(),
  );
}

describe("prices are written as the visitor's language writes them", () => {
  test.each([
    ["en-US,en;q=0.9", "$67.99"],
    ["en-CA", "US$67.99"],
    ["de-DE,de;q=0.9", 'lang="de-DE" 67,99\u00a0$'],
    ["fr", 'lang="fr" 67,99\u00a0$US'],
    ["ja", 'lang="ja" $67.99'],
    ["*", "USD 67.99"],
    ["tlh", "USD 67.99"],
    [`"><script>alert(1)</script>`, "USD 67.99"],
    ["x".repeat(10_000), "USD 67.99"],
  ])("%.40j: %s", async (language, price) => {
    for (const path of ["/", `/product/${TYPEWRITER}`, "/cart", "/search?q=typewriter"]) {
      const { status, body } = await front.get(path, { "accept-language": language });
      expect([path, status, pricesIn(body)[0]]).toEqual([path, 200, price]);
      expect(body).toContain('<html lang="en">');
    }
    const order = await front.post("/cart/checkout", DEMO_CHECKOUT_FIELDS, { "accept-language": language });
    expect(pricesIn(order.body)).toContain(price);
  });

  test("in the chosen currency, with its own digits", async () => {
    const { body } = await front.get("/", { "accept-language": "en-US", cookie: "shop_currency=JPY" });
    expect(pricesIn(body)[0]).toBe("¥68");
  });

  test("and without a language as ever: programs read them so", async () => {
    expect(pricesIn((await front.get("/")).body)[0]).toBe("USD 67.99");
  });

  test("JSON for programs stays as it is", async () => {
    const { body } = await front.get(`/product-meta/${TYPEWRITER}`, { "accept-language": "de" });
    expect(JSON.parse(body)).toMatchObject({ price_usd: { currency_code: "USD", units: 67, nanos: 990_000_000 } });
  });
});

describe("recommendations have prices", () => {
  test("in dollars, those of the catalog, without a call", async () => {
    const before = front.backends.calls("convert").length;
    const { body } = await front.get(`/product/${TYPEWRITER}`);
    expect(pricesIn(body)).toEqual(["USD 67.99", "USD 12.49", "USD 124.00", "USD 36.45", "USD 2,245.00"]);
    expect(front.backends.calls("convert").length - before).toBe(1);
  });

  test("in another currency converted ones, one call each", async () => {
    const before = front.backends.calls("convert").length;
    const { body } = await front.get(`/product/${TYPEWRITER}`, { cookie: "shop_currency=EUR" });
    expect(pricesIn(body)).toEqual(["EUR 67.99", "EUR 12.49", "EUR 124.00", "EUR 36.45", "EUR 2,245.00"]);
    expect(front.backends.calls("convert").length - before).toBe(5);
  });

  test("and go without one that can't be converted", async () => {
    await using own = await startFront();
    const { convert } = own.backends.rpcs;
    own.backends.rpcs.convert = (request, call) =>
      request.from?.units === "12" ? refuse(Status.INTERNAL)() : convert(request, call);
    const { status, body } = await own.get(`/product/${TYPEWRITER}`, { cookie: "shop_currency=EUR" });
    expect([status, pricesIn(body).length]).toEqual([200, 4]);
    expect(body).toContain("Camera Lens");
  });
});

describe("nothing is recommended that is there already", () => {
  const recommendedBy = (body: string) =>
    [...(/class="recommendations"[\s\S]*?<\/section>/.exec(body)?.[0] ?? "").matchAll(/\/product\/(\w+)/g)].map(
      ([, id]) => id,
    );

  test("not what was just bought, not what is in the cart, not the product itself", async () => {
    await using own = await startFront();
    own.backends.rpcs.listRecommendations = () => ({ productIds: [TYPEWRITER, CAMERA_LENS] });
    const pages = [
      await own.post("/cart/checkout", DEMO_CHECKOUT_FIELDS),
      await own.get("/cart"),
      await own.get(`/product/${TYPEWRITER}`),
    ];
    expect(pages.map(({ body }) => recommendedBy(body))).toEqual([[CAMERA_LENS], [CAMERA_LENS], [CAMERA_LENS]]);
    expect(own.backends.calls("listRecommendations").map(({ request }) => request)).toEqual(
      pages.map(() => expect.objectContaining({ productIds: [TYPEWRITER] }) as unknown),
    );
  });
});
