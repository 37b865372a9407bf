import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchHere } from "@hipstershop/shop/launch-here";
import { startTestShop } from "../support/shop.ts";
import { startSwitchedShop, type SwitchedShop } from "../support/switched-shop.ts";
import { type Click, click, clickUntil, marksIn, type Seen, spansOf, statusOf, warmUp } from "./proof.ts";

const faultsIn = ({ trace }: Seen) => [...new Set(marksIn(trace).map(({ fault }) => fault))];

describe("a targeting rule", () => {
  let started: SwitchedShop;
  let shop: SwitchedShop["shop"];
  let switches: SwitchedShop["switches"];
  beforeAll(async () => {
    started = await startSwitchedShop();
    ({ shop, switches } = started);
    await warmUp(shop);
  });
  afterAll(() => started[Symbol.asyncDispose]());

  /** Clicks until the rule is in effect, then once more for each of the clicks that must not have the fault. */
  async function actsOnlyOn(on: readonly Hit[], notOn: readonly Hit[], fault: string): Promise<void> {
    for (const hit of on)
      await clickUntil(shop, hit, hit.headers ?? {}, (seen) => expect(faultsIn(seen)).toEqual([fault]));
    for (const hit of notOn) expect(faultsIn(await click(shop, hit, hit.headers))).toEqual([]);
    await switches.reset();
    await clickUntil(shop, on[0]!, on[0]!.headers ?? {}, (seen) => expect(faultsIn(seen)).toEqual([]));
  }

  interface Hit {
    readonly click: Click;
    readonly currency?: string;
    readonly headers?: Record<string, string>;
  }

  test("chooses by currency", async () => {
    await switches.target("currencySlow", '{"if":[{"==":[{"var":"currency"},"EUR"]},"eur",null]}');
    await actsOnlyOn(
      [{ click: "home", currency: "EUR" }],
      [{ click: "home", currency: "USD" }, { click: "home" }],
      "currencySlow:eur",
    );
  });

  test("chooses by service: one that fails among eleven", async () => {
    await switches.target("successRate", '{"if":[{"==":[{"var":"service"},"adservice"]},"30percent",null]}');
    const seen = await clickUntil(shop, { click: "home" }, {});
    expect(marksIn(seen.trace).map(({ label }) => label)).toEqual(["adservice ← AdService/GetAds"]);
    await switches.reset();
  });

  test("chooses by learner, whom baggage names", async () => {
    await switches.target("catalogReload", '{"if":[{"==":[{"var":"learner"},"ann"]},"on",null]}');
    const as = (learner: string): Hit => ({ click: "home", headers: { baggage: `shop.learner=${learner}` } });
    await actsOnlyOn([as("ann")], [as("bob"), { click: "home" }], "catalogReload:on");
  });

  test("chooses a share of the users, who keep what they got", async () => {
    await switches.target("cartStoreSlow", '{"fractional":[["50ms",50],["off",50]]}');
    await clickUntil(shop, { click: "home" }, {});
    const seen = await Promise.all(Array.from({ length: 60 }, () => click(shop, { click: "home" })));
    const slow = seen.filter((one) => faultsIn(one).length > 0).length;
    expect(slow).toBeGreaterThan(10);
    expect(slow).toBeLessThan(50);
    await switches.reset();
  });

  test("that can't be evaluated leaves the fault off", async () => {
    await switches.target("cartStoreSlow", '{"if":[{"sem_ver":[{"var":"version"},">=","0.0.1"]},"50ms",null]}');
    await switches.set("catalogReload", "on");
    const seen = await clickUntil(shop, { click: "home" }, {});
    expect(faultsIn(seen)).toEqual(["catalogReload:on"]);
    await switches.reset();
  });

  test("does not reach a request that asks for off", async () => {
    await switches.set("catalogReload", "on");
    await clickUntil(shop, { click: "home" }, {});
    const seen = await click(shop, { click: "home" }, { "x-shop-fault": "catalogReload:off" });
    expect(faultsIn(seen)).toEqual([]);
    await switches.reset();
  });
});

test("a service that is slow on purpose makes slow pages, and no pages without it", async () => {
  await using started = await startSwitchedShop();
  const { shop, switches } = started;
  await warmUp(shop);
  await switches.set("shippingSlow", "800ms");
  await clickUntil(shop, { click: "cart" }, {});
  for (let i = 0; i < 4; i++) {
    const seen = await click(shop, { click: "cart" });
    expect(spansOf(seen, "frontend → ShippingService/GetQuote").map(statusOf)).toEqual(["OK"]);
    expect(seen.answer.body).not.toContain("What shipping costs");
  }
});

test("a rule chooses by revision: one of two deployments is broken", async () => {
  await using started = await startSwitchedShop({}, (service, variables, events) =>
    launchHere(service, service.name === "adservice" ? { ...variables, SERVICE_REVISION: "v2" } : variables, events),
  );
  const { shop, switches } = started;
  await warmUp(shop);
  await switches.target("successRate", '{"if":[{"==":[{"var":"revision"},"v2"]},"30percent",null]}');
  const seen = await clickUntil(shop, { click: "home" }, {});
  expect(marksIn(seen.trace)).toEqual([{ label: "adservice ← AdService/GetAds", fault: "successRate:30percent" }]);
});

test("SUCCESS_RATE is a fault of one service from its environment", async () => {
  await using shop = await startTestShop({}, (service, variables, events) =>
    launchHere(service, service.name === "paymentservice" ? { ...variables, SUCCESS_RATE: "0" } : variables, events),
  );
  const seen = await click(shop, { click: "checkout" });
  const label = "paymentservice ← PaymentService/Charge";
  expect(marksIn(seen.trace)).toEqual([{ label, fault: "successRate:0percent" }]);
  expect(spansOf(seen, label).map(statusOf)).toEqual(["INTERNAL"]);
  expect(seen.answer.status).toBe(500);
});
