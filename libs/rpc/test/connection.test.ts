import { once } from "node:events";
import { constants, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { AdService, type CartItem, CartService, IDEMPOTENCY_KEY } from "@hipstershop/contract";
import { freePort, startCable, type TestTelemetry, testTelemetry } from "@hipstershop/testkit";
import { ROOT_CONTEXT } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import {
  type ClientOptions,
  createClient,
  type Handlers,
  implement,
  PREVIOUS_ATTEMPTS,
  RpcError,
  serve,
  Status,
} from "../src/index.ts";

type Cart = Handlers<typeof CartService.definition>;

/** gRPC's frame of a message without fields: a flag and a length. */
const EMPTY_MESSAGE_BYTES = 5;
const item: CartItem = { productId: "mug", quantity: 1 };
const local = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };

/** A cart service behind a cable, and a client: GetCart is idempotent, AddItem is not. */
async function startCart(changes: Partial<Cart> = {}, options: ClientOptions<typeof CartService.definition> = {}) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("shop", { metrics: { host: "127.0.0.1", port: 0 } }));
  const theirs = stack.use(await testTelemetry("cart"));
  const cart: Cart = { addItem: () => ({}), getCart: () => ({ userId: "ada" }), emptyCart: () => ({}), ...changes };
  const server = stack.use(await serve([implement(CartService, cart)], local, theirs));
  const cable = stack.use(await startCable(server.address));
  const client = stack.use(
    createClient(CartService, cable.address, telemetry, { idempotent: ["GetCart"], deadlineMs: 60_000, ...options }),
  );
  return { cable, client, telemetry, theirs, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** A handler whose call lasts until the test releases it. */
function holding() {
  const entered = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  return {
    entered: entered.promise,
    release: release.resolve,
    hold: async () => {
      entered.resolve();
      await release.promise;
    },
  };
}

const eventsOf = ({ telemetry }: { readonly telemetry: TestTelemetry }) =>
  telemetry.spans().map(({ events }) => events.map(({ name }) => name));

/** Breaks the connection of a client, and waits until the client has noticed. */
async function loseConnection({ cable, client, telemetry }: Awaited<ReturnType<typeof startCart>>): Promise<void> {
  await client.getCart({});
  await cable.breakConnections();
  const failure = () => client.getCart({}, undefined, { deadlineMs: 50 }).then(String, String);
  await expect.poll(failure).toContain("no connection: connect ECONNREFUSED");
  telemetry.reset();
}

describe("a server that has just vanished", () => {
  test("is waited for by any call, since nothing was sent; the span shows the waiting", async () => {
    await using shop = await startCart();
    await loseConnection(shop);
    const added = shop.client.addItem({ userId: "ada", item });
    const read = shop.client.getCart({});
    await shop.cable.acceptConnections();
    expect(await added).toEqual({});
    expect(await read).toMatchObject({ userId: "ada" });
    const waited = ["waiting for a connection", "connected"];
    expect(eventsOf(shop)).toEqual([waited, waited]);
    const [waiting] = shop.telemetry.spans();
    expect(waiting?.attributes["rpc.response.status_code"]).toBe("OK");
    expect(await shop.telemetry.scrape()).toMatch(
      /^rpc_client_call_waits_total\{.*rpc_method="hipstershop.CartService\/AddItem".*app_rpc_outcome="connected".*\} 1$/m,
    );
  });

  test("is asked once more for what was under way and may be repeated", async () => {
    const first = holding();
    let calls = 0;
    const getCart = async () => {
      if (++calls === 1) await first.hold();
      return { userId: "ada" };
    };
    await using shop = await startCart({ getCart });
    const read = shop.client.getCart({});
    await first.entered;
    await shop.cable.breakConnections();
    await shop.cable.acceptConnections();
    expect(await read).toMatchObject({ userId: "ada" });
    first.release();
    const [span] = shop.telemetry.spans();
    expect(span?.events.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["waiting for a connection", "connected", "trying again"]),
    );
    const again = span?.events.find(({ name }) => name === "trying again");
    expect(again?.attributes).toEqual({ "app.rpc.attempt": 2, "error.message": expect.any(String) });
    expect(await shop.telemetry.scrape()).toMatch(
      /^rpc_client_call_retries_total\{.*CartService\/GetCart.*rpc_response_status_code="UNAVAILABLE".*\} 1$/m,
    );
  });

  test("may have ended the connection with an error: what is idempotent is asked again", async () => {
    await using stack = new AsyncDisposableStack();
    const server = createServer();
    let connections = 0;
    server.on("session", (session) => {
      connections += 1;
      const isGood = connections > 2;
      session.on("stream", (stream) => {
        if (!isGood) return session.goaway(constants.NGHTTP2_INTERNAL_ERROR);
        stream.respond({ "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end(Buffer.alloc(EMPTY_MESSAGE_BYTES));
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    stack.defer(() => void server.close());
    const telemetry = stack.use(await testTelemetry("shop"));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = stack.use(
      createClient(CartService, address, telemetry, { idempotent: ["GetCart"], deadlineMs: 60_000 }),
    );
    await expect(client.addItem({ userId: "ada", item })).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: expect.stringContaining("Session closed with error code 2"),
      isUnsent: false,
    });
    expect(await client.getCart({})).toMatchObject({ items: [] });
    expect(connections).toBe(3);
  });

  test("is never asked twice for what changes something: the caller learns that it may have been done", async () => {
    const adding = holding();
    let calls = 0;
    const addItem = async () => {
      calls += 1;
      await adding.hold();
      return {};
    };
    // AddItem may be repeated if it has a key, which it does not.
    await using shop = await startCart({ addItem }, { idempotentByKey: ["AddItem"] });
    const added = Promise.allSettled([shop.client.addItem({ userId: "ada", item })]);
    await adding.entered;
    await shop.cable.breakConnections();
    await shop.cable.acceptConnections();
    const failed = { reason: { code: Status.UNAVAILABLE, isUnsent: false } };
    expect(await added).toMatchObject([failed]);
    await shop.client.getCart({});
    expect(calls).toBe(1);
    adding.release();
  });

  test.each(["idempotentByKey", "resumedByKey"])(
    "is asked again for what changes something once per key, with the same key and the attempts before: %s",
    async (option) => {
      const adding = holding();
      const keys: string[] = [];
      const attempts: string[] = [];
      const addItem: Cart["addItem"] = async (_, call) => {
        keys.push(call.header(IDEMPOTENCY_KEY));
        attempts.push(call.header(PREVIOUS_ATTEMPTS));
        if (keys.length === 1) await adding.hold();
        return {};
      };
      await using shop = await startCart({ addItem }, { [option]: ["AddItem"] });
      const added = shop.client.addItem({ userId: "ada", item }, undefined, {
        metadata: { [IDEMPOTENCY_KEY]: "a key" },
      });
      await adding.entered;
      await shop.cable.breakConnections();
      await shop.cable.acceptConnections();
      expect(await added).toEqual({});
      expect(keys).toEqual(["a key", "a key"]);
      expect(attempts).toEqual(["", "1"]);
      adding.release();
    },
  );

  test("is not asked again for what it can resume, when it has answered", async () => {
    let calls = 0;
    const addItem = () => {
      calls += 1;
      throw new RpcError(Status.UNAVAILABLE, "paid, and not shipped");
    };
    await using shop = await startCart({ addItem }, { resumedByKey: ["AddItem"] });
    const adding = shop.client.addItem({ userId: "ada", item }, undefined, { metadata: { [IDEMPOTENCY_KEY]: "key" } });
    await expect(adding).rejects.toMatchObject({ code: Status.UNAVAILABLE, isAnswer: true });
    expect(calls).toBe(1);
  });

  test("is waited for until the call's deadline, which ends as UNAVAILABLE: nobody was slow", async () => {
    await using shop = await startCart();
    await loseConnection(shop);
    const scope = { context: ROOT_CONTEXT, deadline: Date.now() + 50 };
    await expect(shop.client.addItem({ userId: "ada", item }, scope)).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: expect.stringMatching(/^no connection: connect ECONNREFUSED/),
      isUnsent: true,
    });
    expect(eventsOf(shop)[0]).toEqual(["waiting for a connection", "not connected"]);
  });

  test("is waited for until the caller leaves", async () => {
    await using shop = await startCart();
    await loseConnection(shop);
    const controller = new AbortController();
    const left = shop.client.getCart({}, { context: ROOT_CONTEXT, signal: controller.signal });
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: Status.CANCELLED });
  });
});

