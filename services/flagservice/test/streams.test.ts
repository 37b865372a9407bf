import { rmSync, writeFileSync } from "node:fs";
import { FlagEvaluation, FlagEvaluationV2, FlagSync, Health } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { describe, expect, test } from "vitest";
import { fromStruct } from "../src/struct.ts";
import { FLAGS, openStream, startFlags } from "./start-flags.ts";

const LAMP_ON = { ...FLAGS.flags.lamp, defaultVariant: "on" };

describe.each([
  ["version 1", (address: string) => openStream(FlagEvaluation, address, "eventStream", {})],
  ["version 2", (address: string) => openStream(FlagEvaluationV2, address, "eventStream", {})],
] as const)("the event stream of %s", (_, open) => {
  test("says that the provider is ready, then which flags are new, different and gone", async () => {
    await using shop = await startFlags();
    await using events = open(shop.address);
    expect(await events.next()).toEqual({ type: "provider_ready", data: null });
    shop.change({ lamp: LAMP_ON, page: undefined, bell: FLAGS.flags.lamp });
    const { type, data } = await events.next();
    expect(type).toBe("configuration_change");
    expect(fromStruct(data)).toEqual({
      flags: {
        lamp: { type: "update", source: shop.file, flagKey: "lamp" },
        page: { type: "delete", source: shop.file, flagKey: "page" },
        bell: { type: "write", source: shop.file, flagKey: "bell" },
      },
    });
  });
});

test("the sync stream hands out the file at once and after every change", async () => {
  await using shop = await startFlags();
  await using first = openStream(FlagSync, shop.syncAddress, "syncFlags", {});
  expect(JSON.parse((await first.next()).flagConfiguration)).toEqual(FLAGS);
  shop.change({ lamp: LAMP_ON });
  const { flagConfiguration } = await first.next();
  expect(JSON.parse(flagConfiguration)).toEqual({ ...FLAGS, flags: { ...FLAGS.flags, lamp: LAMP_ON } });
  await using second = openStream(FlagSync, shop.syncAddress, "syncFlags", { selector: "anything" });
  expect(await second.next()).toMatchObject({ flagConfiguration });
  expect(await shop.sync.fetchAllFlags({})).toEqual({ flagConfiguration });
  expect(fromStruct((await shop.sync.getMetadata({})).metadata)).toEqual({});
});

test("a malformed or missing file changes nothing until it is good again", async () => {
  await using shop = await startFlags();
  using health = createClient(Health, shop.address, shop.telemetry);
  await using sync = openStream(FlagSync, shop.syncAddress, "syncFlags", {});
  await sync.next();
  writeFileSync(shop.file, `{"flags":`);
  await expect(shop.admin.setDefaultVariant({ flagKey: "lamp", variant: "on" })).rejects.toThrow("it is no JSON");
  rmSync(shop.file);
  await expect(shop.admin.setDefaultVariant({ flagKey: "lamp", variant: "on" })).rejects.toThrow("no such file");
  expect((await shop.v2.resolveBoolean({ flagKey: "lamp" })).value).toBe(false);
  expect((await health.check({ service: "" })).status).toBe("SERVING");
  shop.change({ lamp: LAMP_ON });
  await sync.next();
  expect((await shop.v2.resolveBoolean({ flagKey: "lamp" })).value).toBe(true);
});

test("a hundred streams hear of a change, and none holds up the stop", async () => {
  await using shop = await startFlags();
  await using stack = new AsyncDisposableStack();
  const open = () => stack.use(openStream(FlagEvaluationV2, shop.address, "eventStream", {}));
  const streams = Array.from({ length: 100 }, open);
  await Promise.all(streams.map((stream) => stream.next()));
  shop.change({ lamp: LAMP_ON });
  const heard = await Promise.all(streams.map((stream) => stream.next()));
  expect(new Set(heard.map(({ type }) => type))).toEqual(new Set(["configuration_change"]));
  const start = performance.now();
  await shop.service[Symbol.asyncDispose]();
  // Calls in progress would be given four seconds.
  expect(performance.now() - start).toBeLessThan(3900);
  await expect(streams[0]?.next()).rejects.toThrow("UNAVAILABLE: the server is stopping");
});
