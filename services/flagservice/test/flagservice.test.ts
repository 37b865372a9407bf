import { FlagEvaluationV2, Health } from "@hipstershop/contract";
import { createClient, Status } from "@hipstershop/rpc";
import { Env } from "@hipstershop/runtime";
import { expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { BROKEN_FLAGS, FLAGS, openStream, startFlags } from "./start-flags.ts";
import { fromStruct, toStruct } from "../src/struct.ts";

test("both versions answer flags of every type", async () => {
  await using shop = await startFlags();
  for (const flags of [shop.v1, shop.v2]) {
    const context = toStruct({ city: "Berlin" });
    expect(await flags.resolveBoolean({ flagKey: "lamp" })).toMatchObject({
      value: false,
      variant: "off",
      reason: "STATIC",
    });
    expect(await flags.resolveString({ flagKey: "color", context })).toMatchObject({
      value: "#00f",
      variant: "blue",
      reason: "TARGETING_MATCH",
    });
    expect(await flags.resolveFloat({ flagKey: "limit" })).toMatchObject({ value: 2.5, reason: "STATIC" });
    expect(await flags.resolveInt({ flagKey: "limit" })).toMatchObject({ value: "2", reason: "STATIC" });
    const page = await flags.resolveObject({ flagKey: "page" });
    expect(fromStruct(page.value)).toEqual(FLAGS.flags.page.variants.small);
    expect(fromStruct(page.metadata)).toEqual({ flagSetId: "test" });
  }
});

test.each([
  ["an unknown flag", "resolveBoolean", "nothing", Status.NOT_FOUND, "flag 'nothing' not found"],
  ["no key", "resolveBoolean", "", Status.NOT_FOUND, "flag '' not found"],
  ["the prototype's names", "resolveBoolean", "constructor", Status.NOT_FOUND, "flag 'constructor' not found"],
  ["odd characters", "resolveBoolean", "ü\n✓", Status.NOT_FOUND, "flag 'ü\n✓' not found"],
  [
    "an endless key",
    "resolveBoolean",
    "x".repeat(500_000),
    Status.NOT_FOUND,
    expect.stringMatching(/^flag 'x{100}…' not found$/),
  ],
  [
    "another type",
    "resolveString",
    "lamp",
    Status.INVALID_ARGUMENT,
    expect.stringContaining("lamp does not match. Expected string"),
  ],
  [
    "a number too large",
    "resolveInt",
    "huge",
    Status.INVALID_ARGUMENT,
    "flag 'huge' is 1e+300, too large for a whole number",
  ],
  [
    "a rule that names no variant",
    "resolveString",
    "broken",
    Status.UNKNOWN,
    expect.stringContaining("Variant 'nowhere' not found"),
  ],
] as const)("%s is refused as flagd does", async (_, method, flagKey, code, message) => {
  await using shop = await startFlags();
  const error = { code, message };
  await expect(shop.v1[method]({ flagKey })).rejects.toMatchObject(error);
  await expect(shop.v2[method]({ flagKey })).rejects.toMatchObject(error);
});

test("a disabled flag is a success without a value; version 1 can't but say an empty one", async () => {
  await using shop = await startFlags();
  const v2 = await shop.v2.resolveBoolean({ flagKey: "off" });
  expect(v2.reason).toBe("DISABLED");
  expect(v2).not.toHaveProperty("value");
  expect(v2).not.toHaveProperty("variant");
  expect(await shop.v1.resolveBoolean({ flagKey: "off" })).toMatchObject({
    reason: "DISABLED",
    value: false,
    variant: "",
  });
});

test("a flag without default leaves it to the caller; version 1 can't say that and finds none", async () => {
  await using shop = await startFlags();
  const v2 = await shop.v2.resolveString({ flagKey: "open" });
  expect(v2.reason).toBe("DEFAULT");
  expect(v2).not.toHaveProperty("value");
  await expect(shop.v1.resolveString({ flagKey: "open" })).rejects.toMatchObject({
    code: Status.NOT_FOUND,
    message: "flag 'open' has no default variant",
  });
});

test("ResolveAll answers every flag with a default, broken and disabled ones without a value", async () => {
  await using shop = await startFlags();
  const { flags, metadata } = await shop.v1.resolveAll({ context: toStruct({ city: "Berlin" }) });
  const answers = Object.entries(flags).map(([key, { reason, variant, value }]) => [key, reason, variant, value]);
  expect(answers).toEqual([
    ["lamp", "STATIC", "off", "boolValue"],
    ["color", "TARGETING_MATCH", "blue", "stringValue"],
    ["limit", "STATIC", "low", "doubleValue"],
    ["page", "STATIC", "small", "objectValue"],
    ["off", "DISABLED", "", "boolValue"],
    ["broken", "ERROR", "", "stringValue"],
    ["huge", "STATIC", "x", "doubleValue"],
  ]);
  expect(flags["color"]?.stringValue).toBe("#00f");
  expect(fromStruct(metadata)).toEqual({ flagSetId: "test" });
});

test("broken flags fail alone, in both versions, and are named once", async () => {
  await using shop = await startFlags({}, BROKEN_FLAGS);
  const sentences = {
    halfWritten: 'defaultVariant is "onn", but must be one of on, off',
    misspelt: 'state is "ENABLE", but must be "ENABLED" or "DISABLED"',
    dangling: 'targeting refers to "nobody", which $evaluators doesn\'t have',
  };
  for (const [flagKey, sentence] of Object.entries(sentences)) {
    const error = { code: Status.DATA_LOSS, message: `flag '${flagKey}' can't be read: ${sentence}` };
    await expect(shop.v1.resolveBoolean({ flagKey })).rejects.toMatchObject(error);
    await expect(shop.v2.resolveBoolean({ flagKey })).rejects.toMatchObject(error);
    expect(shop.logged()).toContain(`flag "${flagKey}": ${sentence}; it fails, the others don't`);
  }
  expect(shop.logged()).toHaveLength(3);
  expect(await shop.v2.resolveBoolean({ flagKey: "lamp" })).toMatchObject({ value: false, reason: "STATIC" });
  const { flags } = await shop.v1.resolveAll({});
  expect(Object.keys(BROKEN_FLAGS).map((key) => flags[key]?.reason)).toEqual(["ERROR", "ERROR", "ERROR"]);
  expect(flags["lamp"]).toMatchObject({ reason: "STATIC", boolValue: false });
});

test("what is wrong is told at a length that a status message can have", async () => {
  const key = "k".repeat(5000);
  const variants = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`${"v".repeat(30)}${n}`, true]));
  await using shop = await startFlags({}, { [key]: { state: "ENABLED", variants, defaultVariant: "w".repeat(5000) } });
  const failed = await shop.v2
    .resolveBoolean({ flagKey: key })
    .catch((error: { code: number; message: string }) => error);
  expect(failed).toMatchObject({ code: Status.DATA_LOSS, message: expect.stringContaining("can't be read") });
  await expect(shop.admin.setDefaultVariant({ flagKey: key, variant: "x" })).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: expect.stringContaining("has no variant 'x'"),
  });
});

