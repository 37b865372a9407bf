import { DatabaseSync } from "node:sqlite";
import { ROOT_CONTEXT } from "@hipstershop/telemetry";
import { redisBinary, startRedis, testTelemetry } from "@hipstershop/testkit";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { Redis } from "ioredis";
import { describe, expect, test, vi } from "vitest";
import { openState } from "../src/index.ts";
import { KINDS, openBoth } from "./stores.ts";

/** Waits for what happens in the background. */
const POLL = { timeout: PATIENCE_MS, interval: 20 };
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, POLL);

const HOUR = 3_600_000;
const first = { value: "begun", leaseMs: HOUR, ttlMs: HOUR };
const saving = { value: "done", leaseMs: HOUR, ttlMs: HOUR };
const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, max: 10 };
const keysOf = (listed: readonly { readonly key: string }[]) => listed.map(({ key }) => key);

describe.each(KINDS)("in %s", (kind) => {
  test("who claims first has the key, may claim it again, and nobody else may", async () => {
    await using both = await openBoth(kind);
    expect(await both.ada.claim("k", first)).toEqual({ outcome: "new", value: "begun" });
    expect(await both.ada.claim("k", { ...first, value: "other" })).toEqual({ outcome: "taken", value: "begun" });
    if (both.bob === both.ada) return;
    expect(await both.bob.claim("k", first)).toEqual({ outcome: "busy", value: "begun" });
    expect(await both.bob.save("k", saving)).toBe(false);
    expect(await both.bob.renew("k", HOUR)).toBe(false);
    await both.bob.forget("k");
    expect(await both.ada.get("k")).toBe("begun");
  });

  test("of many who claim at once one has the key", async () => {
    await using both = await openBoth(kind);
    const claims = Array.from({ length: 20 }, (_, i) => (i % 2 ? both.ada : both.bob).claim("k", first));
    const outcomes = (await Promise.all(claims)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "new")).toHaveLength(1);
  });

  test("when its lease has ended a key is another's, with what was saved, and the first can change nothing", async () => {
    await using both = await openBoth(kind);
    await both.ada.claim("k", first);
    expect(await both.ada.save("k", { ...saving, value: "charging", leaseMs: 1 })).toBe(true);
    await eventually(async () =>
      expect(await both.bob.claim("k", first)).toEqual({ outcome: "taken", value: "charging" }),
    );
    if (both.bob === both.ada) return;
    expect(await both.ada.save("k", saving)).toBe(false);
    expect(await both.ada.renew("k", HOUR)).toBe(false);
    expect(await both.bob.get("k")).toBe("charging");
  });

  test("a key that is given up can be claimed at once, and one that is settled never", async () => {
    await using both = await openBoth(kind);
    await both.ada.claim("k", first);
    await both.ada.save("k", { ...saving, leaseMs: 0 });
    expect(await both.bob.claim("k", first)).toEqual({ outcome: "taken", value: "done" });
    await both.bob.save("k", { ...saving, isSettled: true });
    expect(await both.ada.claim("k", first)).toEqual({ outcome: "settled", value: "done" });
    expect(await both.bob.save("k", { ...saving, value: "late" })).toBe(false);
  });

  test("what is forgotten or has expired is new again", async () => {
    await using both = await openBoth(kind);
    await both.ada.claim("k", first);
    await both.ada.forget("k");
    expect(await both.bob.claim("k", { ...first, ttlMs: 1 })).toMatchObject({ outcome: "new" });
    await eventually(async () => expect(await both.ada.get("k")).toBeUndefined());
    expect(await both.ada.claim("k", first)).toMatchObject({ outcome: "new" });
  });

  test("a claimed key that the store has lost is written anew", async () => {
    await using both = await openBoth(kind);
    expect(await both.ada.save("k", saving)).toBe(true);
    expect(await both.bob.get("k")).toBe("done");
  });

  test("a key is kept once, and its value replaced by who knows it", async () => {
    await using both = await openBoth(kind);
    const kept = { value: "one", ttlMs: HOUR, isListed: false };
    expect(await both.ada.keep("k", kept)).toBeUndefined();
    expect(await both.bob.keep("k", { ...kept, value: "two" })).toBe("one");
    expect(await both.bob.replace("k", "two", "three")).toBe(false);
    expect(await both.bob.replace("k", "one", "three")).toBe(true);
    expect(await both.ada.get("k")).toBe("three");
    expect(await both.ada.replace("other", "", "x")).toBe(false);
  });

  test("the list has the keys of its time, earliest first, and none that is saved without", async () => {
    await using both = await openBoth(kind);
    for (const [key, dueInMs] of [
      ["later", HOUR],
      ["soon", 1000],
      ["now", 0],
      ["gone", 0],
    ] as const) {
      await both.ada.claim(key, first);
      await both.ada.save(key, { ...saving, dueInMs });
    }
    await both.ada.save("gone", saving);
    expect(keysOf(await both.bob.list(all))).toEqual(["now", "soon", "later"]);
    expect(keysOf(await both.bob.list({ ...all, toMs: Date.now() }))).toEqual(["now"]);
    expect(keysOf(await both.bob.list({ ...all, max: 2 }))).toEqual(["now", "soon"]);
    // Its lease decides when it is another's: a claim and a renewal move it.
    await both.ada.renew("now", 2 * HOUR);
    expect(keysOf(await both.bob.list(all))).toEqual(["soon", "later", "now"]);
    await both.bob.keep("kept", { value: "v", ttlMs: HOUR, isListed: true });
    expect(keysOf(await both.ada.list(all))).toEqual(["kept", "soon", "later", "now"]);
  });
});

