import { expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

/** A frontend that makes one page at a time, while one is under way that ends when the test says so. */
async function startBusy() {
  const metrics = { host: "127.0.0.1", port: 0 };
  const front = await startFront({ config: { pagesUnderWayMax: 1 }, telemetry: { metrics } });
  const answer = Promise.withResolvers<void>();
  const { listProducts } = front.backends.rpcs;
  front.backends.rpcs.listProducts = async (request, call) => {
    await answer.promise;
    return listProducts(request, call) as object;
  };
  const underWay = front.get("/");
  await front.backends.nth("listProducts");
  return Object.assign(front, { underWay, finish: answer.resolve });
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
  // The span ends with the last byte, which the visitor may have before.
  await expect.poll(() => front.telemetry.spanNames()).toContain("GET /");
  expect(front.telemetry.spanNames()).not.toContain("GET /cart");
  expect(await front.telemetry.scrape()).toMatch(
    /http_server_request_duration_seconds_count\{.*http_route="\/cart".*http_response_status_code="503".*\} 1/,
  );
});