test("a flag that turns bad while the service runs fails alone, and works again when it is mended", async () => {
  await using shop = await startFlags();
  await using events = openStream(FlagEvaluationV2, shop.address, "eventStream", {});
  await events.next();
  shop.change({ lamp: BROKEN_FLAGS.misspelt, limit: { ...FLAGS.flags.limit, defaultVariant: "high" } });
  await events.next();
  await expect(shop.v2.resolveBoolean({ flagKey: "lamp" })).rejects.toMatchObject({ code: Status.DATA_LOSS });
  expect((await shop.v2.resolveFloat({ flagKey: "limit" })).value).toBe(99);
  shop.change({});
  await events.next();
  expect((await shop.v2.resolveBoolean({ flagKey: "lamp" })).value).toBe(false);
});

test("a version with a leading v is compared, as in flagd, though the schema has something against it", async () => {
  const rule = { if: [{ sem_ver: [{ var: "app" }, ">=", "v1.2.3"] }, "on", "off"] };
  await using shop = await startFlags({}, { canary: { ...FLAGS.flags.lamp, targeting: rule } });
  const ask = async (app: string) =>
    (await shop.v2.resolveBoolean({ flagKey: "canary", context: toStruct({ app }) })).variant;
  expect([await ask("v1.2.3"), await ask("1.10.0"), await ask("V1.2.2")]).toEqual(["on", "on", "off"]);
  expect(shop.logged()).toEqual([
    'flag "canary": targeting/if/0/sem_ver/2 must be a version such as 1.2.3 or must be object; it is used all the same',
  ]);
});

