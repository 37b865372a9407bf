import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faults } from "@hipstershop/faults/catalogue";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { click, clickUntil, marksIn, type Seen, warmUp } from "./proof.ts";
import { proofs } from "./proofs/index.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "on" });
  await warmUp(shop);
});
afterAll(() => shop[Symbol.asyncDispose]());

const cases = faults
  .filter(({ perRequest }) => perRequest)
  .flatMap(({ name, variants }) => variants.slice(1).map((variant) => [name, variant.name] as const));

test("every variant of every fault has a proof, and every proof a variant", () => {
  const named = faults.flatMap(({ name, variants }) => variants.slice(1).map((variant) => `${name}:${variant.name}`));
  const proven = Object.entries(proofs).flatMap(([name, of]) => Object.keys(of).map((variant) => `${name}:${variant}`));
  expect(proven.toSorted()).toEqual(named.toSorted());
});

describe("one request that asks for it in its baggage has the fault", () => {
  test.each(cases)("%s:%s", async (name, variant) => {
    const proof = proofs[name]![variant]!;
    const fault = `${name}:${variant}`;
    const { isComplete: _, ...usual } = proof;
    const healthy = await click(shop, usual);
    expect(marksIn(healthy.trace)).toEqual([]);
    const headers = { baggage: `shop.fault=${[fault, proof.inVain].filter(Boolean).join("+")}` };
    const check = (seen: Seen) => proof.check(seen, healthy);
    const broken = await (proof.sometimes ? clickUntil(shop, proof, headers, check) : click(shop, proof, headers));
    const marks = marksIn(broken.trace);
    if (proof.at.length > 0)
      expect([...new Set(marks.map(({ label }) => label))].toSorted()).toEqual([...proof.at].toSorted());
    expect(new Set(marks.map(({ fault }) => fault))).toEqual(new Set([fault]));
    expect(eventsIn(broken, name)).toEqual(marks.map(() => variant));
    proof.check(broken, healthy);
  });
});

/** The variants of the flag's evaluation events. */
function eventsIn({ trace }: Seen, flag: string): unknown[] {
  return trace.spans
    .flatMap(({ logs }) => logs)
    .map(({ fields }) => Object.fromEntries(fields.map(({ key, value }) => [key, value])))
    .filter((event) => event["event"] === "feature_flag.evaluation" && event["feature_flag.key"] === flag)
    .map((event) => event["feature_flag.result.variant"]);
}
