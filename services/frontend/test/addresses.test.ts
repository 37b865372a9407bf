import { randomUUID } from "node:crypto";
import { DEMO_CHECKOUT_FIELDS, PLACED_ORDER, TYPEWRITER } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

type Front = Awaited<ReturnType<typeof startFront>>;
let front: Front;
beforeAll(async () => {
  front = await startFront({ config: { revision: "blue-7", platform: "local" } });
});
afterAll(() => front[Symbol.asyncDispose]());

describe("a known address asked the wrong way is a page, 405, with what would do", () => {
  test.each([
    ["POST", "/", "GET, HEAD"],
    ["DELETE", "/", "GET, HEAD"],
    ["PUT", `/product/${TYPEWRITER}`, "GET, HEAD"],
    ["PUT", "/cart", "GET, HEAD, POST"],
    ["PUT", "/cart/checkout", "GET, HEAD, POST"],
    ["DELETE", "/cart/empty", "GET, HEAD, POST"],
    ["PATCH", "/setCurrency", "GET, HEAD, POST"],
    ["POST", `/trace-spans/${"a".repeat(32)}`, "GET, HEAD"],
    ["POST", "/logout", "GET, HEAD"],
    ["OPTIONS", "/", "GET, HEAD"],
    ["PATCH", "/product-meta/1", "GET, HEAD"],
    ["POST", "/version", "GET, HEAD"],
    ["POST", "/static/logo.svg", "GET, HEAD"],
    ["PROPFIND", "/", "GET, HEAD"],
    ["TRACE", "/cart", "GET, HEAD, POST"],
  ])("%s %s", async (method, path, allow) => {
    const { status, headers, body } = await front.send(method, path);
    expect([status, headers["content-type"]]).toEqual([405, "text/html; charset=utf-8"]);
    for (const words of ["That can&#39;t be done at this address.", 'href="/"', 'href="/cart"'])
      expect(body).toContain(words);
    expect((headers["allow"] ?? "").split(", ").sort()).toEqual(allow.split(", "));
  });
});

describe("the address of a form, reloaded or shared, leads on and changes nothing", () => {
  test.each([
    ["/cart/checkout", "/cart"],
    ["/cart/empty", "/cart"],
    ["/cart/quantity?product_id=1&quantity=0", "/cart"],
    ["/setCurrency?currency_code=EUR", "/"],
  ])("%s → %s", async (path, location) => {
    const before = front.backends.received.length;
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, body, cookies } = await front.send(method, path, { "sec-fetch-site": "cross-site" });
      expect([method, status, headers["location"], body]).toEqual([method, 302, location, ""]);
      expect(cookies.has("shop_currency")).toBe(false);
    }
    expect(front.backends.received.length).toBe(before);
  });

  test("the order page shows the last order again, as long as the cart is empty, to its buyer alone", async () => {
    await using own = await startFront();
    own.backends.rpcs.getCart = () => ({});
    const [ann, bob] = [randomUUID(), randomUUID()].map((id) => ({ cookie: `shop_session-id=${id}` }));
    await own.post("/cart/checkout", DEMO_CHECKOUT_FIELDS, ann);
    const again = await own.get("/cart/checkout", ann);
    expect([again.status, again.body.includes(PLACED_ORDER.orderId)]).toEqual([200, true]);
    expect(own.backends.calls("placeOrder")).toHaveLength(1);
    expect((await own.get("/cart/checkout", bob)).headers["location"]).toBe("/cart");
    own.backends.rpcs.getCart = () => ({ items: [{ productId: TYPEWRITER, quantity: 1 }] });
    expect((await own.get("/cart/checkout", ann)).headers["location"]).toBe("/cart");
  });

  test("a session that all visitors share has no last order", async () => {
    await using shared = await startFront({ config: { singleSharedSession: true } });
    shared.backends.rpcs.getCart = () => ({});
    await shared.post("/cart/checkout", DEMO_CHECKOUT_FIELDS);
    expect((await shared.get("/cart/checkout")).headers["location"]).toBe("/cart");
  });
});

describe("an unknown address is a page, 404", () => {
  test.each(["/nothing", "/product/", "/product", "/cart/", "/cart/nothing", "/static/nothing.css", "/.env"])(
    "%s",
    async (path) => {
      const { status, headers, body } = await front.get(path);
      expect([status, headers["content-type"]]).toEqual([404, "text/html; charset=utf-8"]);
      expect(body).toContain("There is nothing at this address.");
      expect(body).not.toContain("currency_form");
    },
  );

  test("folders are not listed", async () => {
    for (const path of ["/static/", "/static/img/", "/static/img"]) {
      const { status, body } = await front.get(path);
      expect([403, 404]).toContain(status);
      expect(body).not.toContain("typewriter.svg");
    }
  });

  test("whatever the method", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) expect((await front.send(method, "/nothing")).status).toBe(404);
    expect(await front.send("HEAD", "/nothing")).toMatchObject({ status: 404, body: "" });
  });

  test("no file outside the static folder can be had", async () => {
    for (const path of ["/static/../package.json", "/static/..%2fpackage.json", "/static/%2e%2e/package.json"]) {
      const { status, body } = await front.get(path);
      expect(body).not.toContain("dependencies");
      expect([301, 400, 403, 404]).toContain(status);
    }
  });
});

