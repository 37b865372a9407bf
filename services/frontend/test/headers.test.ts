import { TYPEWRITER } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { NOWHERE, startFront } from "./start-frontend.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const UUID_V4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe("every answer tells its trace", () => {
  test("which is a new one, sampled, when the request had none", async () => {
    await using front = await startFront();
    const { headers } = await front.get("/");
    expect(headers["traceresponse"]).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    expect(headers["server-timing"]).toContain(`traceparent;desc="${headers["traceresponse"]}"`);
  });

  test.each([
    ["B3 headers", { "x-b3-traceid": TRACE, "x-b3-spanid": SPAN, "x-b3-sampled": "1" }],
    ["a b3 header", { b3: `${TRACE}-${SPAN}-1` }],
    ["a traceparent", { traceparent: `00-${TRACE}-${SPAN}-01` }],
  ])("which is the caller's, by %s, and goes on to the services", async (_, headers) => {
    await using front = await startFront();
    const answer = await front.get("/", headers);
    expect(answer.headers["traceresponse"]).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-01$`));
    const { call } = await front.backends.nth("getCart");
    expect(call.span.spanContext().traceId).toBe(TRACE);
    expect(answer.body).toContain(`trace-id: ${TRACE}`);
  });

  test("and says -00 when it was not sampled; the page then shows no trace", async () => {
    await using front = await startFront({ config: { places: { ...NOWHERE, traces: "http://traces.example" } } });
    const { headers, body } = await front.get("/", {
      "x-b3-traceid": TRACE,
      "x-b3-spanid": SPAN,
      "x-b3-sampled": "0",
    });
    expect(headers["traceresponse"]).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-00$`));
    expect(body).not.toContain("trace-id:");
    expect(body).not.toContain("/trace/");
    expect(body).not.toContain("see trace");
    expect(body).toContain('<a href="http://traces.example/">Traces</a>');
    expect(front.telemetry.spans()).toEqual([]);
  });

  test("malformed headers are as good as none", async () => {
    await using front = await startFront();
    const { status, headers } = await front.get("/", {
      "x-b3-traceid": "no",
      traceparent: "00-00-00",
      b3: "a-b-c-d-e",
    });
    expect([status, headers["traceresponse"]]).toEqual([200, expect.stringMatching(/-01$/)]);
  });

  test("errors and redirects do, files don't", async () => {
    await using front = await startFront();
    const recorded = [
      await front.get("/nothing"),
      await front.post("/cart/empty"),
      await front.get("/product-meta/unknown"),
      await front.get("/static/logo.svg"),
      await front.get("/_healthz"),
      await front.get("/version"),
    ].map(({ headers }) => headers["traceresponse"] !== undefined && headers["x-request-id"] !== undefined);
    expect(recorded).toEqual([true, true, true, false, false, false]);
  });
});

test("every request has an id of its own, whatever the visitor sends", async () => {
  await using front = await startFront();
  const first = await front.get("/", { "x-request-id": "mine" });
  const second = await front.get("/");
  expect(first.headers["x-request-id"]).toMatch(UUID_V4);
  expect(second.headers["x-request-id"]).toMatch(UUID_V4);
  expect(first.headers["x-request-id"]).not.toBe(second.headers["x-request-id"]);
});

test("server-timing names every service that was asked, and how often", async () => {
  await using front = await startFront();
  const timing = (await front.get("/")).headers["server-timing"] ?? "";
  const services = timing.split(", ").map((entry) => entry.replace(/dur=[\d.]+/, "dur=…"));
  expect(services.slice(1).sort()).toEqual([
    'adservice;dur=…;desc="1 call"',
    'cartservice;dur=…;desc="1 call"',
    'currencyservice;dur=…;desc="7 calls"',
    'productcatalogservice;dur=…;desc="1 call"',
  ]);
});

