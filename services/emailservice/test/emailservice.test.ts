import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmailService, Health, IDEMPOTENCY_KEY } from "@hipstershop/contract";
import { createClient, Status } from "@hipstershop/rpc";
import { redisBinary, startRedis, testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { startEmailService } from "../src/index.ts";

const order = {
  orderId: "8b5e2c1e-0000-11f0-9d3c-0242ac120002",
  shippingTrackingId: "AB-44123-221234567",
  shippingCost: { currencyCode: "USD", units: "8", nanos: 990_000_000 },
  shippingAddress: {
    streetAddress: "1 <b>Main</b> St",
    city: "Bath",
    state: "Somerset",
    country: "UK",
    zipCode: 12_345,
  },
  items: [
    { item: { productId: "OLJCESPC7Z", quantity: 2 }, cost: { currencyCode: "USD", units: "67", nanos: 990_000_000 } },
  ],
};

async function startEmail(mailsKept = 20, store = "memory") {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "email-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log");
  const telemetry = stack.use(
    await testTelemetry("emailservice", { metrics: { host: "127.0.0.1", port: 0 }, log: { level: "trace", file } }),
  );
  const service = stack.use(
    await startEmailService(
      { port: 0, host: "127.0.0.1", reflection: true, connectionAgeMs: 0, store, mailsKept },
      telemetry,
    ),
  );
  const client = stack.use(createClient(EmailService, `127.0.0.1:${service.port}`, telemetry));
  const health = stack.use(createClient(Health, `127.0.0.1:${service.port}`, telemetry));
  return {
    client,
    health,
    service,
    telemetry,
    log: () => readFileSync(file, "utf8"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("a confirmation tells order, tracking, shipping, address and lines, as text and as escaped HTML", async () => {
  await using shop = await startEmail();
  expect(await shop.client.sendOrderConfirmation({ email: "someone@example.com", order })).toEqual({});
  const [mail] = shop.service.mails();
  expect(mail).toMatchObject({ to: "someone@example.com", subject: `Your order ${order.orderId}` });
  for (const body of [mail?.text, mail?.html]) {
    for (const fact of [
      order.orderId,
      order.shippingTrackingId,
      "USD 8.99",
      "OLJCESPC7Z",
      "USD 67.99",
      "Bath, Somerset 12345",
      "UK",
    ]) {
      expect(body).toContain(fact);
    }
  }
  expect(mail?.text).toContain("2 × OLJCESPC7Z");
  expect(mail?.html).toContain("1 &lt;b&gt;Main&lt;/b&gt; St");
  expect(mail?.html).not.toContain("<b>Main</b>");
});

test.each([
  ["", order, "email is required"],
  ["no address", order, "email is no e-mail address"],
  ["someone@example.com", undefined, "order is required"],
  [
    "someone@example.com",
    { ...order, shippingCost: { currencyCode: "USD", units: "1", nanos: -1 } },
    "an amount of the order: invalid value",
  ],
  ["someone@example.com", { ...order, items: [{ item: null }] }, "amount is missing"],
])("refuses %j with %j", async (email, wrong, message) => {
  await using shop = await startEmail();
  const refused = shop.client.sendOrderConfirmation({ email, ...(wrong && { order: wrong }) });
  await expect(refused).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: expect.stringContaining(message),
  });
  expect(shop.service.mails()).toEqual([]);
});

test("an order without lines and address can be confirmed", async () => {
  await using shop = await startEmail();
  const { orderId, shippingCost } = order;
  await shop.client.sendOrderConfirmation({ email: "a@b", order: { orderId, shippingCost } });
  expect(shop.service.mails()).toHaveLength(1);
});

test("only the last mails are kept, and all are counted", async () => {
  await using shop = await startEmail(2);
  for (const name of ["a", "b", "c"]) await shop.client.sendOrderConfirmation({ email: `${name}@example.com`, order });
  expect(shop.service.mails().map(({ to }) => to)).toEqual(["b@example.com", "c@example.com"]);
  expect(await shop.telemetry.scrape()).toMatch(/^app_confirmations_total\S* 3$/m);
});

test("no span carries the address", async () => {
  await using shop = await startEmail();
  await shop.client.sendOrderConfirmation({ email: "someone@example.com", order });
  const [server] = shop.telemetry.spans();
  expect(server?.attributes["app.order.id"]).toBe(order.orderId);
  expect(JSON.stringify(shop.telemetry.spans().map(({ attributes, events }) => [attributes, events]))).not.toContain(
    "someone",
  );
});

test("the log knows the address by its first letter and its domain only", async () => {
  await using shop = await startEmail();
  await shop.client.sendOrderConfirmation({ email: "someone@example.com", order });
  await expect(shop.client.sendOrderConfirmation({ email: "someone@example.com" })).rejects.toThrow(/order/);
  expect(shop.log()).toContain('"to":"s…@example.com"');
  expect(shop.log()).not.toContain("someone");
});

test("with MAIL_KEEP=0 mails are rendered and counted, but not kept", async () => {
  await using shop = await startEmail(0);
  await shop.client.sendOrderConfirmation({ email: "someone@example.com", order });
  expect(shop.service.mails()).toEqual([]);
  expect(await shop.telemetry.scrape()).toMatch(/^app_confirmations_total\S* 1$/m);
});

test("an order of a megabyte makes a mail of bearable size that says what it leaves out", async () => {
  await using shop = await startEmail();
  const cost = { currencyCode: "USD", units: "1", nanos: 0 };
  const many = { ...order, items: Array.from({ length: 50_000 }, () => ({ cost })) };
  await shop.client.sendOrderConfirmation({ email: "someone@example.com", order: many });
  const [mail] = shop.service.mails();
  expect(mail?.text).toContain("and 49800 more");
  expect(mail?.html).toContain("and 49800 more");
  expect(mail?.html.length).toBeLessThan(100_000);
  expect(shop.telemetry.spans()[0]?.attributes["app.order.lines"]).toBe(50_000);
});

test("ids and addresses of a megabyte are cut, and stay text when the cut goes through a character", async () => {
  await using shop = await startEmail();
  const huge = `x${"\u{1f600}".repeat(60_000)}`;
  const monster = {
    ...order,
    orderId: huge,
    shippingTrackingId: huge,
    shippingAddress: { streetAddress: huge },
    items: [],
  };
  await shop.client.sendOrderConfirmation({ email: "someone@example.com", order: monster });
  const [mail] = shop.service.mails();
  expect(mail?.subject).toBe(`Your order x${"\u{1f600}".repeat(99)}\ufffd…`);
  expect(mail?.html.length).toBeLessThan(4000);
  expect(String(shop.telemetry.spans()[0]?.attributes["app.order.id"]).length).toBeLessThanOrEqual(100);
});

test.each(["X".repeat(500_000), `${"X".repeat(170)}${"\u{1f600}".repeat(60)}`])(
  "a malformed amount in a currency of any length is refused, and the connection lives on",
  async (currencyCode) => {
    await using shop = await startEmail();
    const wrong = { ...order, shippingCost: { currencyCode, units: "1", nanos: -1 } };
    await expect(
      shop.client.sendOrderConfirmation({ email: "someone@example.com", order: wrong }),
    ).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
    expect(await shop.client.sendOrderConfirmation({ email: "someone@example.com", order })).toEqual({});
  },
);

test("health names the process and the service", async () => {
  await using shop = await startEmail();
  expect(await shop.health.check({ service: "" })).toEqual({ status: "SERVING" });
  expect(await shop.health.check({ service: EmailService.fullName })).toEqual({ status: "SERVING" });
});

const under = (key: string) => ({ metadata: { [IDEMPOTENCY_KEY]: key } });

test("under the same key one mail is sent, also when it is asked for many times at once", async () => {
  await using shop = await startEmail();
  const send = (key: string) => shop.client.sendOrderConfirmation({ email: "a@b", order }, undefined, under(key));
  await Promise.all(Array.from({ length: 5 }, () => send("order-1")));
  await send("order-1");
  expect(shop.service.mails()).toHaveLength(1);
  await send("order-2");
  expect(shop.service.mails()).toHaveLength(2);
});

test("a mail that is refused does not use up its key, and a key of more than 255 characters is refused", async () => {
  await using shop = await startEmail();
  const wrong = { ...order, shippingCost: { currencyCode: "USD", units: "1", nanos: -1 } };
  const refused = { code: Status.INVALID_ARGUMENT };
  const send = (message: object, key: string) =>
    shop.client.sendOrderConfirmation({ email: "a@b", order: message }, undefined, under(key));
  await expect(send(wrong, "order-1")).rejects.toMatchObject(refused);
  await send(order, "order-1");
  await expect(send(order, "k".repeat(256))).rejects.toMatchObject(refused);
  expect(shop.service.mails()).toHaveLength(1);
});

test.skipIf(!redisBinary)(
  "replicas send one mail under the same key (needs redis-server or valkey-server)",
  async () => {
    await using redis = await startRedis();
    const store = `redis://${redis.address}`;
    await using one = await startEmail(20, store);
    await using two = await startEmail(20, store);
    for (const { client } of [one, two, one]) {
      await client.sendOrderConfirmation({ email: "a@b", order }, undefined, under("order-1"));
    }
    expect(one.service.mails().length + two.service.mails().length).toBe(1);
  },
);
