import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { checkoutFields, Visitor } from "../support/visitor.ts";
import { drawFrom, spoil } from "./random.ts";
import { portOf, requestText, sendBytes } from "./wire.ts";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const ask = (line: string, headers: Readonly<Record<string, string>> = {}, body?: string) =>
  sendBytes(portOf(shop.url), requestText(line, headers, body));
const header = (text: string, name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(text)?.[1] ?? "";

async function visitorWithCart(): Promise<Visitor> {
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "2" });
  return visitor;
}

async function charges(): Promise<number> {
  const metrics = shop.status.services.find(({ name }) => name === "paymentservice")?.metrics ?? "";
  const text = await (await fetch(metrics)).text();
  const counts = text.matchAll(/^app_payment_charges_total\{[^}]*"charged"[^}]*\} (\d+)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

describe("forms", () => {
  test.each(["0", "-1", "11", "4294967296", "1e3", "0x5", "1.5", "NaN", "", "٣", "5 five"])(
    "a quantity of %j is refused, 422",
    async (quantity) => {
      const { status } = await new Visitor(shop.url).post("/cart", { product_id: "OLJCESPC7Z", quantity });
      expect(status).toBe(422);
    },
  );

  test.each([
    ["without a product", "quantity=1", 422],
    ["with a product nobody knows", "product_id=NOPE&quantity=1", 404],
    ["with line breaks in the product", "product_id=a%0d%0aSet-Cookie:x=1&quantity=1", 404],
    ["with a script for a product", "product_id=%3Cscript%3Ealert(1)%3C/script%3E&quantity=1", 404],
    ["with a zero byte", "product_id=%00&quantity=1", 404],
    ["with bad percent encoding", "product_id=%zz%&quantity=1", 404],
    ["with fields named like properties", "__proto__=1&constructor=1&product_id=OLJCESPC7Z&quantity=1", 302],
    ["of 70 kB", `a=${"x".repeat(70_000)}`, 413],
  ])("a form %s", async (_, body, status) => {
    const answer = await ask("POST /cart", FORM, body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain("<script>alert");
  });

  test.each(["application/json", "text/plain", "multipart/form-data; boundary=x"])(
    "a form as %s is 415",
    async (type) => {
      expect(await ask("POST /cart", { "Content-Type": type }, "{}")).toMatchObject({ status: 415 });
    },
  );

  test.each(Object.keys(checkoutFields))(
    "a checkout without %s is refused, 422, and nothing is charged",
    async (name) => {
      const visitor = await visitorWithCart();
      const before = await charges();
      const { [name]: _, ...fields } = checkoutFields;
      expect(await visitor.post("/cart/checkout", fields)).toMatchObject({ status: 422 });
      expect(await charges()).toBe(before);
    },
  );
});

describe("cookies", () => {
  test.each(["XXX", "CHF", "eur", "", "__proto__"])(
    "a currency cookie of %j never makes anything free",
    async (code) => {
      const visitor = await visitorWithCart();
      visitor.setCookie("shop_currency", code);
      const { status, body } = await visitor.post("/cart/checkout", checkoutFields);
      expect(status).toBe(200);
      expect(body).toContain("USD 144.97");
    },
  );

  test.each(["x".repeat(10_000), "<script>alert(1)</script>", "../../etc/passwd", "%0d%0aX: y", "%", '"; DROP'])(
    "a session called %j is not taken over",
    async (session) => {
      const { status, text } = await ask("GET /", { Cookie: `shop_session-id=${session}` });
      expect(status).toBe(200);
      expect(header(text, "set-cookie")).toMatch(/^shop_session-id=[\da-f-]{36};/);
      expect(text).not.toContain("<script>alert");
    },
  );

  test.each(["a b=1", "=1", "é=1", "x[y]=1; a@b=2", "; ;=;", 'a"b=1'])(
    "GET /logout copes with the cookies %j",
    async (Cookie) => {
      expect(await ask("GET /logout", { Cookie })).toMatchObject({ status: 302 });
    },
  );
});

describe("redirects stay in the shop", () => {
  test.each([
    "http://evil.example/x",
    "http://evil.example\\@SHOP/",
    "http://SHOP@evil.example/",
    "http://SHOP//evil.example",
    "http://SHOP/\\evil.example",
    "http://SHOP/.//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\u0080ÿ",
  ])("after a Referer of %s", async (referer) => {
    const Referer = referer.replace("SHOP", "127.0.0.1");
    const { status, text } = await ask("POST /setCurrency", { ...FORM, Referer }, "currency_code=EUR");
    expect(status).toBe(302);
    expect(header(text, "location")).toBe("/");
  });

  test.each([
    ["//cart", "/cart"],
    ["//evil.example", "/evil.example"],
    ["/.//evil.example", "/evil.example"],
    ["///", "/"],
  ])("from %s to %s", async (path, clean) => {
    const { status, text } = await ask(`GET ${path}`);
    expect([status, header(text, "location")]).toEqual([301, clean]);
  });

  test("a currency with line breaks sets no header", async () => {
    const { status, text } = await ask("POST /setCurrency", FORM, "currency_code=EUR%0d%0aSet-Cookie:%20evil=1");
    expect(status).toBe(422);
    expect(text).not.toMatch(/^set-cookie: evil/im);
  });
});

test("headers of more than 16 kB are refused, on every page that people can reach", async () => {
  const { frontend, traces, training } = shop.status;
  for (const page of [frontend, traces, training]) {
    const status = async (size: number) =>
      (await sendBytes(portOf(page), requestText("GET /", { "X-Large": "h".repeat(size) }))).status;
    expect([page, await status(17_000)]).toEqual([page, 431]);
    expect(await status(10_000)).toBeLessThan(400);
  }
});

describe("other sites' forms", () => {
  const foreign = [{ Origin: "http://evil.example" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site" }];
  test.each(["/cart", "/cart/empty", "/cart/quantity", "/cart/checkout", "/setCurrency"])(
    "POST %s is refused, 403",
    async (path) => {
      for (const headers of foreign)
        expect(await ask(`POST ${path}`, { ...FORM, ...headers }, "")).toMatchObject({ status: 403 });
    },
  );
});

describe("addresses", () => {
  test.each([
    ["/product/", 404],
    ["/product/NOPE", 404],
    [`/product/${"x".repeat(2000)}`, 404],
    ["/product/%00", 404],
    ["/product/%zz", 400],
    ["/%ff", 400],
    ["/nope", 404],
    ["/static/nope.css", 404],
    ["/static/img/products/nope.jpg", 404],
    ["/static/%2e%2e/package.json", 403],
    ["/static/..%2f..%2fpackage.json", 403],
    [`/${"x".repeat(100_000)}`, 431],
    ["/search?q=%zz%00%ff&q[]=a", 200],
    [`/search?q=${"x".repeat(5000)}`, 200],
  ])("GET %.40s is %i", async (path, status) => {
    expect(await ask(`GET ${path}`)).toMatchObject({ status });
  });

  const script = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
  test.each([`/search?q=${script}`, `/search?q=%22%3E${script}`, `/product/${script}`, `/${script}`])(
    "%s comes back as text, not as a script",
    async (path) => {
      const { text } = await ask(`GET ${path}`);
      expect(text).not.toContain("<script>alert");
    },
  );

  test.each([
    ["/", "GET, HEAD"],
    ["/product/OLJCESPC7Z", "GET, HEAD"],
    ["/cart", "GET, HEAD, POST"],
    ["/cart/empty", "GET, HEAD, POST"],
    ["/cart/checkout", "GET, HEAD, POST"],
    ["/setCurrency", "GET, HEAD, POST"],
    ["/logout", "GET, HEAD"],
    ["/search", "GET, HEAD"],
  ])("%s allows %s and says so", async (path, allowed) => {
    for (const method of ["PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const { status, text } = await ask(`${method} ${path}`);
      expect([method, status, header(text, "allow")]).toEqual([method, 405, allowed]);
    }
  });
});

describe("one key is one order", () => {
  test("eight clicks at once and one afterwards are one charge, and the same order page", async () => {
    const visitor = await visitorWithCart();
    const before = await charges();
    const form = { ...checkoutFields, idempotency_key: randomUUID() };
    const click = () => visitor.post("/cart/checkout", form);
    const answers = [...(await Promise.all(Array.from({ length: 8 }, click))), await click()];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const orders = answers.map(
      ({ body }) => /[\da-f]{8}-[\da-f]{4}-1[\da-f]{3}-[\da-f]{4}-[\da-f]{12}/.exec(body)?.[0],
    );
    expect(new Set(orders).size).toBe(1);
    expect(orders[0]).toBeDefined();
    expect((await charges()) - before).toBe(1);
  });

  test("another form under the key is refused, and nothing is charged", async () => {
    const visitor = await visitorWithCart();
    const form = { ...checkoutFields, idempotency_key: randomUUID() };
    await visitor.post("/cart/checkout", form);
    const before = await charges();
    expect(await visitor.post("/cart/checkout", { ...form, city: "Elsewhere" })).toMatchObject({ status: 422 });
    expect(await charges()).toBe(before);
  });
});

describe("no HTTP at all", () => {
  test("2000 spoilt requests get no 5xx, and the shop stays open", async () => {
    const draw = drawFrom(11);
    const cookie = { Cookie: `shop_session-id=${randomUUID()}; shop_currency=EUR` };
    const seeds = [
      requestText("GET /", cookie),
      requestText("GET /product/OLJCESPC7Z?a=b", { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` }),
      requestText("GET /search?q=camera"),
      requestText("GET /logout", cookie),
      requestText("GET /static/storefront.css", { Range: "bytes=0-9" }),
      requestText("POST /cart", { ...FORM, ...cookie }, "product_id=OLJCESPC7Z&quantity=1"),
      requestText("POST /setCurrency", { ...FORM, Referer: `${shop.url}/cart` }, "currency_code=EUR"),
      requestText("POST /cart/checkout", FORM, new URLSearchParams(checkoutFields).toString()),
    ].map((text) => Buffer.from(text));
    const bad: string[] = [];
    for (let round = 0; round < 2000 / 50; round++) {
      const spoilt = Array.from({ length: 50 }, () => spoil(seeds[draw(seeds.length)] ?? Buffer.alloc(0), draw));
      const answers = await Promise.all(spoilt.map((bytes) => sendBytes(portOf(shop.url), bytes, 50)));
      for (const [i, { status }] of answers.entries()) if (status >= 500) bad.push(String(spoilt[i]));
    }
    expect(bad).toEqual([]);
    expect(await ask("GET /_healthz")).toMatchObject({ status: 200 });
  });

  test("no port is brought down by bytes of another protocol", async () => {
    const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const settings = "\0\0\0\u0004\0\0\0\0\0";
    const junk = Array.from({ length: 3000 }, (_, i) => String.fromCharCode((i * 7919) % 251)).join("");
    const messes = [
      junk,
      preface + junk,
      preface + settings.repeat(2000),
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "\u0016\u0003\u0001",
    ];
    const { services, traces, ingest } = shop.status;
    const addresses = services.flatMap(({ grpc, http, metrics }) =>
      [grpc, http, metrics].filter((found) => found !== undefined),
    );
    const ports = [...addresses, traces, ingest.jaegerThrift, ingest.otlpHttp].map(portOf);
    expect(ports.length).toBe(25);
    for (const mess of messes)
      await Promise.all(ports.map((port) => sendBytes(port, Buffer.from(mess, "latin1"), 100)));
    expect(await new Visitor(shop.url).get("/")).toMatchObject({ status: 200 });
    const metrics = services.map(async ({ metrics = "" }) => (await fetch(metrics)).status);
    expect(new Set(await Promise.all(metrics))).toEqual(new Set([200]));
    expect((await fetch(`${traces}/api/services`)).status).toBe(200);
  });
});
