import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSwitchedShop, type SwitchedShop } from "../support/switched-shop.ts";
import { type Click, click, clickUntil, warmUp } from "./proof.ts";
import { proofs } from "./proofs/index.ts";

let started: SwitchedShop;
let shop: SwitchedShop["shop"];
let switches: SwitchedShop["switches"];
beforeAll(async () => {
  started = await startSwitchedShop();
  ({ shop, switches } = started);
  await warmUp(shop);
});
afterAll(() => started[Symbol.asyncDispose]());

/** The lines of a service's metrics that match. */
async function metricsOf(service: string, pattern: RegExp): Promise<string[]> {
  const { metrics = "" } = shop.status.services.find(({ name }) => name === service) ?? {};
  const text = await (await fetch(metrics)).text();
  return text.split("\n").filter((line) => pattern.test(line));
}

/** Switches a fault on, clicks until it shows in the spans, and returns what `read` finds then. */
async function duringFault<T>(name: string, read: () => Promise<T>): Promise<T> {
  const proof = proofs[name]!["on"]!;
  const { isComplete: _, ...usual } = proof;
  const healthy = await click(shop, usual);
  await switches.set(name, "on");
  await clickUntil(shop, proof, {}, (seen) => proof.check(seen, healthy));
  const found = await read();
  await switches.reset();
  return found;
}

describe("a fault of telemetry shows in the service's own metrics:", () => {
  test("collectorAway counts spans that were not delivered", async () => {
    const failed = /^otel_sdk_processor_span_processed_total\{.*error_type="/;
    expect(await metricsOf("checkoutservice", failed)).toEqual([]);
    expect(await duringFault("collectorAway", () => metricsOf("checkoutservice", failed))).not.toEqual([]);
  });

  test("spanQueueFull counts spans that were dropped", async () => {
    const dropped = /^otel_sdk_processor_span_processed_total\{.*error_type="queue_full"/;
    expect(await metricsOf("currencyservice", dropped)).toEqual([]);
    await switches.set("spanQueueFull", "on");
    await expect
      .poll(async () => {
        await fetch(shop.url);
        return metricsOf("currencyservice", dropped);
      })
      .not.toEqual([]);
    await switches.reset();
  });

  test("manyLabels has a series for each visitor", async () => {
    const series = /^app_fault_calls_by_user_total\{/;
    expect(await metricsOf("cartservice", series)).toEqual([]);
    const visitors = 5;
    const found = await duringFault("manyLabels", async () => {
      for (let i = 0; i < visitors; i++) await click(shop, { click: "home" satisfies Click });
      return metricsOf("cartservice", series);
    });
    expect(found.length).toBeGreaterThan(visitors);
  });
});
