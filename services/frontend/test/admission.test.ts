import { connect } from "node:net";
import { expect, test } from "vitest";
import { send, startFront } from "./start-frontend.ts";

/** A frontend that processes one page at a time, and a request in progress that ends when the test calls `finish`. */
async function startBusy(pagesWaitingMax = 0) {
  const metrics = { host: "127.0.0.1", port: 0 };
  const front = await startFront({ config: { pagesAtOnce: 1, pagesWaitingMax }, telemetry: { metrics } });
  const finish = front.backends.hold("listProducts");
  const underWay = front.get("/");
  await front.backends.nth("listProducts");
  return Object.assign(front, { underWay, finish });
}

test("who comes when the shop is full is told at once to come back, and costs no call", async () => {
  await using front = await startBusy();
  const refused = await front.get("/product/OLJCESPC7Z");
  expect(refused).toMatchObject({ status: 503, headers: { "retry-after": "1", "x-frame-options": "DENY" } });
  expect(refused.body).toContain("more visitors than the shop can serve");
  expect(refused.cookies.size).toBe(0);
  expect(front.backends.calls("getProduct")).toEqual([]);
  front.finish();
  expect((await front.underWay).status).toBe(200);
  expect((await front.get("/cart")).status).toBe(200);
});

test("a refusal has the security headers of a page", async () => {
  await using front = await startBusy();
  const { headers: refused } = await front.get("/cart");
  front.finish();
  const { headers: page } = await front.underWay;
  const secure = Object.keys(page).filter((name) => /security|policy|^x-(?!request-id)|origin/.test(name));
  expect(secure.length).toBeGreaterThan(8);
  for (const name of secure) expect([name, refused[name]]).toEqual([name, page[name]]);
});

test("a form is refused the same way, and can be sent again", async () => {
  await using front = await startBusy();
  const form = { product_id: "OLJCESPC7Z", quantity: "1" };
  expect((await front.post("/cart", form)).status).toBe(503);
  expect(front.backends.calls("addItem")).toEqual([]);
  front.finish();
  await front.underWay;
  expect((await front.post("/cart", form)).status).toBe(302);
});

test("health and files are let in all the same", async () => {
  await using front = await startBusy();
  expect((await front.get("/_healthz")).status).toBe(200);
  expect((await front.get("/robots.txt")).status).toBe(200);
  front.finish();
  await front.underWay;
});

test("those turned away are counted, and leave no span", async () => {
  await using front = await startBusy();
  await front.get("/cart");
  front.finish();
  await front.underWay;
  // The span ends after the last byte was sent; the visitor may have it before.
  await expect.poll(() => front.telemetry.spanNames()).toContain("GET /");
  expect(front.telemetry.spanNames()).not.toContain("GET /cart");
  expect(await front.telemetry.scrape()).toMatch(
    /http_server_request_duration_seconds_count\{.*http_route="\/cart".*http_response_status_code="503".*\} 1/,
  );
});

test("there is a line, and who waits in it sees the page in turn", async () => {
  await using front = await startBusy(1);
  const waiting = front.get("/cart");
  await expect.poll(async () => (await front.get("/product/OLJCESPC7Z")).status).toBe(503);
  expect(front.backends.calls("getQuote")).toEqual([]);
  front.finish();
  expect([(await front.underWay).status, (await waiting).status]).toEqual([200, 200]);
  await expect.poll(() => front.telemetry.spanNames()).toContain("GET /cart");
  const cart = front.telemetry.spans().find(({ name }) => name === "GET /cart");
  expect(cart?.events.map(({ name }) => name)).toEqual(["waited in line"]);
});

test("who leaves the line costs no call, and makes room in it", async () => {
  await using front = await startBusy(1);
  const gone = new AbortController();
  const impatient = send(front.port, "GET", "/cart", { signal: gone.signal });
  await expect.poll(async () => (await front.get("/product/OLJCESPC7Z")).status).toBe(503);
  gone.abort();
  await expect(impatient).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => front.telemetry.spanNames()).toContain("GET /cart");
  const patient = front.get("/cart");
  await expect.poll(async () => (await front.get("/product/OLJCESPC7Z")).status).toBe(503);
  front.finish();
  expect((await front.underWay).status).toBe(200);
  expect((await patient).status).toBe(200);
  const carts = front.telemetry.spans().filter(({ name }) => name === "GET /cart");
  expect(carts.map(({ attributes }) => attributes["error.type"])).toContain("aborted");
  expect(front.backends.calls("getSupportedCurrencies")).toHaveLength(2);
});

test("a client that does not read what it asked for keeps nobody out", async () => {
  await using front = await startFront({ config: { pagesAtOnce: 1, pagesWaitingMax: 0 } });
  const socket = connect(front.port, "127.0.0.1").pause();
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
  // The pages are more than a connection holds.
  socket.write(get("/").repeat(16));
  await front.backends.nth("listProducts");
  await expect.poll(async () => (await front.get("/cart")).status).toBe(200);
  socket.destroy();
});

test("clients that send their forms slowly keep nobody out", async () => {
  await using front = await startFront({ config: { pagesAtOnce: 1, pagesWaitingMax: 0 } });
  const sockets = Array.from({ length: 5 }, () => connect(front.port, "127.0.0.1"));
  const head = "POST /cart HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  for (const socket of sockets) socket.write(`${head}Content-Length: 500\r\n\r\nproduct_id=`);
  await expect.poll(async () => (await front.get("/cart")).status).toBe(200);
  expect((await front.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" })).status).toBe(302);
  for (const socket of sockets) socket.destroy();
});
