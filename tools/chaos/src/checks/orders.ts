import { setTimeout as delay } from "node:timers/promises";
import { PaymentLedgerService } from "@hipstershop/contract";
import { Random } from "@hipstershop/random";
import { createClient } from "@hipstershop/rpc";
import { silentTelemetry } from "@hipstershop/shop/silent-telemetry";
import type { Check, CheckContext, Finding } from "../check.ts";
import { redisProgram, startRedis } from "../redis.ts";
import { type ShopUnderTest, startShopUnderTest } from "../shop-under-test.ts";
import { Visitor } from "../visitor.ts";

const ORDERS = 50;
const ORDERS_IN_SHORT_PART = 20;
const SUBMITS = 5;
const KILLS = 8;
/** A crash comes this long after the submits, at most: within the steps of an order. */
const KILL_WITHIN_MS = 60;
const PLACED_WITHIN_MS = 20_000;
/** The worker of the checkout takes over orders ten seconds after a crash. */
const SETTLED_WITHIN_MS = 30_000;

/** R8: submits in parallel, reloads, retries and crashes of the checkout: one charge, one order, one mail each. */
export const oneCharge: Check = {
  id: "R8",
  title: "parallel submits, reloads, and the checkout killed in orders",
  inShortPart: true,
  async run(context) {
    await using stack = new AsyncDisposableStack();
    const program = redisProgram();
    const redis = program === undefined ? undefined : stack.use(await startRedis(program));
    const shop = stack.use(await startShopUnderTest(redis ? { REDIS_ADDR: redis.address } : {}));
    const wanted = context.isShort ? ORDERS_IN_SHORT_PART : ORDERS;
    const ids = await placeOrders(shop, wanted, context);
    return await judge(shop, ids, wanted);
  },
};

/** The ids that each visitor's answers named. */
async function placeOrders(
  shop: ShopUnderTest,
  wanted: number,
  { seed, signal, progress }: CheckContext,
): Promise<readonly (readonly string[])[]> {
  const random = new Random(seed);
  const ids: string[][] = [];
  for (let i = 0; i < wanted; i++) {
    signal.throwIfAborted();
    progress(`order ${i + 1} of ${wanted}`);
    const visitor = new Visitor(shop.url);
    await visitor.act("add");
    const key = await visitor.openForm();
    const submits = Promise.all(Array.from({ length: SUBMITS }, () => visitor.submit(key)));
    if (i % Math.ceil(wanted / KILLS) === 0) {
      await delay(random.next() * KILL_WITHIN_MS);
      await shop.kill("checkoutservice");
      await submits;
      await shop.revive("checkoutservice");
    }
    const answers = [...(await submits), await placed(visitor, key), await visitor.submit(key)];
    ids.push([...new Set(answers.flatMap(({ body }) => /id="order_id"[^>]*>([^<]+)</.exec(body)?.[1] ?? []))]);
  }
  return ids;
}

/** Submits the same form until there is an order, as a patient visitor does. */
async function placed(visitor: Visitor, key: string) {
  const started = performance.now();
  for (;;) {
    const answer = await visitor.submit(key);
    if (answer.status === 200 || performance.now() - started > PLACED_WITHIN_MS) return answer;
    await delay(200);
  }
}

async function judge(shop: ShopUnderTest, ids: readonly (readonly string[])[], wanted: number): Promise<Finding> {
  await using stack = new AsyncDisposableStack();
  const telemetry = stack.use(await silentTelemetry());
  const ledger = stack.use(createClient(PaymentLedgerService, shop.address("paymentservice"), telemetry));
  const charges = async () => (await ledger.listEntries({})).entries.filter(({ refundId }) => refundId === "").length;
  const mails = () => shop.counted("emailservice", "app_confirmations_total");
  const started = performance.now();
  while (
    ((await charges()) !== wanted || (await mails()) !== wanted) &&
    performance.now() - started < SETTLED_WITHIN_MS
  )
    await delay(250);
  const one = ids.filter((found) => found.length === 1).length;
  return {
    figures: [
      { name: "visitors with exactly one order", value: one, unit: `of ${wanted}`, atLeast: wanted },
      { name: "charges that were not refunded", value: await charges(), unit: "", atLeast: wanted, atMost: wanted },
      { name: "mails", value: await mails(), unit: "", atLeast: wanted, atMost: wanted },
    ],
    problems: ids.flatMap((found, i) => (found.length === 1 ? [] : [`visitor ${i + 1} got ${found.length} orders`])),
  };
}
