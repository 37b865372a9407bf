import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { click, marksIn, tagOf, warmUp } from "./proof.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "on" });
  await warmUp(shop);
});
afterAll(() => shop[Symbol.asyncDispose]());

/** The faults in the trace of the home page, and what it says of others. */
async function home(headers: Record<string, string>) {
  const { answer, trace } = await click(shop, { click: "home" }, headers);
  const root = trace.spans.find(({ operation }) => operation === "GET /");
  const faults = [...new Set(marksIn(trace).map(({ fault }) => fault))].toSorted();
  return { status: answer.status, faults, ignored: tagOf(root, "app.fault.ignored") };
}

describe("a request asks for a fault", () => {
  test.each<[string, Record<string, string>]>([
    ["by baggage", { baggage: "shop.fault=catalogReload:on" }],
    ["by baggage that is percent-encoded", { baggage: "shop.fault=catalogReload%3Aon" }],
    ["by baggage with other members and properties", { baggage: "a=b;c, shop.fault=catalogReload:on;x=y ,d=e" }],
    ["by a header", { "x-shop-fault": "catalogReload:on" }],
    ["by a header beside baggage about other things", { "x-shop-fault": "catalogReload:on", baggage: "a=b" }],
  ])("%s", async (_, headers) => {
    expect(await home(headers)).toEqual({ status: 200, faults: ["catalogReload:on"], ignored: undefined });
  });

  test.each<[string, string]>([
    ["joined by +", "catalogReload:on+priceCalls:batch"],
    ["joined by + that is percent-encoded", "catalogReload:on%2BpriceCalls:batch"],
    ["joined by a space, which some make of +", "catalogReload:on%20priceCalls:batch"],
  ])("or for several, %s", async (_, asked) => {
    const { faults } = await home({ baggage: `shop.fault=${asked}` });
    expect(faults).toEqual(["catalogReload:on", "priceCalls:batch"]);
  });

  test("and the first of two members with the same name counts, as for all baggage", async () => {
    const { status, faults } = await home({ baggage: "shop.fault=catalogReload:on,shop.fault=priceCalls:batch" });
    expect(status).toBe(200);
    expect(faults).toHaveLength(1);
  });
});

describe("what nobody knows is served as usual, and the span says so:", () => {
  test.each([
    ["an unknown fault", "nosuch:on", "no fault is named nosuch"],
    ["an unknown variant", "catalogReload:sometimes", "catalogReload has no variant sometimes"],
    ["no variant", "catalogReload", "catalogReload has no variant (none given)"],
    ["a fault of a whole process", "collectorAway:on", "collectorAway can't be for one request"],
    ["a name of every object", "constructor:on", "no fault is named constructor"],
    ["control characters and markup", "<b>%0a%00:on", "no fault is named ?b?"],
    ["a long text", "x".repeat(4000), `no fault is named ${"x".repeat(40)}`],
  ])("%s", async (_, asked, problem) => {
    const { status, faults, ignored } = await home({ baggage: `shop.fault=${asked}` });
    expect({ status, faults }).toEqual({ status: 200, faults: [] });
    expect(ignored).toContain(problem);
  });

  test("those that are known act nevertheless", async () => {
    expect(await home({ "x-shop-fault": "nosuch:on+catalogReload:on" })).toEqual({
      status: 200,
      faults: ["catalogReload:on"],
      ignored: "no fault is named nosuch",
    });
  });

  test.each(["", "+", ":", "%", "%zz", "+:+"])("%j", async (asked) => {
    const { status, faults } = await home({ baggage: `shop.fault=${asked}`, "x-shop-fault": asked });
    expect({ status, faults }).toEqual({ status: 200, faults: [] });
  });
});

test("unmarked faults act, and no span tells; other faults that are on keep their marks", async () => {
  const { trace } = await click(shop, { click: "home" }, { baggage: "shop.fault=unmarked+catalogReload:on" });
  expect(trace.spans.some(({ operation }) => operation === "Read Catalog")).toBe(true);
  const told = trace.spans.flatMap(({ tags, logs }) => [
    ...tags.map(({ key }) => key),
    ...logs.flatMap(({ fields }) => fields.map(({ value }) => String(value))),
  ]);
  expect(told.filter((text) => /app\.fault|feature_flag/.test(text))).toEqual([]);
});