describe("an untidy address leads to the tidy one, 301", () => {
  test.each([
    ["//cart", "/cart"],
    ["///", "/"],
    ["/cart//empty", "/cart/empty"],
    ["/product/../cart", "/cart"],
    ["/./cart", "/cart"],
    ["//cart?a=1&b=2", "/cart?a=1&b=2"],
    ["//search?q=what?is", "/search?q=what?is"],
    ["//evil.example/..//cart", "/cart"],
  ])("%s → %s", async (path, location) => {
    const { status, headers } = await front.get(path);
    expect([status, headers["location"]]).toEqual([301, location]);
  });

  test.each(["//evil.example", "///evil.example/%2e%2e", "/..//evil.example", "/.//evil.example", "/\\evil.example"])(
    "and never to another host: %s",
    async (path) => {
      const { headers } = await front.get(path);
      expect(headers["location"] ?? "/").toMatch(/^\/(?![/\\])/);
    },
  );
});

describe("what no form sends is refused, and the process lives on", () => {
  test.each([
    ["a broken escape", "/product/%", 400],
    ["a broken escape in a query", "/search?q=%", 200],
    ["a zero byte", "/product/%00", 404],
    ["a product id of 101 characters", `/product/${"x".repeat(101)}`, 404],
    ["a path of 9 kB", `/${"x".repeat(9000)}`, 404],
    ["a path of 100 kB", `/${"x".repeat(100_000)}`, 431],
  ])("%s", async (_, path, status) => {
    expect((await front.get(path)).status).toBe(status);
    expect((await front.get("/_healthz")).status).toBe(200);
  });

  test.each([
    ["JSON", "application/json", "{}", 415],
    ["a multipart form", "multipart/form-data; boundary=x", "--x--", 415],
    ["text", "text/plain", "a=1", 415],
    ["70 kB", "application/x-www-form-urlencoded", `quantity=1&product_id=${"x".repeat(70_000)}`, 413],
  ])("a form as %s", async (_, type, body, status) => {
    const answer = await front.send("POST", "/cart", { "content-type": type }, body);
    expect([answer.status, answer.headers["content-type"]]).toEqual([status, "text/html; charset=utf-8"]);
  });

  test("the body of a form may be empty, and its type have a charset", async () => {
    const type = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
    expect((await front.send("POST", "/cart/empty", type)).status).toBe(302);
    expect((await front.send("POST", "/cart", type, `product_id=${TYPEWRITER}&quantity=1`)).status).toBe(302);
    expect((await front.send("POST", "/cart/empty")).status).toBe(302);
  });

  test("an address that can't be read is told so in plain text", async () => {
    const { body, headers } = await front.get("/product/%");
    expect([body, headers["content-type"]]).toEqual(["This address can't be read.\n", "text/plain; charset=utf-8"]);
  });

  test("names that mean something to JavaScript mean nothing in a form", async () => {
    const { status } = await front.send(
      "POST",
      "/cart?constructor=1",
      { "content-type": "application/x-www-form-urlencoded" },
      "__proto__=1&toString=2",
    );
    expect(status).toBe(422);
  });
});

