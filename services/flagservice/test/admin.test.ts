import { execFile } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Status } from "@hipstershop/rpc";
import { SpanKind, SpanStatusCode } from "@hipstershop/telemetry";
import { expect, test } from "vitest";
import { FlagSync } from "@hipstershop/contract";
import { toStruct } from "../src/struct.ts";
import { BROKEN_FLAGS, FLAGS, openStream, startFlags } from "./start-flags.ts";

test("ListFlags describes the flags", async () => {
  await using shop = await startFlags();
  const { flags } = await shop.admin.listFlags({});
  expect(flags.map(({ key }) => key)).toEqual(Object.keys(FLAGS.flags));
  expect(flags[0]).toEqual({
    key: "lamp",
    description: "A lamp.",
    enabled: true,
    defaultVariant: "off",
    variants: ["on", "off"],
    targeted: false,
    problem: "",
    targeting: "",
  });
  expect(flags[1]).toMatchObject({ key: "color", targeted: true, targeting: expect.stringContaining("fromBerlin") });
  expect(flags[4]).toMatchObject({ key: "off", enabled: false });
  expect(flags[5]).toMatchObject({ key: "open", defaultVariant: "" });
});

test("SetDefaultVariant is in effect when it answers, in the file and on every stream", async () => {
  await using shop = await startFlags();
  await using sync = openStream(FlagSync, shop.syncAddress, "syncFlags", {});
  await sync.next();
  chmodSync(shop.file, 0o640);
  const { flag } = await shop.admin.setDefaultVariant({ flagKey: "lamp", variant: "on" });
  expect(flag).toMatchObject({ key: "lamp", defaultVariant: "on" });
  expect((await shop.v2.resolveBoolean({ flagKey: "lamp" })).value).toBe(true);
  const text = readFileSync(shop.file, "utf8");
  expect(JSON.parse(text)).toEqual({
    ...FLAGS,
    flags: { ...FLAGS.flags, lamp: { ...FLAGS.flags.lamp, defaultVariant: "on" } },
  });
  expect((await sync.next()).flagConfiguration).toBe(text);
  expect(statSync(shop.file).mode & 0o777).toBe(0o640);
  expect(readdirSync(shop.folder)).toEqual(["flags.json", "flags.json.lock"]);
});

test("a switch that is where it should be leaves the file alone", async () => {
  await using shop = await startFlags();
  const { mtimeMs, ino } = statSync(shop.file);
  await shop.admin.setDefaultVariant({ flagKey: "lamp", variant: "off" });
  expect(statSync(shop.file)).toMatchObject({ mtimeMs, ino });
});

test("fifty switches at once are made one after the other, none lost", async () => {
  await using shop = await startFlags();
  const switches = Array.from({ length: 50 }, (_, n) =>
    n % 2 === 0
      ? shop.admin.setDefaultVariant({ flagKey: "lamp", variant: n % 4 === 0 ? "on" : "off" })
      : shop.admin.setDefaultVariant({ flagKey: "limit", variant: n % 4 === 1 ? "high" : "low" }),
  );
  await Promise.all(switches);
  const listed = (await shop.admin.listFlags({})).flags.map(({ key, defaultVariant }) => [key, defaultVariant]);
  expect(Object.fromEntries(listed)).toMatchObject({ lamp: "on", limit: "high" });
});

test("a link to the file stays a link", async () => {
  await using shop = await startFlags();
  renameSync(shop.file, `${shop.file}.real`);
  symlinkSync(`${shop.file}.real`, shop.file);
  await shop.admin.setDefaultVariant({ flagKey: "lamp", variant: "on" });
  expect(lstatSync(shop.file).isSymbolicLink()).toBe(true);
  expect(readFileSync(`${shop.file}.real`, "utf8")).toContain(`"defaultVariant": "on"`);
});

test.each([
  ["nothing", "on", Status.NOT_FOUND, "flag 'nothing' not found"],
  ["", "on", Status.NOT_FOUND, "flag '' not found"],
  ["constructor", "on", Status.NOT_FOUND, "flag 'constructor' not found"],
  ["lamp", "dim", Status.INVALID_ARGUMENT, "flag 'lamp' has no variant 'dim', but on, off"],
  ["lamp", "", Status.INVALID_ARGUMENT, "flag 'lamp' has no variant '', but on, off"],
  ["lamp", "toString", Status.INVALID_ARGUMENT, "flag 'lamp' has no variant 'toString', but on, off"],
])("SetDefaultVariant refuses %o = %o", async (flagKey, variant, code, message) => {
  await using shop = await startFlags();
  await expect(shop.admin.setDefaultVariant({ flagKey, variant })).rejects.toMatchObject({ code, message });
  expect(readFileSync(shop.file, "utf8")).toBe(JSON.stringify(FLAGS));
});

test("beside broken flags the others can be switched; a broken one only by what mends it", async () => {
  await using shop = await startFlags({}, BROKEN_FLAGS);
  const problems = async () =>
    (await shop.admin.listFlags({})).flags.filter(({ problem }) => problem !== "").map(({ key }) => key);
  expect(await problems()).toEqual(["halfWritten", "misspelt", "dangling"]);
  const before = readFileSync(shop.file, "utf8");
  await expect(shop.admin.setDefaultVariant({ flagKey: "misspelt", variant: "off" })).rejects.toMatchObject({
    code: Status.FAILED_PRECONDITION,
    message: `flag 'misspelt' can't be read: state is "ENABLE", but must be "ENABLED" or "DISABLED"; mend it in the file`,
  });
  expect(readFileSync(shop.file, "utf8")).toBe(before);
  await shop.admin.setDefaultVariant({ flagKey: "lamp", variant: "on" });
  expect((await shop.v2.resolveBoolean({ flagKey: "lamp" })).value).toBe(true);
  const { flag } = await shop.admin.setDefaultVariant({ flagKey: "halfWritten", variant: "on" });
  expect(flag).toMatchObject({ key: "halfWritten", defaultVariant: "on", problem: "" });
  expect((await shop.v2.resolveBoolean({ flagKey: "halfWritten" })).value).toBe(true);
  expect(await problems()).toEqual(["misspelt", "dangling"]);
});

