import { faults, type Variant } from "@hipstershop/faults/catalogue";
import { APP_FAULT } from "@hipstershop/faults/names";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { textOf } from "../support/training.ts";
import { Visitor } from "../support/visitor.ts";

let shop: TestShop;
afterAll(async () => shop[Symbol.asyncDispose]());

/** Presses "Try it" and returns where that leads. */
async function tryFault(name: string, variant: string): Promise<string> {
  const { status, headers } = await new Visitor(shop.status.training).post(`/faults/${name}/try`, { variant });
  expect(status).toBe(303);
  return headers.get("location") ?? "";
}

/** Variants that act on every click, one of each fault that has a button. */
const CERTAIN = faults.flatMap(({ name, perRequest, tryAt, variants }) => {
  const isCertain = ({ acts }: Variant) => acts.every(({ effect }) => !("often" in effect && effect.often?.percent));
  const found = variants.slice(1).findLast(isCertain);
  return perRequest && tryAt && found ? [[name, found.name] as const] : [];
});

describe("in a shop that takes faults from baggage, a try leads to a trace in which the fault acts:", () => {
  beforeAll(async () => {
    shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "on" });
  });

  test.each(CERTAIN)("%s:%s", async (name, variant) => {
    const [traces, traceId = ""] = (await tryFault(name, variant)).split("/trace/");
    expect(traces).toBe(shop.status.traces);
    const tags = shop.store.trace(traceId)?.spans.flatMap((span) => span.tags);
    const acted = tags?.filter(({ key }) => key === APP_FAULT).map(({ value }) => value);
    expect(acted).toContain(`${name}:${variant}`);
  });
});

describe("in a shop that does not,", () => {
  beforeAll(async () => {
    await shop[Symbol.asyncDispose]();
    shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "off" });
  });

  test("a try leads to a page that says so", async () => {
    const place = await tryFault("shippingSlow", "800ms");
    const { status, body } = await new Visitor(shop.status.training).get(place);
    expect(status).toBe(200);
    expect(textOf(body)).toContain("The fault did not act on this request");
    expect(textOf(body)).toContain("FAULTS_FROM_BAGGAGE=on");
  });
});
