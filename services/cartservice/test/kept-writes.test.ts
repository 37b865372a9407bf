import { readFileSync } from "node:fs";
import { join } from "node:path";
import { redisBinary, startRedis } from "@hipstershop/testkit";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { expect, test, vi } from "vitest";
import { startCart } from "./start-cart.ts";

const COMPONENT = join(
  import.meta.dirname,
  "../../../kubernetes-manifests/components/redis-persistent/kustomization.yaml",
);
const WRITERS = 20;
const KILLS = 10;
/** Writes that are acknowledged between two kills. */
const WRITES = 200;

/** The server's arguments in the component redis-persistent. */
function persistentArgs(): string[] {
  const [, args = ""] =
    /containers\/0\/args\n\s+value:\n((?:\s+- .+\n)+?)\s+- op:/.exec(readFileSync(COMPONENT, "utf8")) ?? [];
  return [...args.matchAll(/- "?([^"\n]+)"?$/gm)].map(([, value = ""]) => value);
}

test("the component redis-persistent appends to a file every second", () => {
  expect(persistentArgs().join(" ")).toContain("--appendonly yes --appendfsync everysec");
});

test.skipIf(!redisBinary)(
  "no acknowledged write is lost when its Redis is killed ten times under twenty writers",
  async () => {
    await using redis = await startRedis({ flags: persistentArgs() });
    await using shop = await startCart(`redis://${redis.address}`);
    const acknowledged = Array.from({ length: WRITERS }, () => 0);
    const asked = Array.from({ length: WRITERS }, () => 0);
    const over = new AbortController();
    const write = async (i: number) => {
      while (!over.signal.aborted) {
        asked[i]!++;
        await shop.cart
          .addItem({ userId: `user-${i}`, item: { productId: "mug", quantity: 1 } })
          .then(() => acknowledged[i]!++)
          .catch(() => {});
      }
    };
    const writers = acknowledged.map((_, i) => write(i));
    const total = () => acknowledged.reduce((sum, count) => sum + count, 0);
    for (let kill = 0; kill < KILLS; kill++) {
      const enough = total() + WRITES;
      await vi.waitUntil(() => total() >= enough, { timeout: PATIENCE_MS, interval: 5 });
      await redis.kill();
      await redis.restart();
    }
    over.abort();
    await Promise.all(writers);
    // Calls no longer wait until the service is connected again.
    await vi.waitFor(() => shop.cart.getCart({ userId: "nobody" }), { timeout: PATIENCE_MS, interval: 20 });
    for (const [i, count] of acknowledged.entries()) {
      const { items } = await shop.cart.getCart({ userId: `user-${i}` });
      expect(items[0]?.quantity).toBeGreaterThanOrEqual(count);
      expect(items[0]?.quantity).toBeLessThanOrEqual(asked[i]!);
    }
    expect(total()).toBeGreaterThanOrEqual(KILLS * WRITES);
  },
);
