import { setTimeout as delay } from "node:timers/promises";
import { Health } from "@hipstershop/contract";
import { type Client, createClient } from "@hipstershop/rpc";
import { silentTelemetry } from "@hipstershop/shop/silent-telemetry";
import type { Check, CheckContext, Figure } from "../check.ts";
import { startCollector } from "../collector.ts";
import { recovered } from "../recovered.ts";
import { NO_REDIS, redisProgram, startRedis } from "../redis.ts";
import { BACKENDS, type ShopUnderTest, startShopUnderTest } from "../shop-under-test.ts";
import { ACTIONS, type Answer, Visitor } from "../visitor.ts";

/** How late everything is, after what needs it. */
const LATE_MS = 7000;
const LATE_MS_IN_SHORT_PART = 2000;
const LOOK_EVERY_MS = 250;
const HEALED_MS_MAX = 3000;
/** Services that others are started before, in the order of their starts. */
const CALLERS = ["checkoutservice", "recommendationservice", "cartservice", "paymentservice", "emailservice"] as const;
const OTHERS = BACKENDS.filter((name) => !CALLERS.some((caller) => caller === name));

type HealthClients = ReadonlyMap<string, Client<typeof Health.definition>>;

/** What is seen while something is missing. */
interface Seen {
  looks: number;
  /** Services that were started and did not answer, each time. */
  readonly dead: string[];
  /** Answers that were neither good nor a refusal with Retry-After. */
  readonly odd: string[];
  /** Looks at a cart that says it serves, without its store. */
  cartServes: number;
}

/** R15: everything is started seconds before what it needs. It lives, says that it can't serve, and heals by itself. */
export const lateStarts: Check = {
  id: "R15",
  title: "services, Redis and the collector start seconds after what needs them",
  inShortPart: false,
  async run(context) {
    const program = redisProgram();
    if (program === undefined) return { figures: [], problems: [], skipped: NO_REDIS };
    await using stack = new AsyncDisposableStack();
    const redis = stack.use(await startRedis(program));
    const { endpoint } = stack.use(await startCollector("refused"));
    const shop = stack.use(
      await startShopUnderTest({ REDIS_ADDR: redis.address, OTEL_EXPORTER_JAEGER_ENDPOINT: endpoint }),
    );
    const telemetry = stack.use(await silentTelemetry());
    const health: HealthClients = new Map(
      BACKENDS.map((name) => [name, stack.use(createClient(Health, shop.address(name), telemetry))]),
    );
    await Promise.all([...BACKENDS, "frontend"].map((name) => shop.kill(name)));
    await redis.kill();
    const seen: Seen = { looks: 0, dead: [], odd: [], cartServes: 0 };
    for (const started of [["frontend"], CALLERS, OTHERS]) {
      context.progress(`${started.join(", ")}: started before the rest`);
      for (const name of started) await shop.revive(name);
      await lookAround({ shop, health, seen }, context);
    }
    await redis.restart();
    const healedMs = await recovered(shop);
    const collectedMs = await untilCollected(shop, endpoint);
    return {
      figures: [
        { name: "looks at the shop without a part", value: seen.looks, unit: "", atLeast: 3 },
        { name: "services that did not live", value: seen.dead.length, unit: "", atMost: 0 },
        { name: "answers other than good or 503 with Retry-After", value: seen.odd.length, unit: "", atMost: 0 },
        { name: "times that the cart served without Redis", value: seen.cartServes, unit: "", atMost: 0 },
        figureOfTime("whole after Redis, which is last", healedMs),
        figureOfTime("first spans after the collector has started", collectedMs),
      ],
      problems: [
        ...[...seen.dead, ...seen.odd].slice(0, 20),
        ...(Number.isFinite(healedMs) ? [] : ["the shop did not heal"]),
        ...(Number.isFinite(collectedMs) ? [] : ["no spans came"]),
      ],
    };
  },
};

const figureOfTime = (name: string, ms: number): Figure => ({
  name,
  value: Math.round(ms),
  unit: "ms",
  atMost: HEALED_MS_MAX,
});

interface Looking {
  readonly shop: ShopUnderTest;
  readonly health: HealthClients;
  readonly seen: Seen;
}

/** Looks at everything that was started, again and again, until what is missing is late enough. */
async function lookAround({ shop, health, seen }: Looking, { isShort, signal }: CheckContext): Promise<void> {
  const until = performance.now() + (isShort ? LATE_MS_IN_SHORT_PART : LATE_MS);
  const { services } = await shop.status();
  const started = services.filter(({ name, state }) => health.has(name) && state === "serving");
  while (performance.now() < until) {
    signal.throwIfAborted();
    seen.looks += 1;
    for (const { name } of started) {
      const status = await health
        .get(name)
        ?.check({ service: "" })
        .then((answer) => answer.status)
        .catch((error: unknown) => void seen.dead.push(`${name} does not answer: ${String(error)}`));
      if (name === "cartservice" && status === "SERVING") seen.cartServes += 1;
    }
    const live = await fetch(`${shop.url}/_healthz`).catch(() => undefined);
    if (!live?.ok) seen.dead.push(`the frontend is not ready: ${live?.status ?? "no answer"}`);
    await live?.arrayBuffer();
    const visitor = new Visitor(shop.url);
    for (const action of ACTIONS) {
      const answer = await visitor.act(action);
      if (!isGoodOrRefused(answer)) seen.odd.push(`${action}: ${answer.status}, Retry-After ${answer.retryAfter}`);
    }
    await delay(LOOK_EVERY_MS);
  }
}

function isGoodOrRefused({ status, retryAfter }: Answer): boolean {
  // An order of an empty cart is 422.
  return (status >= 200 && status < 400) || status === 422 || (status === 503 && retryAfter !== null);
}

/** Time from the start of a collector until it has spans; Infinity when none come. */
async function untilCollected(shop: ShopUnderTest, endpoint: string): Promise<number> {
  await using collector = await startCollector("good", { endpoint });
  const started = performance.now();
  while (collector.taken() === 0) {
    if (performance.now() - started > 5 * HEALED_MS_MAX) return Number.POSITIVE_INFINITY;
    await new Visitor(shop.url).act("home");
    await delay(100);
  }
  return performance.now() - started;
}
