import { readFileSync } from "node:fs";
import { FlagdProvider } from "@openfeature/flagd-provider";
import {
  type Client,
  type EvaluationContext,
  type EventDetails,
  OpenFeature,
  ProviderEvents,
} from "@openfeature/server-sdk";
import { describe, expect, test } from "vitest";
import { shippedFlagsFile } from "../src/shipped-flags-file.ts";
import { BROKEN_FLAGS, FLAGS, startFlags } from "./start-flags.ts";

type Mode = "rpc" | "in-process";

/** The real client in one of its modes, set up as in an application. */
async function connect(mode: Mode, { port, syncPort }: { readonly port: number; readonly syncPort: number }) {
  const domain = `${mode}-${port}-${syncPort}`;
  const options = {
    host: "127.0.0.1",
    port: mode === "rpc" ? port : syncPort,
    resolverType: mode,
    deadlineMs: 5000,
    retryBackoffMaxMs: 500,
  };
  const provider = new FlagdProvider(options, { error() {}, warn() {}, info() {}, debug() {} });
  await OpenFeature.setProviderAndWait(domain, provider);
  const flags = OpenFeature.getClient(domain);
  return { flags, [Symbol.asyncDispose]: () => provider.onClose() };
}

function nextEvent(flags: Client, event: ProviderEvents): Promise<EventDetails<ProviderEvents> | undefined> {
  const { promise, resolve } = Promise.withResolvers<EventDetails<ProviderEvents> | undefined>();
  flags.addHandler(event, resolve);
  return promise;
}

describe.each<Mode>(["rpc", "in-process"])("an OpenFeature client in %s mode", (mode) => {
  test("gets flags of every type, with variant, reason and metadata", async () => {
    await using shop = await startFlags();
    await using client = await connect(mode, shop.service);
    expect(await client.flags.getBooleanDetails("lamp", true)).toMatchObject({
      value: false,
      variant: "off",
      reason: "STATIC",
      flagMetadata: { flagSetId: "test", description: "A lamp.", rooms: 2 },
    });
    expect(await client.flags.getStringValue("color", "")).toBe("#f00");
    expect(await client.flags.getNumberValue("limit", 0)).toBe(2.5);
    expect(await client.flags.getObjectValue("page", {})).toEqual({
      size: 3,
      tags: ["a", null, true],
      deep: { er: 1 },
    });
  });

  test("is targeted by its context", async () => {
    await using shop = await startFlags();
    await using client = await connect(mode, shop.service);
    expect(await client.flags.getStringDetails("color", "", { city: "Berlin" })).toMatchObject({
      value: "#00f",
      variant: "blue",
      reason: "TARGETING_MATCH",
    });
    expect(await client.flags.getStringDetails("color", "", { city: "Paris" })).toMatchObject({
      value: "#f00",
      variant: "red",
      reason: "DEFAULT",
    });
  });

  test("hears of a change in the file, and sees it", async () => {
    await using shop = await startFlags();
    await using client = await connect(mode, shop.service);
    expect(await client.flags.getBooleanValue("lamp", false)).toBe(false);
    const changed = nextEvent(client.flags, ProviderEvents.ConfigurationChanged);
    shop.change({ lamp: { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "on" } });
    expect(await changed).toMatchObject({ flagsChanged: ["lamp"] });
    expect(await client.flags.getBooleanValue("lamp", false)).toBe(true);
  });

  test("keeps its own default for flags that are unknown, of another type, disabled or without a default", async () => {
    await using shop = await startFlags();
    await using client = await connect(mode, shop.service);
    expect(await client.flags.getBooleanDetails("nothing", true)).toMatchObject({
      value: true,
      reason: "ERROR",
      errorCode: "FLAG_NOT_FOUND",
    });
    expect(await client.flags.getStringDetails("lamp", "mine")).toMatchObject({
      value: "mine",
      reason: "ERROR",
      errorCode: "TYPE_MISMATCH",
    });
    expect(await client.flags.getBooleanDetails("off", false)).toMatchObject({ value: false, reason: "DISABLED" });
    expect(await client.flags.getStringDetails("open", "mine")).toMatchObject({ value: "mine", reason: "DEFAULT" });
  });

  test("gets the good flags when others are broken, from the start and after a change", async () => {
    await using shop = await startFlags({}, BROKEN_FLAGS);
    await using client = await connect(mode, shop.service);
    expect(await client.flags.getBooleanValue("lamp", true)).toBe(false);
    for (const key of Object.keys(BROKEN_FLAGS)) {
      expect(await client.flags.getBooleanDetails(key, true)).toMatchObject({ value: true, reason: "ERROR" });
    }
    const changed = nextEvent(client.flags, ProviderEvents.ConfigurationChanged);
    shop.change({
      ...BROKEN_FLAGS,
      limit: BROKEN_FLAGS.halfWritten,
      lamp: { ...FLAGS.flags.lamp, defaultVariant: "on" },
    });
    expect((await changed)?.flagsChanged).toEqual(expect.arrayContaining(["lamp", "limit"]));
    expect(await client.flags.getBooleanValue("lamp", false)).toBe(true);
    expect(await client.flags.getNumberValue("limit", 7)).toBe(7);
  });

  test("comes back by itself after a restart, and sees what changed meanwhile", async () => {
    await using shop = await startFlags();
    await using client = await connect(mode, shop.service);
    const stale = nextEvent(client.flags, ProviderEvents.Stale);
    await shop.service[Symbol.asyncDispose]();
    await stale;
    shop.change({ color: { ...FLAGS.flags.color, defaultVariant: "blue" } });
    const ready = nextEvent(client.flags, ProviderEvents.Ready);
    const { port, syncPort } = shop.service;
    await using again = await startFlags({ port, syncPort, flagsFile: shop.file });
    await ready;
    expect(again.service.port).toBe(port);
    expect(await client.flags.getStringValue("color", "")).toBe("#00f");
  });

  test("does not hold up the stop of the service", async () => {
    await using shop = await startFlags();
    await using client = await connect(mode, shop.service);
    expect(client.flags.providerStatus).toBe("READY");
    const start = performance.now();
    await shop.service[Symbol.asyncDispose]();
    // Calls in progress would be given four seconds.
    expect(performance.now() - start).toBeLessThan(3900);
  });
});

