import { setTimeout as delay } from "node:timers/promises";
import { CartService } from "@hipstershop/contract";
import { type Client, createClient } from "@hipstershop/rpc";
import { silentTelemetry } from "@hipstershop/shop/silent-telemetry";
import type { Check, CheckContext } from "../check.ts";
import { NO_REDIS, redisProgram, type RedisUnderTest, startRedis } from "../redis.ts";
import { startShopUnderTest } from "../shop-under-test.ts";

const WRITERS = 20;
const KILLS = 10;
const KILLS_IN_SHORT_PART = 3;
const TOGETHER = 1000;
const FAILURE_MS_MAX = 550;
const HEALED_MS_MAX = 1500;
const item = { productId: "OLJCESPC7Z", quantity: 1 };

type Carts = Client<typeof CartService.definition>;

/** R6: Redis is killed during writes. What was acknowledged is there afterwards, and nobody waits for a dead Redis. */
export const redisKilled: Check = {
  id: "R6",
  title: "Redis killed during 20 writers",
  inShortPart: true,
  async run(context) {
    const program = redisProgram();
    if (program === undefined) return { figures: [], problems: [], skipped: NO_REDIS };
    await using stack = new AsyncDisposableStack();
    const redis = stack.use(await startRedis(program));
    const carts = stack.use(await openCarts({ REDIS_ADDR: redis.address }));
    await carts.getCart({ userId: "nobody" });
    const kills = context.isShort ? KILLS_IN_SHORT_PART : KILLS;
    const written = new Map<string, number>();
    const slowest = { failureMs: 0, healedMs: 0 };
    const over = new AbortController();
    const writers = Array.from({ length: WRITERS }, (_, i) =>
      write(carts, `writer-${i}`, written, slowest, over.signal),
    );
    for (let i = 0; i < kills; i++) {
      context.signal.throwIfAborted();
      context.progress(`kill ${i + 1} of ${kills}`);
      await killOnce(redis, carts, slowest);
    }
    over.abort();
    await Promise.all(writers);
    const lost = await lostPieces(carts, written);
    const acknowledged = [...written.values()].reduce((sum, pieces) => sum + pieces, 0);
    return {
      figures: [
        { name: "acknowledged writes", value: acknowledged, unit: "", atLeast: 1 },
        { name: "acknowledged writes lost", value: lost, unit: "", atMost: 0 },
        { name: "slowest failure", value: Math.round(slowest.failureMs), unit: "ms", atMost: FAILURE_MS_MAX },
        { name: "slowest recovery", value: Math.round(slowest.healedMs), unit: "ms", atMost: HEALED_MS_MAX },
      ],
      problems: [],
    };
  },
};

async function killOnce(redis: RedisUnderTest, carts: Carts, slowest: { healedMs: number }): Promise<void> {
  await delay(300);
  await redis.kill();
  await delay(700);
  await redis.restart();
  const started = performance.now();
  const isBack = () =>
    carts.getCart({ userId: "nobody" }).then(
      () => true,
      () => false,
    );
  while (!(await isBack())) await delay(20);
  slowest.healedMs = Math.max(slowest.healedMs, performance.now() - started);
}

/** Adds a piece again and again, and counts what was acknowledged. */
async function write(
  carts: Carts,
  userId: string,
  written: Map<string, number>,
  slowest: { failureMs: number },
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const started = performance.now();
    try {
      await carts.addItem({ userId, item });
      written.set(userId, (written.get(userId) ?? 0) + 1);
    } catch {
      slowest.failureMs = Math.max(slowest.failureMs, performance.now() - started);
      await delay(20);
    }
  }
}

async function lostPieces(carts: Carts, written: ReadonlyMap<string, number>): Promise<number> {
  let lost = 0;
  for (const [userId, pieces] of written) {
    const { items } = await carts.getCart({ userId });
    lost += Math.max(0, pieces - items.reduce((sum, { quantity }) => sum + quantity, 0));
  }
  return lost;
}

/** R7: a thousand changes of one cart at the same time. */
export const oneCart: Check = {
  id: "R7",
  title: "1,000 pieces put into one cart at the same time",
  inShortPart: true,
  async run(context) {
    const program = redisProgram();
    await using stack = new AsyncDisposableStack();
    const redis = program === undefined ? undefined : stack.use(await startRedis(program));
    const stores = [
      ["embedded store", {}],
      ...(redis ? [["Redis", { REDIS_ADDR: redis.address }] as const] : []),
    ] as const;
    const figures = [];
    for (const [store, variables] of stores) {
      figures.push(await sumIn(store, variables, context));
    }
    return { figures, problems: [], ...(redis ? {} : { rows: [["Redis"], [NO_REDIS]] }) };
  },
};

async function sumIn(store: string, variables: Readonly<Record<string, string>>, { progress }: CheckContext) {
  progress(store);
  await using carts = await openCarts(variables);
  const adds = Array.from({ length: TOGETHER }, () =>
    carts.addItem({ userId: "ada", item }, undefined, { deadlineMs: 60_000 }),
  );
  await Promise.all(adds);
  const { items } = await carts.getCart({ userId: "ada" });
  const pieces = items.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    name: `pieces in the cart (${store})`,
    value: pieces,
    unit: `of ${TOGETHER}`,
    atLeast: TOGETHER,
    atMost: TOGETHER,
  };
}

/** A client of the cart service of a shop that is stopped with it. */
async function openCarts(variables: Readonly<Record<string, string>>): Promise<Carts & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const shop = stack.use(await startShopUnderTest(variables));
  const telemetry = stack.use(await silentTelemetry());
  const carts = stack.use(createClient(CartService, shop.address("cartservice"), telemetry));
  const owned = stack.move();
  return { ...carts, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