describe("what is no page", () => {
  test("/_healthz is ok in plain text, by any method, whatever is down", async () => {
    await using lonely = await startFront({
      away: ["ad", "cart", "checkout", "currency", "productCatalog", "recommendation", "shipping"],
    });
    for (const method of ["GET", "POST", "PUT"]) {
      const { status, body, headers } = await lonely.send(method, "/_healthz");
      expect([status, body, headers["content-type"]]).toEqual([200, "ok", "text/plain; charset=utf-8"]);
    }
  });

  test.each(["GET", "POST"])("%s /robots.txt keeps robots out", async (method) => {
    const { status, body, headers } = await front.send(method, "/robots.txt");
    expect([status, headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(body).toBe("User-agent: *\nDisallow: /\n");
  });

  test("/version tells what is running", async () => {
    const { body, headers } = await front.get("/version");
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(JSON.parse(body)).toEqual({
      service: "frontend",
      version: "0.0.0-test",
      revision: "blue-7",
      pod: "pod-1",
      platform: "local",
      node: process.version,
    });
  });

  test("/product-meta/{id} is one product for machines", async () => {
    const { status, body, headers } = await front.get(`/product-meta/${TYPEWRITER}`);
    expect([status, headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
    expect(JSON.parse(body)).toEqual({
      id: TYPEWRITER,
      name: "Vintage Typewriter",
      description: "A vintage typewriter.",
      picture: "/static/img/products/typewriter.jpg",
      price_usd: { currency_code: "USD", units: 67, nanos: 990_000_000 },
      categories: ["vintage"],
    });
    const unknown = await front.get("/product-meta/unknown");
    expect([unknown.status, unknown.headers["content-type"]]).toEqual([404, "application/json; charset=utf-8"]);
    expect(Object.keys(JSON.parse(unknown.body) as object)).toEqual(["error"]);
  });

  test("files are cached for a year when their address names their content, else for an hour", async () => {
    const { body } = await front.get("/");
    const address = /href="(\/static\/storefront\.css\?v=[^"]+)"/.exec(body)?.[1] ?? "";
    expect((await front.get(address)).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const plain = await front.get("/static/storefront.css");
    expect([plain.headers["cache-control"], plain.headers["content-type"]]).toEqual([
      "public, max-age=3600",
      "text/css; charset=utf-8",
    ]);
    const missing = await front.get("/static/nothing.css?v=1");
    expect(missing.headers["cache-control"] ?? "").not.toContain("immutable");
    const unchanged = await front.get("/static/logo.svg", {
      "if-none-match": (await front.get("/static/logo.svg")).headers["etag"] ?? "",
    });
    expect([unchanged.status, unchanged.body]).toEqual([304, ""]);
  });

  test("the catalog's photographs are our drawings", async () => {
    const { status, headers } = await front.get("/static/img/products/typewriter.jpg");
    expect([status, headers["location"]]).toEqual([
      302,
      expect.stringMatching(/^\/static\/img\/products\/typewriter\.svg\?v=/),
    ]);
    expect((await front.get("/static/img/products/none.jpg")).status).toBe(404);
  });
});

describe("behind a base path", () => {
  let based: Front;
  beforeAll(async () => {
    based = await startFront({ config: { baseUrl: "/shop" } });
  });
  afterAll(() => based[Symbol.asyncDispose]());

  test.each(["/shop", "/shop/", "/shop/cart", `/shop/product/${TYPEWRITER}`, "/shop/search?q=camera", "/shop/version"])(
    "%s is served",
    async (path) => expect((await based.get(path)).status).toBe(200),
  );

  test.each([
    "/shop/robots.txt",
    "/shop/static/logo.svg",
    "/shop/_healthz",
    "/_healthz",
    "/shop/product-meta/66VCHSJNUP",
  ])("so is %s", async (path) => expect((await based.get(path)).status).toBe(200));

  test.each(["/", "/cart", "/static/logo.svg", "/shopcart", "/shop/nothing"])("%s is not", async (path) => {
    expect((await based.get(path)).status).toBe(404);
  });

  test("redirects stay inside", async () => {
    const locations = [
      await based.post("/shop/cart", { product_id: TYPEWRITER, quantity: "1" }),
      await based.post("/shop/cart/quantity", { product_id: TYPEWRITER, quantity: "1" }),
      await based.post("/shop/cart/empty"),
      await based.post("/shop/setCurrency", { currency_code: "EUR" }),
      await based.get("/shop/logout"),
      await based.get("/shop/cart/checkout"),
      await based.get("/shop/cart/empty"),
      await based.get("/shop/setCurrency"),
      await based.get("/shop//cart"),
      await based.get("/shop/static/img/products/typewriter.jpg"),
    ].map(({ headers }) => headers["location"]);
    const [cart, home] = ["/shop/cart", "/shop/"];
    expect(locations.slice(0, 9)).toEqual([cart, cart, home, home, home, cart, cart, home, cart]);
    expect(locations[9]).toMatch(/^\/shop\/static\//);
  });

  test("every link, form, picture and file of every page does", async () => {
    const pages = [
      await based.get("/shop/"),
      await based.get(`/shop/product/${TYPEWRITER}`),
      await based.get("/shop/cart"),
      await based.get("/shop/search?q=camera"),
      await based.get("/shop/nothing"),
      await based.post("/shop/cart/checkout", DEMO_CHECKOUT_FIELDS),
      await based.post("/shop/cart/checkout", {}),
    ];
    for (const { body } of pages) {
      const addresses = [...body.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, address = ""]) => address);
      expect(addresses.length).toBeGreaterThan(5);
      expect(addresses.filter((address) => !/^(\/shop\/|#|data:)/.test(address))).toEqual([]);
    }
  });
});
