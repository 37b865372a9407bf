import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { Env } from "@hipstershop/runtime";
import { NOBODY, testTelemetry } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { training } from "../src/index.ts";

const stack = new AsyncDisposableStack();
let port: number;
beforeAll(async () => {
  const env = new Env({
    PORT: "0",
    LISTEN_ADDR: "127.0.0.1",
    FLAG_SERVICE_ADDR: NOBODY,
    FRONTEND_ADDR: "http://127.0.0.1:8080",
    TRACES_URL: "http://0.0.0.0:16686/jaeger",
    LOAD_URL: "http://load.example",
  });
  ({ port } = stack.use(await training.start(env)(stack.use(await testTelemetry("training")))));
});
afterAll(() => stack.disposeAsync());

/** An answer with its body as it was sent. */
async function ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const taken: { status?: number | undefined; headers: Readonly<Record<string, string | string[] | undefined>> } = {
    headers: {},
  };
  request(
    { host: "127.0.0.1", port, path, method, headers: { host: "localhost", ...headers }, agent: false },
    (got) => {
      Object.assign(taken, { status: got.statusCode, headers: got.headers });
      buffer(got).then(resolve, reject);
    },
  )
    .once("error", reject)
    .end();
  const body = await promise;
  return { ...taken, body };
}

describe("the address of a form, reloaded or shared, leads to the page", () => {
  test.each([
    ["/faults/reset", "/faults"],
    ["/faults/paymentFailure", "/faults#paymentFailure"],
    ["/faults/paymentFailure/try?currency=EUR&variant=x", "/faults?currency=EUR#paymentFailure"],
    ["/faults/paymentFailure/rule/remove", "/faults#paymentFailure"],
  ])("%s → %s", async (path, location) => {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers } = await ask(method, path);
      expect([status, headers["location"]]).toEqual([302, location]);
    }
  });

  test.each(["/faults/nothing", "/faults/nothing/try", "/nothing", "/faults/"])("%s is not found", async (path) => {
    expect((await ask("GET", path)).status).toBe(404);
  });
});

test.each([
  ["DELETE", "/faults", "GET, HEAD"],
  ["PUT", "/faults/paymentFailure", "GET, HEAD, POST"],
  ["POST", "/static/logo.svg", "GET, HEAD"],
  ["OPTIONS", "/", "GET, HEAD"],
])("%s %s is a page, 405, with what would do and the way on", async (method, path, allowed) => {
  const { status, headers, body } = await ask(method, path);
  expect([status, headers["allow"], headers["content-type"]]).toEqual([405, allowed, "text/html; charset=utf-8"]);
  expect(body.toString()).toContain("That can’t be done at this address.");
  expect(body.toString()).toContain('href="/faults"');
});

describe("links to other parts", () => {
  test.each([
    ["pi:8082", "http://pi:8080", "http://pi:16686"],
    ["192.168.1.7:8082", "http://192.168.1.7:8080", "http://192.168.1.7:16686"],
    ["[fe80::1]:8082", "http://[fe80::1]:8080", "http://[fe80::1]:16686"],
    ["localhost:8082", "http://127.0.0.1:8080", "http://localhost:16686"],
  ])("follow a visitor of %s, and a form may lead to the viewer there", async (host, shop, viewer) => {
    const { headers, body } = await ask("GET", "/faults", { host });
    const nav = /<nav class="header-nav"[\s\S]*?<\/nav>/.exec(body.toString())?.[0] ?? "";
    expect([...nav.matchAll(/href="([^"]*)"[^>]*>(\w+)\s*</g)].map(([, url, name]) => [name, url])).toEqual([
      ["Course", "/course"],
      ["Faults", "/faults"],
      ["Shop", shop],
      ["Traces", `${viewer}/jaeger`],
      ["Load", "http://load.example"],
    ]);
    expect(headers["content-security-policy"]).toContain(`form-action 'self' ${viewer};`);
    expect(body.toString()).toContain(` ${shop}/</pre>`);
  });

  test("a Host header that is none gets no page, or the addresses as they were set", async () => {
    for (const host of ["evil.example", "pi; script-src *"])
      expect((await ask("GET", "/faults", { host })).status, host).toBe(403);
    const { headers, body } = await ask("GET", "/faults", { host: 'pi"onclick=x' });
    expect(headers["content-security-policy"]).toContain("form-action 'self' http://0.0.0.0:16686;");
    expect(body.toString()).not.toContain("onclick");
  });
});

describe("what goes out is small", () => {
  test("the page and its files are compressed", async () => {
    const plain = await ask("GET", "/faults");
    const page = await ask("GET", "/faults", { "accept-encoding": "gzip" });
    expect([page.headers["content-encoding"], page.headers["vary"]]).toEqual(["gzip", "accept-encoding"]);
    expect(gunzipSync(page.body)).toEqual(plain.body);
    expect(page.body.length).toBeLessThan(plain.body.length / 5);
    const style = await ask("GET", "/static/training.css", { "accept-encoding": "gzip" });
    expect([style.headers["content-encoding"], style.headers["content-type"]]).toEqual([
      "gzip",
      "text/css; charset=utf-8",
    ]);
    expect(gunzipSync(style.body)).toEqual((await ask("GET", "/static/training.css")).body);
  });

  test("only a file's current address is cached for a year", async () => {
    const { body } = await ask("GET", "/faults");
    const [, address = ""] = /href="(\/static\/training\.css\?v=[^"]+)"/.exec(body.toString()) ?? [];
    expect((await ask("GET", address)).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    for (const old of ["/static/training.css", "/static/training.css?v=old"])
      expect((await ask("GET", old)).headers["cache-control"]).toBe("public, max-age=3600");
  });
});
