import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Health, ProductCatalogService } from "@hipstershop/contract";
import { createClient, Status } from "@hipstershop/rpc";
import { ROOT_CONTEXT, SpanKind } from "@hipstershop/telemetry";
import { testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import type { ProductCatalogConfig } from "../src/config.ts";
import { startProductCatalogService } from "../src/index.ts";

const CONFIG: ProductCatalogConfig = {
  port: 0,
  host: "127.0.0.1",
  reflection: true,
  connectionAgeMs: 0,
  productsFile: "",
  extraLatencyMs: 0,
};

async function startCatalog(overrides: Partial<ProductCatalogConfig> = {}) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("productcatalogservice"));
  const service = stack.use(await startProductCatalogService({ ...CONFIG, ...overrides }, telemetry));
  const address = `127.0.0.1:${service.port}`;
  const remembered = ["ListProducts", "SearchProducts"] as const;
  const catalog = stack.use(createClient(ProductCatalogService, address, telemetry));
  const remembering = stack.use(createClient(ProductCatalogService, address, telemetry, { remembered }));
  const health = stack.use(createClient(Health, address, telemetry));
  const serverSpan = (method: string) =>
    telemetry.spans().find(({ name, kind }) => kind === SpanKind.SERVER && name.endsWith(`/${method}`));
  return { catalog, remembering, health, telemetry, serverSpan, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** A products file with one product, which the test can rewrite. */
function productsFile(name: string) {
  const folder = mkdtempSync(join(tmpdir(), "catalog-"));
  const file = join(folder, "products.json");
  const write = (name: string) => {
    const priceUsd = { currencyCode: "USD", units: "1" };
    const product = { id: "A", name, description: "Some thing.", picture: "/a.jpg", priceUsd };
    writeFileSync(file, JSON.stringify({ products: [product] }));
  };
  write(name);
  return { file, write, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** Sends this process a signal; resolves when all listeners were called. */
async function signal(name: "SIGUSR1" | "SIGUSR2") {
  const seen = once(process, name);
  process.kill(process.pid, name);
  await seen;
}

test("the catalog lists its nine products, with their prices, and finds each by its id", async () => {
  await using shop = await startCatalog();
  const { products } = await shop.catalog.listProducts({});
  expect(products).toHaveLength(9);
  for (const product of products) expect(await shop.catalog.getProduct({ id: product.id })).toEqual(product);
  expect(products[0]).toMatchObject({
    id: "OLJCESPC7Z",
    name: "Vintage Typewriter",
    picture: "/static/img/products/typewriter.jpg",
    priceUsd: { currencyCode: "USD", units: "67", nanos: 990_000_000 },
    categories: ["vintage"],
  });
});

test.each(["", "oljcespc7z", "NOTHING", "ünï/\n%25", "\u{1f600}".repeat(30)])("no product has ID %o", async (id) => {
  await using shop = await startCatalog();
  await expect(shop.catalog.getProduct({ id })).rejects.toMatchObject({
    code: Status.NOT_FOUND,
    message: expect.stringContaining("no product with ID"),
  });
});

test("an unknown ID is named as it came, a long one only by its beginning", async () => {
  await using shop = await startCatalog();
  await expect(shop.catalog.getProduct({ id: "XYZ" })).rejects.toMatchObject({ message: 'no product with ID "XYZ"' });
  const long = `a${"\u{1f600}".repeat(200_000)}`;
  await expect(shop.catalog.getProduct({ id: long })).rejects.toMatchObject({
    code: Status.NOT_FOUND,
    message: `no product with ID "a${"\u{1f600}".repeat(19)}\ufffd…"`,
  });
});

test("a search answers in catalog order, and with an empty list when nothing fits", async () => {
  await using shop = await startCatalog();
  const search = async (query: string) =>
    (await shop.catalog.searchProducts({ query })).results.map(({ name }) => name);
  expect(await search("VINTAGE")).toEqual(["Vintage Typewriter", "Vintage Camera Lens", "Vintage Record Player"]);
  expect(await search("zeppelin")).toEqual([]);
  expect(await search("")).toHaveLength(9);
  expect(await search("x".repeat(500_000))).toEqual([]);
});

test("spans name the product found, and how many were listed or found by a search", async () => {
  await using shop = await startCatalog();
  await shop.catalog.getProduct({ id: "9SIQT8TOJO" });
  await shop.catalog.listProducts({});
  await shop.catalog.searchProducts({ query: "camera" });
  expect(shop.serverSpan("GetProduct")?.attributes).toMatchObject({
    "app.product.id": "9SIQT8TOJO",
    "app.product.name": "City Bike",
  });
  expect(shop.serverSpan("ListProducts")?.attributes).toMatchObject({ "app.products.count": 9 });
  expect(shop.serverSpan("SearchProducts")?.attributes).toMatchObject({ "app.products_search.count": 2 });
});

test("with extra latency every rpc answers that much later", async () => {
  await using shop = await startCatalog({ extraLatencyMs: 40 });
  const { catalog } = shop;
  for (const ask of [
    () => catalog.listProducts({}),
    () => catalog.getProduct({ id: "9SIQT8TOJO" }),
    () => catalog.searchProducts({ query: "" }),
  ]) {
    const startedAt = performance.now();
    await ask();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(39);
  }
});

test("a caller that gives up ends the wait, within the service as well", async () => {
  await using shop = await startCatalog({ extraLatencyMs: 60_000 });
  // Again and again: on a busy machine a caller may give up before its call has reached the service.
  const afterDeadline = async () => {
    const asked = shop.catalog.getProduct({ id: "9SIQT8TOJO" }, undefined, { deadlineMs: 300 });
    await expect(asked).rejects.toMatchObject({ code: Status.DEADLINE_EXCEEDED });
    return shop.serverSpan("GetProduct")?.attributes["error.type"];
  };
  await expect.poll(afterDeadline).toBe("DEADLINE_EXCEEDED");
  const afterLeaving = async () => {
    const leaving = new AbortController();
    const left = shop.catalog.listProducts({}, { context: ROOT_CONTEXT, signal: leaving.signal });
    setTimeout(() => leaving.abort(), 300);
    await expect(left).rejects.toMatchObject({ code: Status.CANCELLED });
    return shop.serverSpan("ListProducts")?.attributes["rpc.response.status_code"];
  };
  await expect.poll(afterLeaving).toBe("CANCELLED");
});

test("after SIGUSR1 every request reads the file again, after SIGUSR2 none does", async () => {
  using products = productsFile("First");
  await using shop = await startCatalog({ productsFile: products.file });
  const name = async () => (await shop.catalog.getProduct({ id: "A" })).name;
  products.write("Second");
  expect(await name()).toBe("First");
  await signal("SIGUSR1");
  expect(await name()).toBe("Second");
  products.write("Third");
  expect(await name()).toBe("Third");
  expect(shop.telemetry.spanNames().filter((name) => name === "Read Catalog")).toHaveLength(2);
  await signal("SIGUSR2");
  products.write("Fourth");
  expect(await name()).toBe("Third");
});

test("what a client remembers is as new as the catalog: the same object until the file changes", async () => {
  using products = productsFile("First");
  await using shop = await startCatalog({ productsFile: products.file });
  const ask = async () => [
    (await shop.remembering.listProducts({})).products,
    (await shop.remembering.searchProducts({ query: "" })).results,
  ];
  const [list, found] = await ask();
  await signal("SIGUSR1");
  const [sameList, sameFound] = await ask();
  expect([sameList === list, sameFound === found]).toEqual([true, true]);
  products.write("Second");
  const [newList, newFound] = await ask();
  expect([newList?.[0]?.name, newFound?.[0]?.name]).toEqual(["Second", "Second"]);
});

test("a file that breaks while it is read again leaves the catalog as it was", async () => {
  using products = productsFile("First");
  await using shop = await startCatalog({ productsFile: products.file });
  await signal("SIGUSR1");
  writeFileSync(products.file, '{"products": [');
  expect((await shop.catalog.listProducts({})).products.map(({ name }) => name)).toEqual(["First"]);
  products.write("Second");
  expect((await shop.catalog.listProducts({})).products.map(({ name }) => name)).toEqual(["Second"]);
});

test("a stopped catalog no longer listens to signals", async () => {
  const before = ["SIGUSR1", "SIGUSR2"].map((name) => process.listenerCount(name));
  const shop = await startCatalog();
  expect(["SIGUSR1", "SIGUSR2"].map((name) => process.listenerCount(name))).toEqual(before.map((count) => count + 1));
  await shop[Symbol.asyncDispose]();
  expect(["SIGUSR1", "SIGUSR2"].map((name) => process.listenerCount(name))).toEqual(before);
});

test.each([
  ["is missing", undefined, "ENOENT"],
  ["is no JSON", "products:", "is not valid JSON"],
  ["has no products", "{}", "products must be a list with a product, got nothing"],
])("a catalog whose file %s does not start, and leaves no listener behind", async (_, text, message) => {
  using products = productsFile("First");
  const file = text === undefined ? `${products.file}.gone` : products.file;
  if (text !== undefined) writeFileSync(file, text);
  const before = process.listenerCount("SIGUSR1");
  await expect(startCatalog({ productsFile: file })).rejects.toThrow(`the catalog ${file} can't be used: `);
  await expect(startCatalog({ productsFile: file })).rejects.toThrow(message);
  expect(process.listenerCount("SIGUSR1")).toBe(before);
});

test("health names the process and the service", async () => {
  await using shop = await startCatalog();
  expect(await shop.health.check({ service: "" })).toEqual({ status: "SERVING" });
  expect(await shop.health.check({ service: ProductCatalogService.fullName })).toEqual({ status: "SERVING" });
});

test("the file that comes with the service is the one that is served", async () => {
  await using shop = await startCatalog();
  const text = readFileSync(join(import.meta.dirname, "../src/products.json"), "utf8");
  const { products } = JSON.parse(text) as { products: { description: string }[] };
  const served = (await shop.catalog.listProducts({})).products;
  expect(served.map(({ description }) => description)).toEqual(products.map(({ description }) => description));
});