describe("a form of another site is refused, 403", () => {
  const own = (port: number) => `http://127.0.0.1:${port}`;

  test.each([
    ["POST", "/cart", { "sec-fetch-site": "cross-site" }],
    ["POST", "/cart", { "sec-fetch-site": "same-site" }],
    ["POST", "/cart/empty", { "sec-fetch-site": "cross-site" }],
    ["POST", "/cart/quantity", { "sec-fetch-site": "cross-site" }],
    ["POST", "/cart/checkout", { "sec-fetch-site": "cross-site" }],
    ["POST", "/setCurrency", { "sec-fetch-site": "cross-site" }],
    ["GET", "/logout", { "sec-fetch-site": "cross-site" }],
    ["POST", "/cart/empty", { origin: "http://evil.example" }],
    ["POST", "/cart/empty", { origin: "null" }],
    ["POST", "/cart/empty", { origin: "http://127.0.0.1" }],
    ["POST", "/cart/empty", { origin: "nonsense" }],
  ] as const)("%s %s with %j", async (method, path, headers) => {
    await using front = await startFront();
    const { status, body } = await front.send(method, path, headers);
    expect([status, body.includes("This form was sent from another site.")]).toEqual([403, true]);
    expect(front.backends.received).toEqual([]);
  });

  test("our own are taken, and those of clients that are no browsers", async () => {
    await using front = await startFront();
    const answers = [
      await front.post("/cart/empty", {}, { "sec-fetch-site": "same-origin", origin: own(front.port) }),
      await front.post("/cart/empty", {}, { "sec-fetch-site": "none" }),
      await front.post("/cart/empty", {}, { origin: own(front.port) }),
      await front.post("/cart/empty"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302, 302]);
  });

  test("following a link from another site is fine", async () => {
    await using front = await startFront();
    const fromElsewhere = { "sec-fetch-site": "cross-site", referer: "http://evil.example/" };
    for (const path of ["/", `/product/${TYPEWRITER}`, "/cart"]) {
      expect((await front.get(path, fromElsewhere)).status).toBe(200);
    }
  });
});

describe("after a choice of currency the visitor is where they were", () => {
  const choose = async (referer: string) => {
    await using front = await startFront();
    const headers = { referer: referer.replace("SHOP", `127.0.0.1:${front.port}`) };
    const { status, headers: answer } = await front.post("/setCurrency", { currency_code: "EUR" }, headers);
    expect(status).toBe(302);
    return answer["location"];
  };

  test.each([
    ["http://SHOP/product/OLJCESPC7Z", "/product/OLJCESPC7Z"],
    ["http://SHOP/search?q=camera&x=1", "/search?q=camera&x=1"],
    ["http://SHOP/", "/"],
    ["https://SHOP/cart", "/cart"],
    ["http://SHOP/cart/checkout", "/cart/checkout"],
  ])("%s → %s", async (referer, location) => expect(await choose(referer)).toBe(location));

  test.each([
    "http://evil.example/product/1",
    "http://evil.example",
    "http://SHOP.evil.example/",
    "http://SHOP@evil.example/",
    "http://SHOP//evil.example/",
    "http://SHOP/\\evil.example/",
    "javascript:alert(1)",
    "//evil.example",
    "nonsense",
    "",
  ])("home, and nowhere else, from %j", async (referer) => expect(await choose(referer)).toBe("/"));
});

test("pages allow no foreign scripts, styles, frames and forms", async () => {
  await using front = await startFront();
  const { headers } = await front.get("/");
  const policy = headers["content-security-policy"] ?? "";
  for (const rule of ["default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'"]) {
    expect(policy).toContain(rule);
  }
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test("requests are counted by method, route and status, health not at all", async () => {
  await using front = await startFront({ telemetry: { metrics: { host: "127.0.0.1", port: 0 } } });
  await front.get("/");
  await front.get(`/product/${TYPEWRITER}`);
  await front.get("/product/unknown");
  await front.get("/static/logo.svg");
  await front.get("/_healthz");
  await front.service[Symbol.asyncDispose]();
  const counts = [
    ...(await front.telemetry.scrape()).matchAll(/^http_server_request_duration_seconds_count\{(.*)\} (\d+)/gm),
  ]
    .map(([, labels = "", count]) => {
      const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1];
      return `${label("http_request_method")} ${label("http_route")} ${label("http_response_status_code")}: ${count}`;
    })
    .sort((a, b) => (a < b ? -1 : 1));
  expect(counts).toEqual([
    "GET / 200: 1",
    "GET /product/{id} 200: 1",
    "GET /product/{id} 404: 1",
    "GET /static/* 200: 1",
  ]);
});
