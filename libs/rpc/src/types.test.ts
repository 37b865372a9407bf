import { AdService, CartService, Health } from "@hipstershop/contract";
import { testTelemetry } from "@hipstershop/testkit";
import { describe, expect, expectTypeOf, test } from "vitest";
import { type Client, type ClientOptions, createClient, type Handlers, implement } from "./index.ts";

/** Each `@ts-expect-error` fails the compilation when the line below it has no error. */
type Carts = Handlers<typeof CartService.definition>;
const items: Pick<Carts, "addItem" | "getCart"> = { addItem: () => ({}), getCart: async () => ({ items: [] }) };

async function* noAds() {
  yield { ads: [] };
}

describe("the handler of a unary rpc", () => {
  test("returns a message or a promise of one", () => {
    const { contract } = implement(CartService, { ...items, emptyCart: async () => ({}) });
    expect(contract.fullName).toBe("hipstershop.CartService");
    expectTypeOf<ReturnType<Carts["getCart"]>>().not.toExtend<AsyncIterable<unknown>>();
  });

  test("can't return a stream", () => {
    // @ts-expect-error GetAds is unary.
    implement(AdService, { getAds: noAds });
    // @ts-expect-error Nor is a promise of a stream an answer.
    implement(AdService, { getAds: async () => noAds() });
    // @ts-expect-error A message without fields is no stream either.
    implement(CartService, { ...items, emptyCart: noAds });
    expectTypeOf(noAds).not.toExtend<Handlers<typeof AdService.definition>["getAds"]>();
  });
});

test("the handler of a streaming rpc returns a stream, and can't return a message", () => {
  type Watch = Handlers<typeof Health.definition>["watch"];
  expectTypeOf<ReturnType<Watch>>().toExtend<AsyncIterable<{ status?: unknown }>>();
  // @ts-expect-error Watch is a stream.
  const watch: Watch = () => ({ status: "SERVING" });
  expect(watch).toBeTypeOf("function");
});

describe("a client", () => {
  test("has the unary rpcs and no streams", async () => {
    await using telemetry = await testTelemetry();
    using health = createClient(Health, "127.0.0.1:1", telemetry);
    expect(Object.keys(health)).toEqual(["check", "list"]);
    expectTypeOf<Client<typeof Health.definition>>().not.toHaveProperty("watch");
  });

  test("takes the names of its service's own unary rpcs as idempotent, and no others", async () => {
    await using telemetry = await testTelemetry();
    using stack = new DisposableStack();
    stack.use(createClient(CartService, "127.0.0.1:1", telemetry, { idempotent: ["GetCart", "EmptyCart"] }));
    // @ts-expect-error A typo: the rpc is GetCart.
    stack.use(createClient(CartService, "127.0.0.1:1", telemetry, { idempotent: ["GetCarts"] }));
    // @ts-expect-error An rpc of another service.
    stack.use(createClient(CartService, "127.0.0.1:1", telemetry, { idempotent: ["GetAds"] }));
    // @ts-expect-error A stream is not retried.
    stack.use(createClient(Health, "127.0.0.1:1", telemetry, { idempotent: ["Watch"] }));
    type Idempotent = NonNullable<ClientOptions<typeof CartService.definition>["idempotent"]>[number];
    expectTypeOf<Idempotent>().toEqualTypeOf<"AddItem" | "GetCart" | "EmptyCart">();
  });
});
