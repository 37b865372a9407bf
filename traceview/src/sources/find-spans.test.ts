import { describe, expect, test } from "vitest";
import { spansIn } from "./find-spans.ts";

const inFile = (text: string) =>
  spansIn({ service: "cart", path: "a.ts", text }).map(
    ({ operation, kind, line, function: name }) => `${operation} ${kind} ${line} ${name}`,
  );

describe("it finds", () => {
  test("a handler of an rpc, and a call below its name", () => {
    const text = `export function handlers(): Handlers<typeof D> {
  return {
    /** shop.Cart/GetCart */
    async getCart({ id }, call) {
      // other.v1.Store/Read: from the disk.
      return store.read({ id }, call);
    },
    /** shop.Cart/Watch */
    watch: streamOf(source),
  };
}`;
    expect(inFile(text)).toEqual([
      "shop.Cart/GetCart server 4 getCart",
      "other.v1.Store/Read client 6 getCart",
      "shop.Cart/Watch server 9 handlers",
    ]);
  });

  test("no handler in a class that only has methods of such names", () => {
    const text = `class Shop {
  /** shop.Cart/GetCart: for the page. */
  async getCart(
    visit: Visit,
    { id }: { readonly id: string },
  ): Promise<Cart> {
    const answer = await this.#ask(visit, (scope) =>
      this.#clients.cart.getCart({ id }, scope),
    );
    return answer;
  }
}`;
    expect(inFile(text)).toEqual(["shop.Cart/GetCart client 8 getCart"]);
  });

  test("the pages of an app, but not its files", () => {
    const text = `function routes(app: App): void {
  app.get<{ Params: { id: string } }>("/product/:id", PAGE, show);
  app.post(
    "/cart", PAGE, async () => {});
  app.get("/robots.txt", FILE, send);
}`;
    expect(inFile(text)).toEqual(["GET /product/{id} server 2 routes", "POST /cart server 3 routes"]);
  });

  test("spans with a name of their own", () => {
    const text = `const read = async () => {
  return inSpan(telemetry, "Read File", { parent }, work);
};`;
    expect(inFile(text)).toEqual(["Read File internal 2 read"]);
  });

  test("spans that a method's callers name", () => {
    const text = `class Store {
  get(id: string) {
    return this.#traced("read a cart", "SELECT carts", scope, () => this.#read(id));
  }
  async #traced<T>(what: string, summary: string, scope: Scope, work: () => T): Promise<T> {
    const options = { kind: SpanKind.CLIENT };
    return inSpan(this.#telemetry, summary, options, work);
  }
}`;
    expect(inFile(text)).toEqual(["SELECT carts client 3 get"]);
  });
});

test("what is mentioned without being called is no span", () => {
  expect(inFile("// shop.Cart/GetCart is called elsewhere\nconst a = 1;\n")).toEqual([]);
  expect(inFile("const name = 'shop.Cart/GetCart';\nstore.getCart();\n")).toEqual([]);
});
