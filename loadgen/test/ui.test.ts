import { request } from "node:http";
import { text } from "node:stream/consumers";
import { hasIpv6 } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { startUi, type UiOptions } from "../src/ui/server.ts";
import { settingsFor, silent, type StubShop, startStubShop } from "./stub-shop.ts";

const json = { "content-type": "application/json" };
const form = { model: "closed", users: "2", rate: "50" };

function openPage(shop: StubShop, changes: Partial<UiOptions> = {}) {
  const settings = settingsFor(shop.url, { iterations: Infinity });
  return startUi({
    host: "127.0.0.1",
    port: 0,
    autostart: false,
    settings,
    telemetry: silent,
    tracesUrl: "",
    ...changes,
  });
}

/** Posts to the page's origin. */
const poster =
  (address: string) =>
  (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(new URL(path, address), { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });

async function stateOf(address: string, headers: Record<string, string> = {}): Promise<string> {
  const gone = new AbortController();
  const events = await fetch(new URL("/events", address), { headers, signal: gone.signal });
  const first = await events.body?.getReader().read();
  gone.abort();
  return new TextDecoder().decode(first?.value);
}

describe("the live page", () => {
  test("starts and stops a run, one at a time, for no other site", async () => {
    await using shop = await startStubShop();
    await using page = await openPage(shop);
    const post = poster(page.url);
    expect((await post("/start", form, { origin: "http://elsewhere.example" })).status).toBe(403);
    expect((await post("/start", form, { origin: "null" })).status).toBe(403);
    expect((await post("/start", form, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await post("/start", form, { "sec-fetch-site": "same-site" })).status).toBe(403);
    expect(shop.asked).toEqual([]);
    expect((await post("/start", form)).status).toBe(204);
    expect((await post("/start", form)).status).toBe(409);
    await expect.poll(() => shop.asked.length).toBeGreaterThan(10);
    expect((await post("/stop", {})).status).toBe(204);
    const asked = shop.asked.length;
    expect(await stateOf(page.url)).toContain('"running":false,"sentence":"Ended: 2 users');
    expect(shop.asked).toHaveLength(asked);
  });

  test("is not had under another name that leads to this machine", async () => {
    await using shop = await startStubShop();
    await using page = await openPage(shop);
    // fetch() does not let us set the Host header.
    const asked = request(new URL(page.url), { headers: { host: "rebound.example" } }).end();
    const response = await new Promise<import("node:http").IncomingMessage>((resolve) => asked.on("response", resolve));
    expect([response.statusCode, await text(response)]).toEqual([403, "This page is for this machine alone."]);
  });

  test("takes stages, a duration and think times, and says which of them it can't understand", async () => {
    await using shop = await startStubShop();
    await using page = await openPage(shop);
    const post = poster(page.url);
    for (const [field, value, problem] of [
      ["users", "none", "users: give a whole number"],
      ["stages", "10", "stages: give stages such as 30s:10,1m:50"],
      ["duration", "soon", "duration: give a duration"],
      ["think", "5s-1s", "think: give one duration"],
      ["model", "half-open", "model: give closed or open"],
    ] as const) {
      const answer = await post("/start", { ...form, [field]: value });
      expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(problem)]);
    }
    expect((await fetch(new URL("/start", page.url), { method: "POST", headers: json, body: "{" })).status).toBe(422);
    expect((await post("/start", { ...form, users: "1".repeat(5000) })).status).toBe(413);
    expect(shop.asked).toEqual([]);
    expect((await post("/start", { ...form, stages: "200ms:3,100ms:3", think: "0", duration: "" })).status).toBe(204);
    await expect.poll(() => stateOf(page.url)).toContain('"sentence":"Ended: users in 2 stages');
    expect(shop.asked.filter((line) => line === "GET /").length).toBeGreaterThanOrEqual(3);
    expect((await post("/start", { ...form, duration: "300ms" })).status).toBe(204);
    await expect.poll(() => stateOf(page.url)).toContain('"sentence":"Ended: 2 users');
  });

  test("shows the settings it was started with", async () => {
    await using shop = await startStubShop();
    const stages = [
      { durationMs: 30_000, target: 10 },
      { durationMs: 500, target: 0 },
    ];
    const settings = settingsFor(shop.url, { stages, think: { minMs: 1000, maxMs: 10_000 }, durationMs: 600_000 });
    await using page = await openPage(shop, { settings });
    const html = await (await fetch(page.url)).text();
    for (const value of ["30s:10,500ms:0", "1s-10s", "600s"]) expect(html).toContain(`value="${value}"`);
    expect(html.indexOf('data-chart="throughput"')).toBeLessThan(html.indexOf('id="tables"'));
  });

  test("names a port that is taken", async () => {
    await using shop = await startStubShop();
    await using page = await openPage(shop);
    const port = Number(new URL(page.url).port);
    await expect(openPage(shop, { port })).rejects.toThrow(
      `the page can't listen on 127.0.0.1:${port}: the port is taken (--ui): choose another, such as --ui ${port + 1}.`,
    );
  });

  test("says why it can't be on an address that is not this machine's", async () => {
    await using shop = await startStubShop();
    await expect(openPage(shop, { host: "192.0.2.1" })).rejects.toThrow(
      "the page can't listen on 192.0.2.1:0: this machine has no such address (--host).",
    );
  });

  test.skipIf(!hasIpv6)("is for this machine over IPv6, too (needs ::1)", async () => {
    await using shop = await startStubShop();
    await using page = await openPage(shop, { host: "::1" });
    expect(page.url).toMatch(/^http:\/\/\[::1\]:\d+\/$/);
    expect((await fetch(page.url)).status).toBe(200);
    await using everywhere = await openPage(shop, { host: "::" });
    expect(everywhere.url).toMatch(/^http:\/\/\[::1\]:\d+\/\?token=/);
    expect((await fetch(everywhere.url.split("?")[0] ?? "")).status).toBe(401);
  });
});

describe("beyond this machine the live page", () => {
  test("is for those alone who have the token, which the address gives up for a cookie", async () => {
    await using shop = await startStubShop();
    await using page = await openPage(shop, { host: "0.0.0.0" });
    const post = poster(page.url);
    for (const path of ["/", "/page.js", "/style.css", "/events", "/?token=", "/?token=wrong"])
      expect((await fetch(new URL(path, page.url))).status, path).toBe(401);
    expect((await post("/start", form)).status).toBe(401);
    expect((await post("/stop", {}, { cookie: "load_token=" })).status).toBe(401);
    expect(new URL(page.url).searchParams.get("token")).toMatch(/^[\w-]{24}$/);
    const opened = await fetch(page.url, { redirect: "manual" });
    expect([opened.status, opened.headers.get("location")]).toEqual([303, "/"]);
    const set = opened.headers.get("set-cookie") ?? "";
    expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = `other=1; ${set.split(";")[0]}`;
    expect((await fetch(new URL("/", page.url), { headers: { cookie } })).status).toBe(200);
    expect((await post("/start", form, { cookie, origin: "http://elsewhere.example" })).status).toBe(403);
    expect(shop.asked).toEqual([]);
    expect((await post("/start", form, { cookie })).status).toBe(204);
    expect(await stateOf(page.url, { cookie })).toContain('"running":true');
  });

  test("has another token each time", async () => {
    await using shop = await startStubShop();
    await using first = await openPage(shop, { host: "0.0.0.0" });
    await using second = await openPage(shop, { host: "0.0.0.0" });
    const token = (address: string) => new URL(address).searchParams.get("token");
    expect(token(first.url)).not.toBe(token(second.url));
  });
});
