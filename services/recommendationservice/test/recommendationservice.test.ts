import { ProductCatalogService, RecommendationService } from "@hipstershop/contract";
import { createClient, type Handlers, implement, RpcError, serve, Status } from "@hipstershop/rpc";
import { testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { startRecommendationService } from "../src/index.ts";

type ListProducts = Handlers<typeof ProductCatalogService.definition>["listProducts"];
const nine = () => ({ products: [..."abcdefghi"].map((id) => ({ id })) });
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
  [[..."abcdefghi"], 0],
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

test.each([Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.NOT_FOUND])(
  "the catalog's status %i is passed on",
  async (code) => {
    await using shop = await start(() => {
      throw new RpcError(code, "the catalog rests");
    });
    await expect(shop.client.listRecommendations({})).rejects.toMatchObject({ code, message: "the catalog rests" });
  },
);

test("a catalog that is gone makes it UNAVAILABLE", async () => {
  await using shop = await start();
  await shop.catalog[Symbol.asyncDispose]();
  await expect(shop.client.listRecommendations({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
});
