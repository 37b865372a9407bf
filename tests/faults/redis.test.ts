import { expect, test } from "vitest";
import { redisBinary, startRedis } from "@hipstershop/testkit";
import { startTestShop } from "../support/shop.ts";
import { click, lasts, marksIn, spansOf, warmUp } from "./proof.ts";

test.skipIf(!redisBinary)("a slow store and a hot key act in the client spans of Redis", async () => {
  await using redis = await startRedis();
  await using shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "on", REDIS_ADDR: redis.address });
  await warmUp(shop);
  for (const [fault, ms] of [
    ["cartStoreSlow:50ms", 50],
    ["cartHotKey:50ms", 50],
  ] as const) {
    const seen = await click(shop, { click: "home" }, { baggage: `shop.fault=${fault}` });
    const [command] = spansOf(seen, "cartservice → HGET");
    expect(marksIn(seen.trace)).toEqual([{ label: "cartservice → HGET", fault }]);
    expect(lasts(command!)).toBeGreaterThanOrEqual(ms - 1);
    expect(seen.answer.status).toBe(200);
  }
});
