import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SpanSources } from "@hipstershop/traceview/answers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
  // The first calls connect: an ad that is late would leave a trace without its span.
  await new Visitor(shop.url).get("/");
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Spans without a place, and why. */
const WITHOUT = new Map([["frontend GET server", "an address without a route has no handler of its own"]]);

/** Visits every page, and buys; the ids of the traces. */
async function visitAll(): Promise<string[]> {
  const visitor = new Visitor(shop.url);
  const product = { product_id: "OLJCESPC7Z", quantity: "2" };
  const answers = [
    await visitor.get("/"),
    await visitor.get("/product/OLJCESPC7Z"),
    await visitor.get("/product-meta/OLJCESPC7Z"),
    await visitor.get("/search?q=camera"),
    await visitor.post("/setCurrency", { currency_code: "EUR" }),
    await visitor.post("/cart", product),
    await visitor.post("/cart/quantity", { ...product, quantity: "3" }),
    await visitor.get("/cart"),
    await visitor.post("/cart/checkout", checkoutFields),
    await visitor.post("/cart/empty"),
    await visitor.get("/logout"),
    await visitor.get("/nowhere"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 302, 302, 302, 200, 200, 302, 302, 404]);
  return answers.map(({ traceId }) => traceId);
}

test("every span of a purchase and of every page has a line of source, which says what it is", async () => {
  const seen = new Set<string>();
  for (const traceId of await visitAll()) {
    const { spans } = await wholeTrace(shop, traceId);
    for (const { process, operation, kind } of spans) seen.add(`${process.service} ${operation} ${kind}`);
  }
  expect(seen.size).toBeGreaterThan(40);
  const answer = await fetch(`${shop.status.traces}/api/view/sources`);
  const { root, spans } = (await answer.json()) as SpanSources;
  const found = Map.groupBy(spans, ({ service, operation, kind }) => `${service} ${operation} ${kind}`);
  expect([...seen].filter((name) => !found.has(name) && !WITHOUT.has(name))).toEqual([]);
  const wrong = spans.filter(({ file, line, operation }) => {
    const text = readFileSync(join(root, file), "utf8").split("\n")[line - 1] ?? "";
    const [, method = operation] = /\/([A-Z]\w*)$/.exec(operation) ?? [];
    const [, route = ""] = /^[A-Z]+ (\/.*)$/.exec(operation) ?? [];
    const wanted = route === "" ? method : route.replace(/\{(\w+)\}/g, ":$1");
    return !text.toLowerCase().includes(wanted.toLowerCase());
  });
  expect(wrong).toEqual([]);
});
