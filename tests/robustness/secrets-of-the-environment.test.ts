import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { redisBinary, startRedis } from "@hipstershop/testkit";
import { Redis } from "ioredis";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { endShops, openShopIn, removeFolders, shopWith, stateFolder } from "../support/shop-command.ts";
import { checkoutFields, Visitor } from "../support/visitor.ts";

afterEach(endShops);
afterAll(removeFolders);

const SECRET = "hush%2Dhush";
const DECODED = "hush-hush";
const hits = (text: string) =>
  [SECRET, DECODED, Buffer.from(`me:${DECODED}`).toString("base64")].filter((one) => text.includes(one));

describe("a wrong variable ends the whole shop before it has opened, with 78, its name and no secret", () => {
  test.each([
    [[], `valkey://:${SECRET}@h`],
    [["--processes", "--from-sources"], `redis://:${SECRET}%@h`],
    [[], `redis://:${SECRET}@h:port`],
  ])("%j, REDIS_URL=%s", async (options, url) => {
    const variables = { REDIS_URL: url, BASE_URL: "http://localhost:3000" };
    const { code, stdout, stderr } = await shopWith(variables, stateFolder(), "up", "--port-base", "0", ...options);
    expect(code).toBe(78);
    expect(stderr).toContain("the environment needs 2 changes");
    expect(stderr).toMatch(/^ {2}REDIS_URL is "[a-z]+:\/\/\*\*\*@/m);
    expect(stderr).toContain('BASE_URL is "http://localhost:3000", but must be a path that begins with a slash');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(hits(stdout + stderr)).toEqual([]);
  });

  test("one that a service finds out when it opens the file", async () => {
    const variables = { CART_STORE: `sqlite:${import.meta.filename}` };
    const { code, stderr } = await shopWith(
      variables,
      stateFolder(),
      "up",
      "--port-base",
      "0",
      "--processes",
      "--from-sources",
    );
    expect(code).toBe(78);
    expect(stderr).toContain(`CART_STORE: the carts in ${import.meta.filename} can't be used: file is not a database`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

/** What a shop tells anybody: pages, metrics, status, logs and spans on its outputs. */
async function told(
  folder: string,
  variables: Readonly<Record<string, string>>,
  ...options: string[]
): Promise<string> {
  const { status, child, stop } = await openShopIn(folder, ["--port-base", "0", ...options], { variables });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(String(chunk)));
  const visitor = new Visitor(status.frontend);
  const pages = [await visitor.get("/"), await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" })];
  pages.push(await visitor.get("/cart"), await visitor.post("/cart/checkout", checkoutFields));
  const metrics = await Promise.all(status.services.map(async ({ metrics = "" }) => (await fetch(metrics)).text()));
  const commands = [await shopWith(variables, folder, "status"), await shopWith(variables, folder, "doctor")];
  await stop();
  const logs = join(folder, "logs");
  const files = readdirSync(logs).map((file) => readFileSync(join(logs, file), "utf8"));
  return JSON.stringify([pages, metrics, commands, status, said, files]);
}

describe("the password of a URL is in no page, metric, log, span or status", () => {
  const debugged = { DEBUG: "*", LOG_LEVEL: "trace", OTEL_TRACES_EXPORTER: "console" };

  test.runIf(redisBinary).each([
    ["right", DECODED, "Total paid"],
    ["wrong", "another", "WRONGPASS"],
  ])("Redis, when it is %s", async (_, password, sign) => {
    await using redis = await startRedis();
    const admin = new Redis(`redis://${redis.address}`);
    await admin.config("SET", "requirepass", password);
    admin.disconnect();
    const text = await told(stateFolder(), { REDIS_URL: `redis://:${SECRET}@${redis.address}`, ...debugged });
    expect(text).toContain(sign);
    expect(text).toContain("db.system.name");
    expect(hits(text)).toEqual([]);
  });

  test.each([
    ["Thrift", {}],
    ["exporter-jaeger", { OTEL_EXPORTER_JAEGER_IMPL: "official" }],
    ["OTLP", { OTEL_TRACES_EXPORTER: "otlp" }],
  ])("a collector that is away: %s", async (_, variables) => {
    const url = `http://me:${SECRET}@127.0.0.1:1`;
    const text = await told(stateFolder(), {
      OTEL_EXPORTER_JAEGER_ENDPOINT: `${url}/api/traces`,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${SECRET}`,
      ...variables,
    });
    expect(text).toContain("spans can't be delivered");
    expect(hits(text)).toEqual([]);
  });
});
