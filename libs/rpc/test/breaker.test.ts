import { setTimeout as delay } from "node:timers/promises";
import { type CartItem, CartService } from "@hipstershop/contract";
import type { Interceptor } from "@hipstershop/telemetry";
import { startCable, testTelemetry } from "@hipstershop/testkit";
import { propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { expect, test, vi } from "vitest";
import { createClient, type Handlers, implement, RpcError, serve, Status } from "../src/index.ts";

type Cart = Handlers<typeof CartService.definition>;

const local = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
const SLOW_AFTER_MS = 100;
const item: CartItem = { productId: "mug", quantity: 1 };

/** A cart service behind cables that can be frozen, one for each replica, and a client with a breaker. */
async function startCart(changes: Partial<Cart> = {}, attemptMs = SLOW_AFTER_MS, deadlineMs = 60_000, replicas = 1) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("shop", { metrics: { host: "127.0.0.1", port: 0 } }));
  const theirs = stack.use(await testTelemetry("cart"));
  const cart: Cart = { addItem: () => ({}), getCart: () => ({ userId: "ada" }), emptyCart: () => ({}), ...changes };
  const server = stack.use(await serve([implement(CartService, cart)], local, theirs));
  const cables = [];
  for (let i = 0; i < replicas; i++) cables.push(stack.use(await startCable(server.address)));
  const [cable] = cables;
  const address = replicas === 1 ? cable!.address : `ipv4:${cables.map((one) => one.address).join()}`;
  const client = stack.use(
    createClient(CartService, address, telemetry, {
      idempotent: ["GetCart"],
      deadlineMs,
      hasBreaker: true,
    }),
  );
  const read = () =>
    client.getCart({}, undefined, { attemptMs }).then(
      ({ userId }) => userId,
      (error: { code: number; message: string }) => `${Status[error.code]} ${error.message.split(":")[0]}`,
    );
  return { cable: cable!, cables, client, telemetry, read, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const REFUSED = "UNAVAILABLE circuit breaker open";
const OPEN = /^rpc_client_circuit_breaker_open\{.*rpc_service="hipstershop.CartService".*\} (\d)$/m;

test("a frozen service is known after three calls: then calls fail at once, until it answers again", async () => {
  await using shop = await startCart();
  expect(await shop.read()).toBe("ada");
  expect((await shop.telemetry.scrape()).match(OPEN)?.[1]).toBe("0");
  shop.cable.setFrozen(true);
  for (let i = 0; i < 3; i++) expect(await shop.read()).toMatch(/^DEADLINE_EXCEEDED/);
  await expect.poll(shop.read).toBe(REFUSED);
  const events = shop.telemetry.spans().map((span) => span.events.map(({ name }) => name));
  expect(events.slice(1, 4)).toEqual([["no answer in time"], ["no answer in time"], ["no answer in time"]]);
  expect(events.at(-1)).toEqual(["circuit breaker open"]);
  expect((await shop.telemetry.scrape()).match(OPEN)?.[1]).toBe("1");
  shop.cable.setFrozen(false);
  await expect.poll(shop.read).toBe("ada");
  expect((await shop.telemetry.scrape()).match(OPEN)?.[1]).toBe("0");
});

test("it goes on checking: a service that is frozen for longer is found as well", async () => {
  await using shop = await startCart();
  await shop.read();
  shop.cable.setFrozen(true);
  await expect.poll(shop.read).toBe(REFUSED);
  // Two checks fail meanwhile.
  await delay(1600);
  expect(await shop.read()).toBe(REFUSED);
  shop.cable.setFrozen(false);
  await expect.poll(shop.read).toBe("ada");
});

test("a slow service that answers health checks gets more time instead", async () => {
  const getCart = () => delay(2 * SLOW_AFTER_MS, { userId: "ada" });
  await using shop = await startCart({ getCart });
  await shop.client.addItem({ userId: "ada", item });
  expect(await shop.read()).toMatch(/^DEADLINE_EXCEEDED/);
  await expect.poll(shop.read).toBe("ada");
});

test("before the first answer nothing is known to be slow: only the deadline counts", async () => {
  const getCart = () => delay(2 * SLOW_AFTER_MS, { userId: "ada" });
  await using shop = await startCart({ getCart });
  expect(await shop.read()).toBe("ada");
});

test("errors are answers, and so is a deadline that the service itself exceeded", async () => {
  const getCart = () => {
    throw new RpcError(Status.DEADLINE_EXCEEDED, "the store took too long");
  };
  await using shop = await startCart({ getCart });
  for (let i = 0; i < 10; i++) expect(await shop.read()).toBe("DEADLINE_EXCEEDED the store took too long");
});

test("a caller without time left says nothing about the service", async () => {
  const getCart = () => delay(SLOW_AFTER_MS / 2, { userId: "ada" });
  await using shop = await startCart({ getCart });
  // Connected, so that the deadline ends a call under way and not the wait for a connection.
  expect(await shop.read()).toBe("ada");
  for (let i = 0; i < 5; i++) {
    const scope = { context: ROOT_CONTEXT, deadline: Date.now() + 10 };
    await expect(shop.client.getCart({}, scope)).rejects.toMatchObject({ code: Status.DEADLINE_EXCEEDED });
  }
  expect(await shop.read()).not.toBe(REFUSED);
});

test("without a limit of attempts the deadlines of calls count", async () => {
  await using shop = await startCart({}, Number.POSITIVE_INFINITY, 100);
  await shop.read();
  shop.cable.setFrozen(true);
  await expect.poll(shop.read).toBe(REFUSED);
  shop.cable.setFrozen(false);
  await expect.poll(shop.read).toBe("ada");
});

/** Knows the requests that ask for faults, and leaves all work alone. */
const interceptor: Interceptor = {
  incoming: () => undefined,
  outgoing: () => undefined,
  isExperiment: (context) => propagation.getBaggage(context)?.getEntry("shop.fault") !== undefined,
  inner: () => undefined,
  exporting: () => undefined,
  exported: () => undefined,
};
const baggage = propagation.createBaggage({ "shop.fault": { value: "shippingSlow:800ms" } });
const context = propagation.setBaggage(ROOT_CONTEXT, baggage);

test("requests that ask for faults of their own do not use up the retries of others", async () => {
  let attempts = 0;
  const getCart = () => {
    attempts += 1;
    throw new RpcError(Status.UNAVAILABLE, "on purpose");
  };
  await using shop = await startCart({ getCart });
  shop.telemetry.interception.current = interceptor;
  // More failures than a budget has tokens.
  for (let i = 0; i < 40; i++) await shop.client.getCart({}, { context }).catch(() => {});
  attempts = 0;
  await shop.client.getCart({}, { context }).catch(() => {});
  expect(attempts).toBe(1);
  await shop.client.getCart({}).catch(() => {});
  expect(attempts).toBe(1 + 3);
});

test("requests that ask for faults of their own neither open it nor are refused by it", async () => {
  await using shop = await startCart();
  shop.telemetry.interception.current = interceptor;
  await shop.read();
  shop.cable.setFrozen(true);
  const ask = () => shop.client.getCart({}, { context }, { attemptMs: 1, deadlineMs: 2 * SLOW_AFTER_MS });
  const late = { code: Status.DEADLINE_EXCEEDED };
  for (let i = 0; i < 4; i++) await expect(ask()).rejects.toMatchObject(late);
  expect(await shop.read()).toMatch(/^DEADLINE_EXCEEDED/);
  await expect.poll(shop.read).toBe(REFUSED);
  await expect(ask()).rejects.toMatchObject(late);
});

test("a caller that was stopped itself says nothing about the service", async () => {
  await using shop = await startCart();
  await shop.client.addItem({ userId: "ada", item });
  const reads = Array.from({ length: 5 }, shop.read);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 * SLOW_AFTER_MS);
  expect(new Set(await Promise.all(reads))).not.toContain("ada");
  expect(await shop.read()).not.toBe(REFUSED);
});

test("with one of two replicas frozen it stays closed: the other one answers", async () => {
  await using shop = await startCart({}, SLOW_AFTER_MS, 60_000, 2);
  const burst = () => Promise.all(Array.from({ length: 10 }, shop.read));
  await burst();
  for (const cable of shop.cables) await cable.connectionsBeyond(0);
  await burst();
  shop.cable.setFrozen(true);
  for (let i = 0; i < 3; i++) {
    const answers = await burst();
    expect(answers).toContain("ada");
    expect(answers).not.toContain(REFUSED);
  }
});

test("it closes also when the clock is set back meanwhile", async () => {
  await using shop = await startCart();
  await shop.read();
  shop.cable.setFrozen(true);
  await expect.poll(shop.read).toBe(REFUSED);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3_600_000 });
  try {
    shop.cable.setFrozen(false);
    await expect.poll(shop.read).toBe("ada");
  } finally {
    vi.useRealTimers();
  }
});
