import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FlagAdmin } from "@hipstershop/contract";
import { faults } from "@hipstershop/faults/catalogue";
import { type Client, createClient } from "@hipstershop/rpc";
import { isWhole, testTelemetry } from "@hipstershop/testkit";
import type { Trace } from "@hipstershop/traces";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { click, clickUntil, marksIn, type Seen, warmUp } from "./proof.ts";
import { proofs } from "./proofs/index.ts";

let shop: TestShop;
let flags: Client<typeof FlagAdmin.definition>;
beforeAll(async () => {
  shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "off" });
  flags = createClient(FlagAdmin, shop.address("flagservice"), await testTelemetry());
  await warmUp(shop);
});
afterAll(async () => {
  flags[Symbol.dispose]();
  await shop[Symbol.asyncDispose]();
});

describe("a fault that its flag switches on for everybody acts, and off it does nothing:", () => {
  /** All variants of faults that can't be for one request; of the others one, since each is proven for one request. */
  const cases = faults.flatMap(({ name, perRequest, variants }) => {
    const named = variants.slice(1).map((variant) => [name, variant.name] as const);
    return perRequest ? named.slice(0, 1) : named;
  });

  test.each(cases)("%s:%s", async (name, variant) => {
    const proof = proofs[name]![variant]!;
    const { isComplete: hasEnded = () => false, ...usual } = proof;
    const healthy = await click(shop, usual);
    await flags.setDefaultVariant({ flagKey: name, variant });
    const broken = await clickUntil(shop, proof, {}, (seen) => {
      proof.check(seen, healthy);
      if (proof.at.length > 0) expect(labelsIn(seen)).toEqual([...proof.at].toSorted());
    });
    expect(marksIn(broken.trace).filter(({ fault }) => fault !== `${name}:${variant}`)).toEqual([]);
    expect(await countOf(name, variant)).toBeGreaterThan(0);
    await flags.setDefaultVariant({ flagKey: name, variant: "off" });
    // The first clicks may still have the fault, and then never all spans.
    const isComplete = (trace: Trace) => isWhole(trace.spans) || (marksIn(trace).length > 0 && hasEnded(trace));
    await clickUntil(shop, { ...proof, isComplete }, {}, (seen) => {
      expect(marksIn(seen.trace)).toEqual([]);
      expect(seen.trace.spans.length).toBe(healthy.trace.spans.length);
    });
  });

  /** app_faults_total of a fault, over all services in which it acts. */
  async function countOf(name: string, variant: string): Promise<number> {
    const texts = await Promise.all(
      shop.status.services.map(async ({ metrics }) => (metrics ? (await fetch(metrics)).text() : "")),
    );
    const lines = texts.join("\n").matchAll(/^app_faults_total\{name="(\w+)",variant="(\w+)".*\} (\d+)$/gm);
    return [...lines]
      .filter(([, found, of]) => found === name && of === variant)
      .reduce((sum, [, , , count]) => sum + Number(count), 0);
  }
});

function labelsIn({ trace }: Seen): string[] {
  return [...new Set(marksIn(trace).map(({ label }) => label))].toSorted();
}