test("a value that is null or a list is of another type, and the call says so", async () => {
  const flag = { state: "ENABLED", variants: { nothing: null, list: [1] }, defaultVariant: "nothing" };
  await using shop = await startFlags({}, { nothing: flag, list: { ...flag, defaultVariant: "list" } });
  await expect(shop.v2.resolveObject({ flagKey: "nothing" })).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "variant 'nothing' of flag 'nothing' is null",
  });
  await expect(shop.v2.resolveObject({ flagKey: "list" })).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "variant 'list' of flag 'list' is a list",
  });
  const { flags } = await shop.v1.resolveAll({});
  expect([flags["nothing"]?.reason, flags["list"]?.reason, flags["lamp"]?.reason]).toEqual([
    "ERROR",
    "ERROR",
    "STATIC",
  ]);
});

test("a context that nests too deeply is refused", async () => {
  await using shop = await startFlags();
  const nested = (levels: number): object =>
    levels === 0 ? { boolValue: true } : { structValue: { fields: { a: nested(levels - 1) } } };
  const ask = (levels: number) =>
    shop.v2.resolveBoolean({ flagKey: "lamp", context: { fields: { a: nested(levels) } } });
  await expect(ask(40)).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "a struct may nest 32 levels, this one goes deeper",
  });
  await expect(ask(2000)).rejects.toMatchObject({ code: expect.any(Number) });
  expect((await ask(20)).reason).toBe("STATIC");
});

test("health names every service on its own port", async () => {
  await using shop = await startFlags();
  using evaluation = createClient(Health, shop.address, shop.telemetry);
  using sync = createClient(Health, shop.syncAddress, shop.telemetry);
  expect(Object.keys((await evaluation.list({})).statuses).sort()).toEqual([
    "",
    "flagd.evaluation.v1.Service",
    "flagd.evaluation.v2.Service",
    "flagd.sync.v1.FlagSyncService",
    "hipstershop.flags.v1.FlagAdmin",
  ]);
  expect((await sync.check({ service: "flagd.sync.v1.FlagSyncService" })).status).toBe("SERVING");
});

test("an evaluation's span says which flag, variant and reason; its counter the reason", async () => {
  await using shop = await startFlags();
  await shop.v2.resolveBoolean({ flagKey: "lamp" });
  await expect(shop.v2.resolveBoolean({ flagKey: "nothing" })).rejects.toThrow("not found");
  const recorded = shop.telemetry
    .spans()
    .filter(({ attributes }) => attributes["feature_flag.key"])
    .map(({ name, attributes }) => [
      name,
      attributes["feature_flag.key"],
      attributes["feature_flag.result.variant"],
      attributes["feature_flag.result.reason"],
      attributes["feature_flag.set.id"],
    ]);
  expect(recorded).toEqual([
    ["flagd.evaluation.v2.Service/ResolveBoolean", "lamp", "off", "static", "test"],
    ["flagd.evaluation.v2.Service/ResolveBoolean", "nothing", undefined, "error", undefined],
  ]);
});

test("a missing flags file, or a bad one, is no start", async () => {
  await using shop = await startFlags();
  await expect(startFlags({ flagsFile: `${shop.folder}/none.json` })).rejects.toThrow(
    `the flags file ${shop.folder}/none.json can't be used: there is no such file`,
  );
});

test("the environment's defaults are flagd's ports and the flags beside the service", () => {
  expect(readConfig(new Env({}))).toMatchObject({
    port: 8013,
    syncPort: 8015,
    readOnly: false,
    flagsFile: expect.stringMatching(/flagservice.flags\.json$/),
  });
  expect(readConfig(new Env({ FLAGS_FILE: "/etc/flags.json", FLAGS_READONLY: "on", SYNC_PORT: "0" }))).toMatchObject({
    flagsFile: "/etc/flags.json",
    readOnly: true,
    syncPort: 0,
  });
});

test("version 2 has no ResolveAll, as flagd's has none", () => {
  expect(Object.keys(FlagEvaluationV2.definition)).not.toContain("ResolveAll");
});
