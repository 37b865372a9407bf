import { faults } from "@hipstershop/faults/catalogue";
import { flagsFile } from "@hipstershop/faults/flags-file";
import { FaultSwitches, type FaultState } from "@hipstershop/faults/switches";
import { NOBODY } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { startFaultFlags, startPlayedFlagd } from "../support/flag-service.ts";

const stateOf = (states: readonly FaultState[], name: string) => states.find(({ fault }) => fault.name === name);
const germany = '{"if":[{"==":[{"var":"country"},"DE"]},"declined",null]}';

describe("the switches of faults", () => {
  test("list every fault in the catalogue's order, all off", async () => {
    await using flags = await startFaultFlags();
    using switches = new FaultSwitches(flags.address, flags.telemetry);
    const states = await switches.list();
    expect(states.map(({ fault }) => fault)).toEqual(faults);
    const off = { effective: "off", reason: "STATIC", defaultVariant: "off", targeting: "", problem: "" };
    expect(states).toEqual(faults.map((fault) => ({ fault, ...off })));
  });

  test("set a fault for everybody, in the file", async () => {
    await using flags = await startFaultFlags();
    using switches = new FaultSwitches(flags.address, flags.telemetry);
    const state = await switches.set("shippingSlow", "800ms");
    expect(state).toMatchObject({ effective: "800ms", defaultVariant: "800ms", reason: "STATIC" });
    expect(stateOf(await switches.list(), "shippingSlow")).toEqual(state);
    expect(JSON.parse(flags.text())).toMatchObject({ flags: { shippingSlow: { defaultVariant: "800ms" } } });
  });

  test("target a fault, and say what is effective for a context", async () => {
    await using flags = await startFaultFlags();
    using switches = new FaultSwitches(flags.address, flags.telemetry);
    expect(await switches.target("paymentFailure", germany)).toMatchObject({ effective: "off", targeting: germany });
    const forCountry = async (country: string) => stateOf(await switches.list({ country }), "paymentFailure");
    expect(await forCountry("DE")).toMatchObject({ effective: "declined", reason: "TARGETING_MATCH" });
    expect(await forCountry("FR")).toMatchObject({ effective: "off", reason: "DEFAULT" });
    expect(await switches.target("paymentFailure", "")).toMatchObject({ effective: "off", targeting: "" });
    expect(await forCountry("DE")).toMatchObject({ effective: "off", reason: "STATIC" });
  });

  test("understand contexts of text, numbers and booleans", async () => {
    await using flags = await startFaultFlags();
    using switches = new FaultSwitches(flags.address, flags.telemetry);
    const isAll = { and: [{ "===": [{ var: "n" }, 2] }, { "===": [{ var: "b" }, true] }] };
    await switches.target("adFailure", JSON.stringify({ if: [isAll, "all", "off"] }));
    expect(stateOf(await switches.list({ n: 2, b: true }), "adFailure")?.effective).toBe("all");
    expect(stateOf(await switches.list({ n: "2", b: "true" }), "adFailure")?.effective).toBe("off");
  });

  test("reset what was on or targeted, and name it", async () => {
    await using flags = await startFaultFlags();
    using switches = new FaultSwitches(flags.address, flags.telemetry);
    await switches.set("shippingSlow", "800ms");
    await switches.target("paymentFailure", germany);
    expect(await switches.reset()).toEqual(["shippingSlow", "paymentFailure"]);
    expect(JSON.parse(flags.text())).toEqual(JSON.parse(flagsFile()));
    expect(await switches.reset()).toEqual([]);
  });

  test.each([
    ["set", "paymentFailur", "declined", 'there is no fault "paymentFailur"; did you mean paymentFailure?'],
    ["set", "xyz", "on", 'there is no fault "xyz"'],
    ["target", "shipingSlow", "", 'there is no fault "shipingSlow"; did you mean shippingSlow?'],
    [
      "set",
      "shippingSlow",
      "80ms",
      'shippingSlow has no variant "80ms", but off, 200ms, 800ms, 1500ms; did you mean 800ms?',
    ],
    ["target", "shippingSlow", "{", expect.stringContaining("flag 'shippingSlow' can't have this rule: it is no JSON")],
  ] as const)("%s refuses %s = %s", async (method, name, value, message) => {
    await using flags = await startFaultFlags();
    using switches = new FaultSwitches(flags.address, flags.telemetry);
    await expect(switches[method](name, value)).rejects.toMatchObject({ kind: "invalid", message });
    expect(flags.text()).toBe(flagsFile());
  });

  test("say what is wrong with a flag that is missing, broken, disabled, or of an unknown variant", async () => {
    const change = (text: string) => {
      const config = JSON.parse(text) as { flags: Record<string, Record<string, unknown> | undefined> };
      delete config.flags["shippingSlow"];
      Object.assign(config.flags["adFailure"] ?? {}, { defaultVariant: "often" });
      Object.assign(config.flags["cartHotKey"] ?? {}, { state: "DISABLED", defaultVariant: "50ms" });
      Object.assign(config.flags["clockSkew"] ?? {}, { variants: { off: "off", fast: "x" }, defaultVariant: "fast" });
      return JSON.stringify(config);
    };
    await using flags = await startFaultFlags({ change });
    using switches = new FaultSwitches(flags.address, flags.telemetry);
    const states = await switches.list();
    expect(stateOf(states, "shippingSlow")).toMatchObject({
      effective: "off",
      reason: "ERROR",
      problem: "the flags file has no such flag",
    });
    expect(stateOf(states, "adFailure")).toMatchObject({
      effective: "off",
      reason: "ERROR",
      problem: expect.stringContaining('defaultVariant is "often"'),
    });
    expect(stateOf(states, "cartHotKey")).toMatchObject({ effective: "off", reason: "DISABLED", problem: "" });
    expect(stateOf(states, "clockSkew")).toMatchObject({
      effective: "off",
      problem: "its variant fast is not in the catalogue",
    });
    await expect(switches.set("shippingSlow", "800ms")).rejects.toMatchObject({
      kind: "fixed",
      message: "flag 'shippingSlow' not found: the flags file is older than this shop",
    });
  });

  test("pass on that flags are read-only, and that nobody answers", async () => {
    await using flags = await startFaultFlags({ readOnly: true });
    using switches = new FaultSwitches(flags.address, flags.telemetry);
    const fixed = { kind: "fixed", message: "flags can't be changed here: FLAGS_READONLY is on" };
    await expect(switches.set("shippingSlow", "800ms")).rejects.toMatchObject(fixed);
    await expect(switches.target("shippingSlow", germany)).rejects.toMatchObject(fixed);
    await expect(switches.reset()).rejects.toMatchObject(fixed);
    using lost = new FaultSwitches(NOBODY, flags.telemetry);
    const away = { kind: "away", message: expect.stringContaining(`the flag service at ${NOBODY} does not answer`) };
    await expect(lost.list()).rejects.toMatchObject(away);
    await expect(lost.reset()).rejects.toMatchObject(away);
  });

  test("are read-only at a real flagd, which has no FlagAdmin", async () => {
    await using flagd = await startPlayedFlagd();
    using switches = new FaultSwitches(flagd.address, flagd.telemetry);
    const states = await switches.list();
    expect(stateOf(states, "shippingSlow")).toMatchObject({ effective: "800ms", defaultVariant: "", targeting: "" });
    expect(stateOf(states, "adFailure")).toMatchObject({ effective: "off", reason: "ERROR" });
    const fixed = { kind: "fixed", message: "flags can't be changed here: this is flagd, edit its file" };
    await expect(switches.set("shippingSlow", "off")).rejects.toMatchObject(fixed);
    await expect(switches.target("shippingSlow", "")).rejects.toMatchObject(fixed);
    await expect(switches.reset()).rejects.toMatchObject(fixed);
  });
});