test("what has expired is not listed, and leaves the SQLite file with the next change", async () => {
  await using both = await openBoth("sqlite");
  await both.ada.keep("old", { value: "address", ttlMs: 1, isListed: true });
  await eventually(async () => expect(await both.bob.list(all)).toEqual([]));
  await both.ada.keep("other", { value: "address", ttlMs: 1, isListed: false });
  await eventually(async () => {
    await both.bob.keep(`new ${Math.random()}`, { value: "v", ttlMs: HOUR, isListed: false });
    using database = new DatabaseSync(both.file);
    expect(database.prepare("SELECT key FROM state WHERE value = 'address'").all()).toEqual([]);
  });
});

describe.skipIf(!redisBinary)("Redis (needs redis-server or valkey-server)", () => {
  test("that is frozen or gone makes commands fail, says what was sent, and is used again when it is back", async () => {
    await using redis = await startRedis();
    await using telemetry = await testTelemetry("replica");
    await using store = await openState({ store: `redis://${redis.address}`, namespace: "test" }, telemetry);
    await store.claim("k", first);
    redis.freeze();
    await expect(store.get("k")).rejects.toMatchObject({ name: "StateError", mayBeDone: true });
    redis.thaw();
    await redis.kill();
    await eventually(() => expect(store.get("k")).rejects.toMatchObject({ name: "StateError", mayBeDone: false }));
    await redis.restart();
    await eventually(async () => expect(await store.claim("k", first)).toMatchObject({ outcome: "new" }));
  });

  test("the list does not grow: who adds a key removes the expired ones", async () => {
    await using redis = await startRedis();
    await using telemetry = await testTelemetry("replica");
    await using store = await openState({ store: `redis://${redis.address}`, namespace: "test" }, telemetry);
    const client = new Redis(`redis://${redis.address}`);
    for (let i = 0; i < 10; i++) await eventually(() => store.keep(`k${i}`, { value: "v", ttlMs: 1, isListed: true }));
    await eventually(async () => {
      await store.keep(`k${Math.random()}`, { value: "v", ttlMs: 1, isListed: true });
      expect(await client.zcard("{test}:list")).toBeLessThan(4);
    });
    client.disconnect();
  });

  test("an access in a scope has a span, and one in the background has none", async () => {
    await using both = await openBoth("redis");
    await both.ada.claim("k", first, { context: ROOT_CONTEXT });
    await both.ada.renew("k", HOUR);
    const [span, ...others] = both.telemetry.spans();
    expect([span?.name, others.length]).toEqual(["EVAL claim", 0]);
    expect(span?.attributes).toMatchObject({ "db.system.name": "redis", "db.stored_procedure.name": "claim" });
  });
});
