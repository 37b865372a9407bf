import { mkdtempSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { startCanaryServer } from "@hipstershop/canary";
import { type RunningShop, startShop } from "@hipstershop/shop";
import { launchHere } from "@hipstershop/shop/launch-here";
import type { ShopStatus } from "@hipstershop/shop/status";
import { startTraceStore } from "@hipstershop/traceview";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Visitor } from "../support/visitor.ts";

const TOKEN = "correct-horse-battery";
/** As a proxy on this machine passes on what others ask. */
const elsewhere = { "x-forwarded-for": "192.0.2.7" };

/** An address of this machine that is not loopback. */
const own = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === "IPv4" && !one.internal)?.address;

async function status(url: string, init: RequestInit = {}): Promise<number> {
  return (await fetch(url, { redirect: "manual", ...init })).status;
}

describe("a shop that listens on all addresses", () => {
  let stateFolder: string;
  let shop: RunningShop;
  let at: ShopStatus;
  beforeAll(async () => {
    stateFolder = mkdtempSync(join(tmpdir(), "shop-elsewhere-"));
    const events = { printLine: () => {}, onChange: () => {} };
    shop = await startShop({ host: "0.0.0.0", portBase: 0, launch: launchHere, stateFolder, variables: {}, events });
    at = await shop.status();
  });
  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
    rmSync(stateFolder, { recursive: true, force: true });
  });

  test("makes a token, without which others see and change nothing but the shop", async () => {
    expect(at.token?.length).toBeGreaterThan(20);
    const paths = [
      at.traces,
      `${at.traces}/api/services`,
      `${at.traces}/api/view/search`,
      at.course,
      `${at.training}/faults`,
    ];
    expect(await Promise.all(paths.map((url) => status(url, { headers: elsewhere })))).toEqual(paths.map(() => 401));
    expect(await status(at.frontend, { headers: elsewhere })).toBe(200);
  });

  test("lets the printed link in, everywhere by one cookie; programs send a bearer token or a password", async () => {
    const visitor = new Visitor(at.traces);
    const first = await visitor.get(`/search?service=frontend&token=${at.token}`, elsewhere);
    expect([first.status, first.headers.get("location")]).toEqual([303, "/search?service=frontend"]);
    expect((await visitor.get("/api/services", elsewhere)).status).toBe(200);
    const cookie = `shop_token=${visitor.cookie("shop_token")}`;
    expect(await status(at.course, { headers: { ...elsewhere, cookie } })).toBe(200);
    const authorization = `Bearer ${at.token}`;
    expect(await status(`${at.traces}/api/services`, { headers: { ...elsewhere, authorization } })).toBe(200);
    const asked = (password: string) =>
      status(`${at.traces}/api/services`, {
        headers: { ...elsewhere, authorization: `Basic ${btoa(`any:${password}`)}` },
      });
    expect([await asked(at.token ?? ""), await asked("wrong"), await asked("")]).toEqual([200, 401, 401]);
  });

  test("asks nobody on this machine, by whichever address", async () => {
    const hosts = ["127.0.0.1", ...(own === undefined ? [] : [own])];
    const urls = hosts.flatMap((host) => [at.traces, at.course].map((url) => url.replace("0.0.0.0", host)));
    expect(await Promise.all(urls.map((url) => status(url)))).toEqual(urls.map(() => 200));
  });
});

describe("a trace store alone", () => {
  const start = (token?: string) =>
    startTraceStore({
      host: "127.0.0.1",
      queryPort: 0,
      jaegerThriftPort: 0,
      otlpHttpPort: 0,
      basePath: "/jaeger",
      ...(token !== undefined && { token }),
    });

  test.each([
    ["PUT", "/api/view/pins/1"],
    ["DELETE", "/api/view/pins/1"],
    ["POST", "/api/view/upload"],
    ["POST", "/api/transform"],
  ])("without a token others may look, and not %s %s", async (method, path) => {
    await using store = await start();
    expect(await status(`${store.queryUrl}/search`, { headers: elsewhere })).toBe(200);
    expect(await status(store.queryUrl + path, { method, headers: elsewhere })).toBe(403);
    expect(await status(store.queryUrl + path, { method })).not.toBe(403);
  });

  test("with one they see nothing, below the base path neither; probes and the viewer's files are for all", async () => {
    await using store = await start(TOKEN);
    for (const path of ["/", "/jaeger/", "/jaeger/api/services", "/nowhere", "/api/v3/services"])
      expect(await status(store.queryUrl + path, { headers: elsewhere })).toBe(401);
    expect(await status(`${store.queryUrl}/_healthz`, { headers: elsewhere })).toBe(200);
    expect(await status(`${store.queryUrl}/assets/none.js`, { headers: elsewhere })).toBe(404);
    const entered = await fetch(`${store.queryUrl}/jaeger/?token=${TOKEN}`, { headers: elsewhere, redirect: "manual" });
    expect([entered.status, entered.headers.get("location")]).toEqual([303, "/jaeger/"]);
  });

  test("PAGE_TOKEN=none asks nobody", async () => {
    await using store = await start("none");
    expect(await status(`${store.queryUrl}/api/view/pins/1`, { method: "PUT", headers: elsewhere })).toBe(404);
  });
});

test.each([
  ["none", 200],
  [TOKEN, 401],
])("canaryd with PAGE_TOKEN=%s answers others with %d, and probes always", async (token, expected) => {
  const config = { port: 0, host: "127.0.0.1", folder: undefined, prometheusUrl: "http://127.0.0.1:9", token };
  await using server = await startCanaryServer(config);
  const url = `http://127.0.0.1:${server.port}`;
  expect(await status(`${url}/canaryConfig`, { headers: elsewhere })).toBe(expected);
  expect(await status(`${url}/health`, { headers: elsewhere })).toBe(200);
  expect(await status(`${url}/canaryConfig`)).toBe(200);
});
