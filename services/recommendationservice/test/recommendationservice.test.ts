import { Health, ProductCatalogService, RecommendationService } from "@hipstershop/contract";
import { createClient, type Handlers, implement, RpcError, serve, Status } from "@hipstershop/rpc";
import { ROOT_CONTEXT } from "@hipstershop/telemetry";
import { aborted, testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { startRecommendationService } from "../src/index.ts";

type ListProducts = Handlers<typeof ProductCatalogService.definition>["listProducts"];
const nine = () => ({ products: "abcdefghi".split("").map((id) => ({ id })) });
const local = { port: 0, host: "127.0.0.1", reflection: true, connectionAgeMs: 0 };

async function start(listProducts: ListProducts = nine) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("recommendationservice"));
  const other = { getProduct: () => ({}), searchProducts: () => ({}) };
  const catalog = stack.use(
    await serve([implement(ProductCatalogService, { listProducts, ...other })], local, telemetry),
  );
  const service = stack.use(
    await startRecommendationService({ ...local, productCatalogAddress: catalog.address }, telemetry),
  );
  const client = stack.use(createClient(RecommendationService, `127.0.0.1:${service.port}`, telemetry));
  return { client, telemetry, catalog, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test.each([
  [[], 5],
  [["a", "b", "c", "d", "e", "f"], 3],
  ["abcdefghi".split(""), 0],
  [["unknown", ""], 5],
])("for %j it recommends %i other products", async (productIds, expected) => {
  await using shop = await start();
  const answer = await shop.client.listRecommendations({ userId: "ada", productIds });
  expect(new Set(answer.productIds).size).toBe(expected);
  expect(answer.productIds.filter((id) => productIds.includes(id))).toEqual([]);
});

test("each call asks the catalog once, in the same trace", async () => {
  await using shop = await start();
  await shop.client.listRecommendations({});
  await shop.client.listRecommendations({});
  const spans = shop.telemetry.spans();
  expect(spans.filter(({ name }) => name === "hipstershop.ProductCatalogService/ListProducts")).toHaveLength(4);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(2);
});

test.each([
  [Status.UNAVAILABLE, Status.UNAVAILABLE],
  [Status.DEADLINE_EXCEEDED, Status.DEADLINE_EXCEEDED],
  [Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE],
  [Status.INTERNAL, Status.INTERNAL],
  [Status.INVALID_ARGUMENT, Status.INTERNAL],
  [Status.NOT_FOUND, Status.INTERNAL],
  [Status.FAILED_PRECONDITION, Status.INTERNAL],
])("the catalog's status %i becomes %i: its refusals are no fault of our caller's", async (theirs, ours) => {
  await using shop = await start(() => {
    throw new RpcError(theirs, "the catalog rests");
  });
  await expect(shop.client.listRecommendations({})).rejects.toMatchObject({
    code: ours,
    message: "the catalog rests",
  });
});

test("a catalog that is gone makes it UNAVAILABLE", async () => {
  await using shop = await start();
  await shop.catalog[Symbol.asyncDispose]();
  await expect(shop.client.listRecommendations({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
});

test("the caller's deadline and the caller's going reach the catalog", async () => {
  const ended: Promise<void>[] = [];
  await using shop = await start((_, { signal }) => {
    ended.push(aborted(signal));
    return new Promise(() => {});
  });
  // Again and again: on a busy machine the deadline may be over before the catalog is asked.
  const afterDeadline = async () => {
    await expect(shop.client.listRecommendations({}, undefined, { deadlineMs: 100 })).rejects.toMatchObject({
      code: Status.DEADLINE_EXCEEDED,
    });
    return ended.length;
  };
  await expect.poll(afterDeadline).toBeGreaterThan(0);
  await Promise.all(ended);
  const before = ended.length;
  const leaving = new AbortController();
  const asked = shop.client.listRecommendations({}, { context: ROOT_CONTEXT, signal: leaving.signal });
  await expect.poll(() => ended.length).toBeGreaterThan(before);
  leaving.abort();
  await expect(asked).rejects.toMatchObject({ code: Status.CANCELLED });
  await Promise.all(ended);
});

test("an empty catalog recommends nothing, and huge or repeated ids do no harm", async () => {
  await using empty = await start(() => ({ products: [] }));
  expect(await empty.client.listRecommendations({})).toEqual({ productIds: [] });
  await using shop = await start();
  const productIds = ["x".repeat(500_000), "__proto__", ...Array.from({ length: 10_000 }, () => "a")];
  const answer = await shop.client.listRecommendations({ productIds });
  expect(answer.productIds).toHaveLength(5);
  expect(answer.productIds).not.toContain("a");
});

test("the span says how many were given and how many recommended", async () => {
  await using shop = await start();
  await shop.client.listRecommendations({ productIds: ["a", "b", "c", "d", "e", "f"] });
  const span = shop.telemetry.spans().find(({ name }) => name.endsWith("/ListRecommendations"));
  expect(span?.attributes).toMatchObject({ "app.products.given": 6, "app.products.recommended": 3 });
});

test("health does not ask the catalog", async () => {
  await using telemetry = await testTelemetry("recommendationservice");
  await using service = await startRecommendationService({ ...local, productCatalogAddress: "127.0.0.1:1" }, telemetry);
  using health = createClient(Health, `127.0.0.1:${service.port}`, telemetry);
  expect(await health.check({ service: RecommendationService.fullName })).toEqual({ status: "SERVING" });
});
