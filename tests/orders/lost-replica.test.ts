import { CartService, CheckoutService } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { Env, type ServiceDefinition } from "@hipstershop/runtime";
import { type Cable, redisBinary, startCable, testTelemetry } from "@hipstershop/testkit";
import { cartservice } from "cartservice";
import { paymentservice } from "paymentservice";
import { expect, test } from "vitest";
import { eventually, item, orderOf, startBackends, under } from "./two-replicas.ts";

type Shop = Awaited<ReturnType<typeof startBackends>>;
type Checkout = Awaited<ReturnType<Shop["startCheckout"]>>;

const AT_ONCE = 8;
const numbers = [...Array(AT_ONCE).keys()];

/** One more replica of a service, on the Redis of the other one, behind a cable that a test cuts. */
async function startReplica(shop: Shop, service: ServiceDefinition, other: string) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry(service.name));
  const variables = { ...shop.store, LISTEN_ADDR: "127.0.0.1", PORT: "0" };
  const { port } = stack.use(await service.start(new Env(variables))(telemetry));
  const cable = stack.use(await startCable(`127.0.0.1:${port}`));
  return {
    cable,
    /** Both replicas, in gRPC's form. */
    both: `ipv4:${cable.address},${other}`,
    /** Calls to an rpc that it has answered. */
    answered: (rpc: string) => telemetry.spanNames().filter((name) => name === rpc).length,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test.skipIf(!redisBinary)(
  "what is added while a cart replica is lost between write and answer is added once",
  async () => {
    await using shop = await startBackends();
    await using replica = await startReplica(shop, cartservice, shop.configOf(0).addresses.cart);
    await using telemetry = await testTelemetry("frontend");
    const options = { idempotentByKey: ["AddItem"], deadlineMs: 60_000 } as const;
    using cart = createClient(CartService, replica.both, telemetry, options);
    await eventually(async () => {
      await cart.getCart({ userId: "ada" });
      expect(replica.answered("hipstershop.CartService/GetCart")).toBeGreaterThan(0);
    });
    replica.cable.setMute(true);
    const added = numbers.map((i) => cart.addItem({ userId: "ada", item }, undefined, under(`key ${i}`)));
    const quantity = async () => (await shop.cart.getCart({ userId: "ada" })).items[0]?.quantity;
    await eventually(async () => expect(await quantity()).toBe(AT_ONCE));
    expect(replica.answered("hipstershop.CartService/AddItem")).toBeGreaterThan(0);
    await replica.cable.breakConnections();
    await Promise.all(added);
    expect(await quantity()).toBe(AT_ONCE);
  },
);

async function place(shop: Shop, { client }: Pick<Checkout, "client">, userId: string) {
  await shop.cart.addItem({ userId, item });
  return client.placeOrder(orderOf(userId), undefined, under(userId));
}

test.skipIf(!redisBinary).each(["begun", "priced", "charge answered", "charged", "shipped", "mail sent"])(
  "an order whose checkout is killed when %s is answered by the other replica, and charged once",
  async (point) => {
    const times = { leaseMs: 600, workerMs: 50 };
    await using shop = await startBackends();
    const other = await shop.startCheckout(1, times);
    const killed = await shop.startChild({ config: shop.configOf(0), point, signal: "SIGKILL", times });
    await using telemetry = await testTelemetry("frontend");
    const options = { resumedByKey: ["PlaceOrder"], deadlineMs: 60_000 } as const;
    using client = createClient(CheckoutService, `ipv4:${killed.address},${other.address}`, telemetry, options);
    const wasRepeated = () =>
      telemetry.spans().some(({ events }) => events.some(({ name }) => name === "trying again"));
    const ids = new Set<string>();
    for (let user = 0; !wasRepeated(); user += 1) {
      const { order } = await place(shop, { client }, `user ${user}`);
      ids.add(order?.orderId ?? "");
      expect(ids.size).toBe(user + 1);
    }
    await eventually(() => expect(shop.mails().toSorted()).toEqual([...ids].toSorted()));
    expect((await shop.allCharges()).filter(({ refundId }) => refundId === "")).toHaveLength(ids.size);
  },
);

/** What the ledger has answered to a checkout. */
const settlements = ({ telemetry }: Checkout) =>
  telemetry
    .spans()
    .flatMap(({ events }) => events)
    .filter(({ name }) => name === "charge settled")
    .map(({ attributes }) => attributes?.["app.order.charged"]);

test.skipIf(!redisBinary).each([
  ["after it has charged", "yes", (cable: Cable) => cable.setMute(true)],
  ["before a charge has arrived", "no", (cable: Cable) => cable.setFrozen(true)],
] as const)("orders while a payment replica is lost %s are placed, and charged once", async (_, answer, disturb) => {
  await using shop = await startBackends();
  const { addresses, ...config } = shop.configOf(0);
  await using replica = await startReplica(shop, paymentservice, addresses.payment);
  const checkout = await shop.startCheckout(0, {}, { ...config, addresses: { ...addresses, payment: replica.both } });
  let before = 0;
  await eventually(async () => {
    await place(shop, checkout, `before ${before++}`);
    expect(replica.answered("hipstershop.PaymentService/Charge")).toBeGreaterThan(0);
  });
  disturb(replica.cable);
  const users = numbers.map((i) => `user ${i}`);
  const placed = Promise.all(users.map((userId) => place(shop, checkout, userId)));
  await eventually(async () => {
    for (const userId of users) expect((await shop.recordOf(userId, userId))["step"]).toMatch(/^(charging|done)$/);
    if (answer === "yes") expect(await shop.allCharges()).toHaveLength(before + AT_ONCE);
  });
  await replica.cable.breakConnections();
  const ids = new Set((await placed).map(({ order }) => order?.orderId));
  expect(ids.size).toBe(AT_ONCE);
  expect(await shop.allCharges()).toHaveLength(before + AT_ONCE);
  expect(new Set(settlements(checkout))).toEqual(new Set([answer]));
});