/** A split by session, and one by the targeting key. */
const ROLLOUTS = {
  banner: {
    state: "ENABLED",
    variants: { none: "", teal: "teal", amber: "amber" },
    defaultVariant: "none",
    targeting: {
      fractional: [{ cat: [{ var: "$flagd.flagKey" }, { var: "session" }] }, ["none", 80], ["teal", 10], ["amber", 10]],
    },
  },
  rollout: {
    state: "ENABLED",
    variants: { on: true, off: false },
    defaultVariant: "off",
    targeting: {
      fractional: [
        ["on", 10],
        ["off", 90],
      ],
    },
  },
};

test("the same shopper gets the same answer in both modes, and shoppers are split by the percentages", async () => {
  await using shop = await startFlags({ readOnly: true }, ROLLOUTS);
  await using rpc = await connect("rpc", shop.service);
  await using inProcess = await connect("in-process", shop.service);
  let rolledOut = 0;
  for (let shopper = 0; shopper < 200; shopper++) {
    const context = { targetingKey: `shopper-${shopper}`, session: `session-${shopper}` };
    const color = await rpc.flags.getStringDetails("banner", "", context);
    expect(await inProcess.flags.getStringDetails("banner", "", context)).toMatchObject({ value: color.value });
    if (await inProcess.flags.getBooleanValue("rollout", false, context)) rolledOut++;
  }
  expect(rolledOut).toBeGreaterThan(8);
  expect(rolledOut).toBeLessThan(40);
});

describe.each<Mode>(["rpc", "in-process"])("the shipped faults, to an OpenFeature client in %s mode", (mode) => {
  test("are off, and say what they do, in which lesson and where", async () => {
    await using shop = await startFlags({ flagsFile: shippedFlagsFile(), readOnly: true });
    await using client = await connect(mode, shop.service);
    expect(await client.flags.getStringDetails("paymentFailure", "")).toMatchObject({
      value: "off",
      variant: "off",
      reason: "STATIC",
      flagMetadata: {
        lesson: "errors",
        service: "paymentservice",
        rpc: "hipstershop.PaymentService/Charge",
        description: "Cards are declined, or the charge fails.",
      },
    });
  });

  test("are switched for everybody, for those whom a rule names, and for a share", async () => {
    const { flags } = JSON.parse(readFileSync(shippedFlagsFile(), "utf8")) as { flags: object };
    await using shop = await startFlags({}, flags);
    await using client = await connect(mode, shop.service);
    const changed = () => nextEvent(client.flags, ProviderEvents.ConfigurationChanged);
    const variantFor = async (context: EvaluationContext) =>
      (await client.flags.getStringDetails("paymentFailure", "", context)).variant;
    let change = changed();
    await shop.admin.setDefaultVariant({ flagKey: "paymentFailure", variant: "all" });
    await change;
    expect(await variantFor({})).toBe("all");
    change = changed();
    const isAda = { "==": [{ var: "learner" }, "ada"] };
    const half = { fractional: [{ var: "targetingKey" }, ["10percent", 50], ["off", 50]] };
    const targeting = JSON.stringify({ if: [isAda, "declined", half] });
    await shop.admin.setTargeting({ flagKey: "paymentFailure", targeting });
    await change;
    expect(await variantFor({ learner: "ada", targetingKey: "s1" })).toBe("declined");
    const shares = await Promise.all([...Array(100).keys()].map((n) => variantFor({ targetingKey: `session-${n}` })));
    expect(new Set(shares)).toEqual(new Set(["10percent", "off"]));
    change = changed();
    await shop.admin.resetFlags({});
    await change;
    expect(await variantFor({ learner: "ada" })).toBe("off");
  });
});
