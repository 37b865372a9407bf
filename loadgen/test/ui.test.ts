import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { buffer, text } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { hasIpv6 } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { startUi, type UiOptions } from "../src/ui/server.ts";
import { answerLikeShop, settingsFor, silent, type StubShop, startStubShop } from "./stub-shop.ts";

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
    places: { shop: shop.url, traces: "", course: "", faults: "", load: "", metrics: "" },
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

/** The cookie that the token of an address is given up for. */
function cookieOf(address: string): string {
  return `load_token=${new URL(address).searchParams.get("token")}`;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the first event of a stream alone. */
  readonly first?: boolean;
}

/** An answer with its body as it was sent. fetch() would unpack it, and does not let us set the Host header. */
async function askRaw(address: string, path: string, { method = "GET", headers = {}, first = false }: Asked = {}) {
  const asked = request(new URL(path, address), { method, headers, agent: false }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const body = first ? ((await once(answer, "data")) as [Buffer])[0] : await buffer(answer);
  asked.destroy();
  return { status: answer.statusCode, headers: answer.headers, body };
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

  test("links the other parts as its visitor can follow them, and leaves out what is not known", async () => {
    await using shop = await startStubShop();
    const places = { shop: "", traces: "http://127.0.0.1:16686", course: "", faults: "/faults", load: "", metrics: "" };
    await using page = await openPage(shop, { places, host: "0.0.0.0" });
    const linksAt = async (host: string) => {
      const { body } = await askRaw(page.url, "/", { headers: { host, cookie: cookieOf(page.url) } });
      const nav = /<nav[\s\S]*<\/nav>/.exec(body.toString())?.[0] ?? "";
      return [...nav.matchAll(/href="([^"]*)">(\w+)</g)].map(([, url, name]) => `${name} ${url}`);
    };
    expect(await linksAt("pi.local:8089")).toEqual(["Load /", "Traces http://pi.local:16686", "Faults /faults"]);
    expect(await linksAt("evil example")).toEqual(["Load /", "Traces http://127.0.0.1:16686", "Faults /faults"]);
  });

  test("links slow requests to the viewer on the host that its visitor used", async () => {
    await using shop = await startStubShop((asked, answer) => {
      answer.setHeader("traceresponse", `00-${"a".repeat(32)}-${"b".repeat(16)}-01`);
      answerLikeShop(asked, answer);
    });
    const places = { shop: "", traces: "http://127.0.0.1:16686", course: "", faults: "", load: "", metrics: "" };
    await using page = await openPage(shop, { places, host: "0.0.0.0" });
    const cookie = cookieOf(page.url);
    expect((await poster(page.url)("/start", { ...form, duration: "300ms" }, { cookie })).status).toBe(204);
    await expect.poll(() => stateOf(page.url, { cookie })).toContain("http://127.0.0.1:16686/trace/");
    const { body } = await askRaw(page.url, "/events", { headers: { host: "pi.local:8089", cookie }, first: true });
    expect(body.toString()).toContain("http://pi.local:16686/trace/");
    expect(body.toString()).not.toContain("127.0.0.1:16686");
  });

  test("leads from the address of a form back to itself, and says so where nothing can be done", async () => {
    await using shop = await startStubShop();
    await using page = await openPage(shop);
    for (const path of ["/start", "/stop"])
      for (const method of ["GET", "HEAD"]) {
        const { status, headers } = await askRaw(page.url, path, { method });
        expect([path, method, status, headers["location"]]).toEqual([path, method, 302, "/"]);
      }
    const wrong = await askRaw(page.url, "/", { method: "PUT" });
    expect([wrong.status, wrong.headers["allow"], wrong.headers["content-type"]]).toEqual([
      405,
      "GET, HEAD",
      "text/html; charset=utf-8",
    ]);
    const unknown = await askRaw(page.url, "/nothing");
    expect([unknown.status, unknown.body.toString().includes('href="/"')]).toEqual([404, true]);
    const head = await askRaw(page.url, "/", { method: "HEAD" });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect((await askRaw(page.url, "/events", { method: "HEAD" })).status).toBe(200);
    expect(shop.asked).toEqual([]);
  });

  test.each(["br", "gzip"])(
    "and its files go out compressed to whom takes %s, the files for a year",
    async (encoding) => {
      await using shop = await startStubShop();
      await using page = await openPage(shop);
      const headers = { "accept-encoding": encoding };
      const unpacked = (body: Buffer) => (encoding === "br" ? brotliDecompressSync(body) : gunzipSync(body));
      const html = await askRaw(page.url, "/", { headers });
      expect(html.headers["content-encoding"]).toBe(encoding);
      const files = [
        ...unpacked(html.body)
          .toString()
          .matchAll(/(?:href|src)="(\/[\w.]+\?v=[^"]+)"/g),
      ];
      expect(files).toHaveLength(2);
      for (const [, path = ""] of files) {
        const file = await askRaw(page.url, path, { headers });
        expect([file.headers["content-encoding"], file.headers["cache-control"]]).toEqual([
          encoding,
          "private, max-age=31536000, immutable",
        ]);
        const plain = await askRaw(page.url, path.split("?")[0] ?? "");
        expect([plain.headers["content-encoding"], plain.headers["cache-control"]]).toEqual([undefined, "no-store"]);
        expect(unpacked(file.body)).toEqual(plain.body);
      }
      const events = await askRaw(page.url, "/events", { headers, first: true });
      expect(events.headers["content-encoding"]).toBe(encoding === "gzip" ? "gzip" : undefined);
    },
  );

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
