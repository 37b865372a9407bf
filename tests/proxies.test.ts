import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { endShops, openShopIn, removeFolders, shopWith, stateFolder } from "./support/shop-command.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

const NAMES = ["http_proxy", "https_proxy", "grpc_proxy", "all_proxy"];

/** A proxy that nothing gets through, and that counts who tried. */
let tried = 0;
const proxy = createServer((socket) => {
  tried += 1;
  socket.destroy();
});
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const url = `http://user:hush@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const named = [...NAMES, ...NAMES.map((name) => name.toUpperCase())].map((name) => [name, url]);
  // The last is Node's own switch for its fetch and its shared agents.
  environment = { ...Object.fromEntries(named), no_proxy: "", NO_PROXY: "", NODE_USE_ENV_PROXY: "1" };
});
afterEach(endShops);
afterAll(() => {
  removeFolders();
  proxy.close();
});

describe("with a dead proxy in the environment", () => {
  test.each([
    ["one process", [], {}],
    ["a process per service", ["--processes", "--from-sources"], {}],
    ["OTLP", [], { OTEL_TRACES_EXPORTER: "otlp" }],
    ["exporter-jaeger", [], { OTEL_EXPORTER_JAEGER_IMPL: "official" }],
  ])(
    "the shop sells and is watched without it: %s",
    async (_, options, variables) => {
      const before = tried;
      const folder = stateFolder();
      const variablesAll = { ...environment, ...variables };
      const { status } = await openShopIn(folder, ["--port-base", "0", ...options], { variables: variablesAll });
      const visitor = new Visitor(status.frontend);
      expect((await visitor.get("/")).status).toBe(200);
      await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
      expect((await visitor.post("/cart/checkout", checkoutFields)).body).toContain("Total paid");
      const run = (...args: string[]) => shopWith(variablesAll, folder, ...args);
      const told = await run("status", "--json");
      expect(told.stdout.match(/"state": "serving"/g)).toHaveLength(11);
      expect((await run("trace", "list")).code).toBe(0);
      const load = await run(
        "load",
        "--duration",
        "2s",
        "--users",
        "2",
        "--rate",
        "9",
        "--think",
        "0",
        "--verify-traces",
      );
      expect(load).toMatchObject({ code: 0, stderr: expect.stringContaining("made one connected trace each") });
      expect((await run("doctor")).code).toBe(0);
      expect(tried).toBe(before);
    },
    60_000,
  );
});
