import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runK6 } from "./support/k6.ts";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { Visitor } from "./support/visitor.ts";
import { read } from "./support/workspace.ts";

interface Mix {
  readonly weights: Readonly<Record<string, number>>;
  readonly thinkSeconds: { readonly min: number; readonly max: number };
  readonly quantityMax: number;
  readonly products: readonly string[];
  readonly currencies: readonly string[];
}

const mix = JSON.parse(read("loadgen/shop-mix.json")) as Mix;
const [k6, locust] = [read("loadgen/k6.js"), read("loadgen/locustfile.py")];
const files = { "./shop-mix.json": read("loadgen/shop-mix.json") };

describe("what visitors choose from", () => {
  test("is the catalogue", () => {
    const { products } = JSON.parse(read("services/productcatalogservice/src/products.json")) as {
      products: readonly { readonly id: string }[];
    };
    expect(mix.products.toSorted()).toEqual(products.map(({ id }) => id).toSorted());
  });

  test("is weighted as the original's visitors are", () => {
    const weights = { index: 1, setCurrency: 2, browseProduct: 10, addToCart: 2, viewCart: 3, checkout: 1 };
    expect(mix.weights).toEqual(weights);
    expect([mix.thinkSeconds, mix.quantityMax]).toEqual([{ min: 1, max: 10 }, 10]);
  });

  test("stands in one file, which k6's and Locust's visitors read as well", () => {
    for (const script of [k6, locust]) {
      expect(script).toContain("shop-mix.json");
      for (const word of [...mix.products, ...mix.currencies]) expect(script).not.toContain(word);
    }
    for (const name of Object.keys(mix.weights)) {
      expect(k6).toMatch(new RegExp(`^ {2}${name}(\\(|:)`, "m"));
      expect(locust).toContain(`"${name}": self.`);
    }
  });
});

describe("k6's visitor, by stand-ins for k6", () => {
  test("begins at the home page, thinks before each action, and draws every card of its deck", () => {
    const { requests, sleeps } = runK6(k6, files, 19 * 3);
    expect(requests[0]).toMatchObject({ method: "GET", url: "http://shop/" });
    expect(sleeps).toHaveLength(19 * 3);
    for (const seconds of sleeps) {
      expect(seconds).toBeGreaterThanOrEqual(mix.thinkSeconds.min);
      expect(seconds).toBeLessThan(mix.thinkSeconds.max);
    }
    const times = (name: string) => requests.filter((request) => `${request.method} ${request.name}` === name).length;
    const counts = {
      home: times("GET /"),
      setCurrency: times("POST /setCurrency"),
      product: times("GET /product/{id}"),
      cart: times("GET /cart"),
      add: times("POST /cart"),
      checkout: times("POST /cart/checkout"),
    };
    // One more home page than its weight: the first.
    expect(counts).toEqual({ home: 3 + 1, setCurrency: 6, product: 39, cart: 9, add: 9, checkout: 3 });
  });

  test("leaves an action that met an error", () => {
    const { requests } = runK6(k6, files, 19, (url) => (url.includes("/product/") ? 500 : 200));
    expect(requests.filter(({ name }) => name === "/cart" || name === "/cart/checkout")).toEqual(
      requests.filter(({ method, name }) => method === "GET" && name === "/cart"),
    );
  });
});

describe("in a whole shop", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startTestShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test("the currencies are those that can be chosen", async () => {
    const { body } = await new Visitor(shop.url).get("/");
    const offered = [...body.matchAll(/<option value="([A-Z]{3})"/g)].map(([, code = ""]) => code);
    expect(mix.currencies.toSorted()).toEqual(offered.toSorted());
  });

  test("everything that k6's visitor would send is taken", async () => {
    const visitor = new Visitor(shop.url);
    const { requests } = runK6(k6, files, 19 * 2);
    expect(requests.length).toBeGreaterThan(40);
    for (const { method, url, fields, name } of requests) {
      const path = url.slice("http://shop".length);
      const answer = method === "GET" ? await visitor.get(path) : await visitor.post(path, fields);
      expect(answer.status, `${method} ${name}`).toBe(method === "POST" && name !== "/cart/checkout" ? 302 : 200);
    }
  });
});