describe("a server that is away for longer", () => {
  test("is not waited for: every call ends at once and says why, and goes through when it is back", async () => {
    await using shop = await startCart({}, { waitForReadyMs: 1 });
    await loseConnection(shop);
    const gone = { code: Status.UNAVAILABLE, message: expect.stringContaining("ECONNREFUSED"), isUnsent: true };
    for (let i = 0; i < 50; i++) await expect(shop.client.getCart({})).rejects.toMatchObject(gone);
    await shop.cable.acceptConnections();
    await shop.cable.connectionsBeyond(1);
    await expect
      .poll(() =>
        shop.client.getCart({}).then(
          ({ userId }) => userId,
          () => "",
        ),
      )
      .toBe("ada");
  });

  test("or was never there, neither", async () => {
    await using telemetry = await testTelemetry();
    using ads = createClient(AdService, `127.0.0.1:${await freePort()}`, telemetry, { deadlineMs: 3_600_000 });
    for (let i = 0; i < 50; i++) {
      await expect(ads.getAds({})).rejects.toMatchObject({ code: Status.UNAVAILABLE, isUnsent: true });
    }
  });

  test("and one that nobody has patience for is refused while others wait", async () => {
    await using shop = await startCart({}, { waitForReadyMs: 0 });
    await loseConnection(shop);
    await expect(shop.client.getCart({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
    await shop.cable.acceptConnections();
  });
});

describe("a server that takes connections and says nothing", () => {
  test("is given up, and asked again on another connection", async () => {
    await using shop = await startCart();
    await loseConnection(shop);
    shop.cable.setSilent(true);
    await shop.cable.acceptConnections();
    const read = shop.client.getCart({});
    const before = await shop.cable.connectionsBeyond(1);
    shop.cable.setSilent(false);
    expect(await read).toMatchObject({ userId: "ada" });
    expect(await shop.cable.connectionsBeyond(before)).toBe(3);
  });

  test("is UNAVAILABLE when the deadline is earlier", async () => {
    await using shop = await startCart();
    shop.cable.setSilent(true);
    await expect(shop.client.getCart({}, undefined, { deadlineMs: 50 })).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: "no connection: it does not answer",
    });
  });
});

test("a client that is closed lets nobody wait", async () => {
  await using shop = await startCart();
  await loseConnection(shop);
  const waiting = shop.client.getCart({});
  shop.client[Symbol.dispose]();
  await expect(waiting).rejects.toMatchObject({ code: Status.UNAVAILABLE });
  await expect(shop.client.getCart({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
});

test("a caller that leaves before another attempt ends the call", async () => {
  const seen = Promise.withResolvers<void>();
  let calls = 0;
  const getCart = () => {
    calls += 1;
    seen.resolve();
    throw new RpcError(Status.UNAVAILABLE, "not now");
  };
  await using shop = await startCart({ getCart });
  const controller = new AbortController();
  const left = shop.client.getCart({}, { context: ROOT_CONTEXT, signal: controller.signal });
  await seen.promise;
  controller.abort();
  await expect(left).rejects.toMatchObject({ code: Status.CANCELLED });
  expect(calls).toBe(1);
});

test("there is no other attempt when the deadline is near", async () => {
  let calls = 0;
  const getCart = () => {
    calls += 1;
    throw new RpcError(Status.UNAVAILABLE, "not now");
  };
  await using shop = await startCart({ getCart });
  // Opens the connection, which may take longer than the deadline.
  await shop.client.addItem({ userId: "ada", item });
  const failed = shop.client.getCart({}, undefined, { deadlineMs: 199 });
  await expect(failed).rejects.toMatchObject({ code: Status.UNAVAILABLE });
  expect(calls).toBe(1);
});

test("a service that goes on failing is no longer asked more than once", async () => {
  let calls = 0;
  const getCart = () => {
    calls += 1;
    throw new RpcError(Status.UNAVAILABLE, "not now");
  };
  await using shop = await startCart({ getCart });
  for (let i = 0; i < 40; i++)
    await expect(shop.client.getCart({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
  const before = calls;
  await expect(shop.client.getCart({})).rejects.toMatchObject({ message: "not now" });
  expect(calls - before).toBe(1);
});
