import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdLock, shopLock } from "@hipstershop/locks";
import { writeStatus } from "@hipstershop/shop/status";
import { fetchTrace, shapeOf } from "@hipstershop/testkit";
import { startTraceStore } from "@hipstershop/traceview";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { shop as runShop } from "./support/shop-command.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

const folder = mkdtempSync(join(tmpdir(), "shop-replay-"));
let shop: TestShop;
let order: string;

beforeAll(async () => {
  shop = await startTestShop();
  holdLock(shopLock(folder), "a test's shop");
  await writeStatus(folder, shop.status);
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  ({ traceId: order } = await visitor.post("/cart/checkout", checkoutFields));
  await wholeTrace(shop, order);
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const replay = (...args: readonly string[]) => runShop(folder, "trace", "replay", ...args);
const shapeAt = async (id: string) => shapeOf((await fetchTrace(shop.status.traces, id)).spans);

interface Replayed {
  readonly traceID: string;
  readonly sameShape: boolean;
  readonly changes: readonly string[];
}

describe("shop trace replay", () => {
  test("sends an order of the shop again: the store has both, of the same shape", async () => {
    const { code, stdout } = await replay(order.slice(0, 12), "--json");
    const [again] = JSON.parse(stdout) as readonly Replayed[];
    expect({ code, again }).toMatchObject({ code: 0, again: { from: order, sameShape: true, changes: [] } });
    expect(again?.traceID).not.toBe(order);
    expect(await shapeAt(again?.traceID ?? "")).toBe(await shapeAt(order));
  });

  test.each(["jaeger", "otlp"])("a file in %s's JSON, whose ids a seed fixes; twice is refused", async (format) => {
    const file = join(folder, `${format}.json`);
    await runShop(folder, "trace", "export", order, "--format", format, "--output", file);
    const seed = String(format.length);
    const first = await replay(file, "--seed", seed);
    expect(first.stdout).toMatch(/^\d+ spans of [0-9a-f]{32}\nwere sent again as [0-9a-f]{32}\nthe same shape came\n/);
    expect(first.code).toBe(0);
    const second = await replay(file, "--seed", seed);
    expect(second.stderr).toMatch(/has trace [0-9a-f]{32} already: take another --seed/);
    expect(second.code).toBe(1);
  });

  test("another store gets it with its ids", async () => {
    const ports = { queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 };
    await using other = await startTraceStore({ host: "127.0.0.1", ...ports });
    const file = join(folder, "kept.json");
    await runShop(folder, "trace", "export", order, "--output", file);
    const args = ["trace", "--url", other.queryUrl, "replay", file, "--keep-ids", "--json"];
    const { stdout, stderr } = await runShop(folder, ...args, "--to", other.otlpHttpUrl);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject([{ traceID: order, sameShape: true, changes: [] }]);
    const { stderr: unknown } = await runShop(folder, ...args);
    expect(unknown).toContain("--to says where it takes spans");
  });

  test.each<[string, readonly string[], string]>([
    ["no such file", ["nothing.json"], "there is no file nothing.json, and it is no trace id"],
    ["an unknown id", ["ffffffffffffffffffffffffffffffff"], "no trace ffffffffffffffffffffffffffffffff at"],
    ["a folder", ["."], "can't be read"],
    ["two ways for ids", ["latest", "--seed", "1", "--keep-ids"], "--seed makes new ids, and --keep-ids keeps"],
    ["ids that are there", ["latest", "--keep-ids"], "leave out --keep-ids"],
    ["a seed that is none", ["latest", "--seed", "x"], "give 0 to 4294967295"],
    [
      "nobody who takes spans",
      ["latest", "--to", "http://127.0.0.1:1"],
      "nothing takes spans at http://127.0.0.1:1/v1",
    ],
  ])("%s is told in a sentence", async (_, args, problem) => {
    const { code, stdout, stderr } = await replay(...args);
    expect(stderr).toContain(problem);
    expect([code, stdout]).toEqual([1, ""]);
  });

  test("a file without traces is told, with its name", async () => {
    const file = join(folder, "empty.json");
    writeFileSync(file, '{"data": [}');
    const { code, stderr } = await replay(file);
    expect(stderr).toContain("empty.json: the file is not JSON");
    expect(code).toBe(1);
  });
});