test("a folder that can't be written is told, and nothing changes", async () => {
  await using shop = await startFlags();
  mkdirSync(`${shop.file}.${process.pid}.tmp`); // stands in the way of the new file
  await expect(shop.admin.setDefaultVariant({ flagKey: "lamp", variant: "on" })).rejects.toMatchObject({
    code: Status.UNAVAILABLE,
    message: expect.stringContaining("the flags file can't be written: EISDIR"),
  });
  const server = shop.telemetry
    .spans()
    .find(({ name, kind }) => name.endsWith("SetDefaultVariant") && kind === SpanKind.SERVER);
  expect(server?.status.code).toBe(SpanStatusCode.ERROR);
  expect((await shop.v2.resolveBoolean({ flagKey: "lamp" })).value).toBe(false);
});

test("SetTargeting is in effect when it answers, and an empty rule removes it", async () => {
  await using shop = await startFlags();
  const context = toStruct({ country: "DE" });
  const ask = async () => (await shop.v2.resolveBoolean({ flagKey: "lamp", context })).reason;
  const targeting = '{"if":[{"==":[{"var":"country"},"DE"]},"on",null]}';
  const { flag } = await shop.admin.setTargeting({ flagKey: "lamp", targeting });
  expect(flag).toMatchObject({ key: "lamp", targeted: true, targeting });
  expect(await ask()).toBe("TARGETING_MATCH");
  expect((await shop.admin.setTargeting({ flagKey: "lamp" })).flag).toMatchObject({ targeted: false, targeting: "" });
  expect(await ask()).toBe("STATIC");
});

test.each([
  ["nothing", "{}", Status.NOT_FOUND, "flag 'nothing' not found"],
  ["lamp", "on", Status.INVALID_ARGUMENT, expect.stringContaining("can't have this rule: it is no JSON")],
  ["lamp", '{"guess":1}', Status.INVALID_ARGUMENT, expect.stringContaining('such as "guess"')],
  ["misspelt", '{"==":[1,1]}', Status.FAILED_PRECONDITION, expect.stringContaining("mend it in the file")],
])("SetTargeting refuses %o = %o", async (flagKey, targeting, code, message) => {
  await using shop = await startFlags({}, BROKEN_FLAGS);
  const before = readFileSync(shop.file, "utf8");
  await expect(shop.admin.setTargeting({ flagKey, targeting })).rejects.toMatchObject({ code, message });
  expect(readFileSync(shop.file, "utf8")).toBe(before);
});

test("ResetFlags switches off what can be off with one change of the file, and says what it was", async () => {
  const on = { ...FLAGS.flags.lamp, defaultVariant: "on" };
  await using shop = await startFlags({}, { lamp: on, bell: on });
  await using sync = openStream(FlagSync, shop.syncAddress, "syncFlags", {});
  await sync.next();
  expect(await shop.admin.resetFlags({})).toEqual({ flagKeys: ["lamp", "bell"] });
  const { flags } = JSON.parse((await sync.next()).flagConfiguration) as typeof FLAGS;
  expect(flags).toEqual({ ...FLAGS.flags, bell: FLAGS.flags.lamp });
  expect(await shop.admin.resetFlags({})).toEqual({ flagKeys: [] });
});

test("FLAGS_READONLY refuses every change", async () => {
  await using shop = await startFlags({ readOnly: true });
  for (const change of [
    () => shop.admin.setDefaultVariant({ flagKey: "lamp", variant: "on" }),
    () => shop.admin.setTargeting({ flagKey: "lamp", targeting: "" }),
    () => shop.admin.resetFlags({}),
  ]) {
    await expect(change()).rejects.toMatchObject({
      code: Status.FAILED_PRECONDITION,
      message: "flags can't be changed here: FLAGS_READONLY is on",
    });
  }
  expect((await shop.admin.listFlags({})).flags).toHaveLength(8);
});

test("two services that switch flags of one file lose no change of each other's", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "flags-")), "flags.json");
  const flag = { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "off" };
  writeFileSync(file, JSON.stringify({ flags: { left: flag, right: flag } }));
  const writer = join(import.meta.dirname, "two-writers.ts");
  const lost = ["left", "right"].map((key) => promisify(execFile)(process.execPath, [writer, file, key, "200"]));
  expect((await Promise.all(lost)).map(({ stdout }) => stdout)).toEqual(["0\n", "0\n"]);
  rmSync(dirname(file), { recursive: true });
});

test("with PAGE_TOKEN only who sends it changes flags; everybody may look", async () => {
  await using shop = await startFlags({ token: "correct-horse" });
  const setting = { flagKey: "lamp", variant: "on" };
  for (const authorization of ["", "correct-horse", "Bearer correct-horses", "Bearer none"]) {
    const extras = { metadata: { authorization } };
    const refusal = { code: Status.UNAUTHENTICATED };
    await expect(shop.admin.setDefaultVariant(setting, undefined, extras)).rejects.toMatchObject(refusal);
    await expect(shop.admin.resetFlags({}, undefined, extras)).rejects.toMatchObject(refusal);
  }
  const extras = { metadata: { authorization: "Bearer correct-horse" } };
  expect((await shop.admin.setDefaultVariant(setting, undefined, extras)).flag?.defaultVariant).toBe("on");
  expect((await shop.admin.listFlags({})).flags[0]?.defaultVariant).toBe("on");
});
