import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GROUP_EXAMPLE, QUERY_EXAMPLES, QUERY_PLACEHOLDER, WITHOUT_LOAD } from "@hipstershop/traceview/query-examples";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";
import { root } from "./support/workspace.ts";

let shop: TestShop;
let session: string;

interface Answer {
  readonly total: number;
  readonly problem: { readonly message: string } | null;
}

async function search(q: string, from = session): Promise<Answer> {
  const params = new URLSearchParams({ q, limit: "1" });
  const headers = { cookie: `a=b; shop_session-id=${from}` };
  const answer = await fetch(`${shop.status.traces}/api/view/search?${params.toString()}`, { headers });
  return (await answer.json()) as Answer;
}

/** An order, one that was refused, and a page in euros; one of the traces is pinned. */
beforeAll(async () => {
  shop = await startTestShop();
  const visitor = new Visitor(shop.url);
  const ids: string[] = [];
  const american = { ...checkoutFields, credit_card_number: "378282246310005" };
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  ids.push((await visitor.post("/cart/checkout", american)).traceId);
  ids.push((await visitor.post("/cart/checkout", checkoutFields)).traceId);
  await visitor.post("/setCurrency", { currency_code: "EUR" });
  ids.push((await visitor.get("/")).traceId);
  session = visitor.cookie("shop_session-id") ?? "";
  for (const id of ids) await wholeTrace(shop, id);
  await fetch(`${shop.status.traces}/api/view/pins/${ids[0]}`, { method: "PUT" });
});
afterAll(() => shop[Symbol.asyncDispose]());

const examples = [...QUERY_EXAMPLES.map(({ example }) => example), QUERY_PLACEHOLDER, GROUP_EXAMPLE, WITHOUT_LOAD];

test.each(examples)("the example %s finds something where somebody bought", async (example) => {
  const { total, problem } = await search(example);
  expect(problem).toBeNull();
  expect(total).toBeGreaterThan(0);
});

test("an attribute that no span has finds nothing: the test would tell", async () => {
  expect(await search("http.status_code=500")).toMatchObject({ total: 0, problem: null });
});

test("mine are the traces of the browser's own visit only", async () => {
  const visitor = new Visitor(shop.url);
  await wholeTrace(shop, (await visitor.get("/")).traceId);
  const all = (await search("http.route=*")).total;
  const own = visitor.cookie("shop_session-id");
  expect((await search("mine", own)).total).toBe(1);
  expect((await search("http.route=* -mine", own)).total).toBe(all - 1);
  expect((await search("mine", "")).problem?.message).toContain("your visit to the shop");
});

test("the load generator is left out, with its own spans or without", async () => {
  const agent = { "user-agent": "loadgenerator" };
  const before = (await search(WITHOUT_LOAD)).total;
  await wholeTrace(shop, (await new Visitor(shop.url).get("/", agent)).traceId);
  expect((await search(WITHOUT_LOAD)).total).toBe(before);
});

describe("the language's table in docs/trace-store.md", () => {
  const text = readFileSync(join(root, "docs/trace-store.md"), "utf8");
  const table = /\| you write \|.*?\n\n/s.exec(text)?.[0] ?? "";
  const cells = table.split("\n").map((line) => line.split("|")[1] ?? "");
  const forms = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, form = ""]) => form));

  test.each(forms.filter((form) => !/^[<>]=?$/.test(form)))("%s can be read", async (form) => {
    expect((await search(form.replace("…", "x"))).problem).toBeNull();
  });
});
