import { Client as GrpcClient, credentials, Metadata } from "@grpc/grpc-js";
import { type Product, ProductCatalogService } from "@hipstershop/contract";
import { testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { createClient, type Handlers, implement, keepAnswer, serve, Status } from "../src/index.ts";

type ListProducts = Handlers<typeof ProductCatalogService.definition>["listProducts"];
type Remembered = readonly ("ListProducts" | "SearchProducts")[];

const listOf = (...names: string[]) => ({ products: names.map((name) => ({ id: name, name }) as Product) });
const namesIn = ({ products }: { products: Product[] }) => products.map(({ name }) => name);

async function startCatalog(listProducts: ListProducts) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("productcatalogservice"));
  const options = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
  const searches = new Map(["a", "b"].map((query) => [query, keepAnswer({ results: listOf(query).products })]));
  const service = implement(ProductCatalogService, {
    listProducts,
    getProduct: () => ({}),
    searchProducts: ({ query }) => searches.get(query) ?? {},
  });
  const { address } = stack.use(await serve([service], options, telemetry));
  const client = (remembered: Remembered = ["ListProducts", "SearchProducts"], at = address) =>
    stack.use(createClient(ProductCatalogService, at, telemetry, { remembered }));
  return { address, client, telemetry, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** What the server sends to a client that knows a version: the version, and the message's bytes. */
function askRaw(address: string, knownVersion?: string): Promise<{ version: unknown; bytes: Buffer }> {
  const client = new GrpcClient(address, credentials.createInsecure());
  const metadata = new Metadata();
  if (knownVersion !== undefined) metadata.set("shop-known-version", knownVersion);
  const same = (bytes: Buffer) => bytes;
  return new Promise((resolve, reject) => {
    let version: unknown;
    client
      .makeUnaryRequest(
        ProductCatalogService.definition.ListProducts.path,
        same,
        same,
        Buffer.alloc(0),
        metadata,
        (error, bytes) => {
          client.close();
          if (error) reject(error);
          else resolve({ version, bytes: bytes ?? Buffer.alloc(0) });
        },
      )
      .on("metadata", (headers) => ([version] = headers.get("shop-answer-version")));
  });
}

test("a kept answer is sent like others, but not again to a client that knows its version", async () => {
  const answer = listOf("mug", "lens");
  const plain = ProductCatalogService.definition.ListProducts.responseSerialize(answer);
  await using shop = await startCatalog(() => keepAnswer(answer));
  await using other = await startCatalog(() => keepAnswer(listOf("mug", "lens")));
  await using changed = await startCatalog(() => keepAnswer(listOf("mug")));
  const { version, bytes } = await askRaw(shop.address);
  expect(bytes).toEqual(plain);
  expect(await askRaw(shop.address, String(version))).toEqual({ version, bytes: Buffer.alloc(0) });
  expect(await askRaw(other.address, String(version))).toEqual({ version, bytes: Buffer.alloc(0) });
  expect((await askRaw(shop.address, "another")).bytes).toEqual(plain);
  expect((await askRaw(changed.address, String(version))).bytes.length).toBeGreaterThan(0);
});

test("a client that remembers gets one frozen object until the answer changes; every client gets the newest", async () => {
  let answer = keepAnswer(listOf("mug", "lens"));
  await using shop = await startCatalog(() => answer);
  const [one, two, forgetful] = [shop.client(), shop.client(), shop.client([])];
  const first = await one.listProducts({});
  expect(namesIn(first)).toEqual(["mug", "lens"]);
  expect(await one.listProducts({})).toBe(first);
  expect(() => first.products.pop()).toThrow(TypeError);
  const afresh = await forgetful.listProducts({});
  expect([await forgetful.listProducts({}), afresh]).toEqual([first, first]);
  answer = keepAnswer(listOf("bike"));
  for (const client of [one, two, forgetful, one, two])
    expect(namesIn(await client.listProducts({}))).toEqual(["bike"]);
  answer = keepAnswer(listOf("mug", "lens"));
  for (const client of [one, two, forgetful]) expect(namesIn(await client.listProducts({}))).toEqual(["mug", "lens"]);
});

test("concurrent calls get the answer of their own time", async () => {
  let calls = 0;
  const answers = ["mug", "bike"].map((name) => keepAnswer(listOf(name)));
  await using shop = await startCatalog(() => answers[calls++ % 2] ?? {});
  const client = shop.client();
  for (let round = 0; round < 5; round++) {
    const told = await Promise.all(Array.from({ length: 8 }, () => client.listProducts({})));
    expect(told.flatMap(namesIn).toSorted()).toEqual([...Array(4).fill("bike"), ...Array(4).fill("mug")]);
  }
});

test("an answer that the server does not keep is not remembered", async () => {
  let answer = keepAnswer(listOf("mug"));
  await using shop = await startCatalog(() => answer);
  const client = shop.client();
  const first = await client.listProducts({});
  answer = listOf("bike");
  const [second, third] = [await client.listProducts({}), await client.listProducts({})];
  expect([second, third].map(namesIn)).toEqual([["bike"], ["bike"]]);
  expect(second).not.toBe(third);
  answer = listOf("mug");
  expect(await client.listProducts({})).not.toBe(first);
});

test("answers are remembered by request", async () => {
  await using shop = await startCatalog(() => ({}));
  const client = shop.client();
  const search = async (query: string) => (await client.searchProducts({ query })).results;
  const [a, b] = [await search("a"), await search("b")];
  expect([a, b].map((results) => results.map(({ id }) => id))).toEqual([["a"], ["b"]]);
  expect(await search("a")).toBe(a);
  expect(await search("b")).toBe(b);
});

test("a kept answer that does not fit the contract fails its calls, and no other", async () => {
  const wrong: object = { products: "none" };
  await using shop = await startCatalog(() => keepAnswer(wrong));
  const client = shop.client();
  await expect(client.listProducts({})).rejects.toMatchObject({ code: Status.INTERNAL });
  await expect(client.listProducts({})).rejects.toMatchObject({ code: Status.INTERNAL });
  expect((await client.searchProducts({ query: "a" })).results).toHaveLength(1);
});
