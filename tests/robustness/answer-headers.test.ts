import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startCanaryServer } from "@hipstershop/canary";
import { renderReport } from "@hipstershop/canary/report";
import { sampleReport } from "@hipstershop/canary/testing-report";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop } from "../support/shop.ts";
import { root } from "../support/workspace.ts";

const origins = new Map<string, string>();
const opened = new AsyncDisposableStack();
beforeAll(async () => {
  const shop = opened.use(await startTestShop());
  const { traces, training, services } = shop.status;
  const places = { port: 0, host: "127.0.0.1", folder: undefined, prometheusUrl: "http://127.0.0.1:1" };
  const canary = opened.use(await startCanaryServer(places));
  const load = spawn(process.execPath, [join(root, "loadgen/src/main.ts"), "--target", shop.url, "--ui", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  opened.defer(() => void load.kill("SIGTERM"));
  const [line] = await once(createInterface({ input: load.stderr }), "line");
  origins.set("shop", shop.url).set("viewer", traces).set("training", training);
  origins.set("canaryd", `http://127.0.0.1:${canary.port}`).set("load", /http:\S+/.exec(String(line))?.[0] ?? "");
  origins.set("metrics", services.find(({ name }) => name === "adservice")?.metrics ?? "");
});
afterAll(() => opened.disposeAsync());

const PAGES = [
  ["shop", "/"],
  ["shop", "/cart"],
  ["shop", "/product/OLJCESPC7Z"],
  ["shop", "/product/none"],
  ["shop", "/nowhere"],
  ["viewer", "/"],
  ["viewer", "/search"],
  ["viewer", "/trace/0123456789abcdef"],
  ["viewer", "/dependencies"],
  ["viewer", "/nowhere"],
  ["training", "/course"],
  ["training", "/course/trainer"],
  ["training", "/faults"],
  ["training", "/faults/nothing"],
  ["training", "/nowhere"],
  ["load", "/"],
  ["load", "/nowhere"],
] as const;

const DATA = [
  ["shop", "/_healthz"],
  ["shop", "/version"],
  ["shop", "/static/nothing"],
  ["shop", "/robots.txt"],
  ["shop", "/%ff"],
  ["viewer", "/api/services"],
  ["viewer", "/api/traces/0"],
  ["viewer", "/api/view/nothing"],
  ["viewer", "/api/v3/nothing"],
  ["viewer", "/%ff"],
  ["training", "/_healthz"],
  ["training", "/%ff"],
  ["load", "/page.js"],
  ["load", "/style.css"],
  ["canaryd", "/credentials"],
  ["canaryd", "/canary/none/report"],
  ["canaryd", "/nowhere"],
] as const;

/** The directives of a content security policy. */
function directivesOf(policy: string): ReadonlyMap<string, string> {
  return new Map(policy.split(";").map((one) => [one.trim().split(" ")[0] ?? "", one.trim()]));
}

async function ask(place: string, path: string): Promise<Response> {
  const { origin } = new URL(origins.get(place) ?? "");
  return fetch(`${origin}${path}`, { headers: { accept: "text/html" }, redirect: "manual" });
}

test.each(PAGES)("a page of the %s, %s, runs and loads nothing of others, and is framed by nobody", async (...at) => {
  const { headers } = await ask(...at);
  expect(headers.get("content-type")).toContain("text/html");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toMatch(/^(no-referrer|same-origin)$/);
  const policy = headers.get("content-security-policy") ?? "";
  const directives = directivesOf(policy);
  expect(directives.get("default-src")).toBe("default-src 'none'");
  expect(directives.get("frame-ancestors")).toBe("frame-ancestors 'none'");
  expect(directives.get("base-uri")).toBe("base-uri 'none'");
  expect(directives.get("form-action")).toContain("'self'");
  expect(policy).not.toMatch(/unsafe|\*|(script|style)-src[^;]*(http|data:)/);
});

test.each(PAGES)("a page of the %s, %s, has no script, style or handler in its markup", async (...at) => {
  const page = await (await ask(...at)).text();
  expect(page).toContain("</html>");
  expect(page.match(/<style|<script(?![^>]*\ssrc=)|\s(style|on[a-z]+)="/g)).toBeNull();
});

test.each(DATA)("data of the %s, %s, is taken for nothing else", async (...at) => {
  const { headers } = await ask(...at);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toMatch(/^(no-referrer|same-origin)$/);
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(policy).not.toMatch(/unsafe|\*/);
});

test.each(["/metrics", "/nowhere"])("metrics are no page: %s", async (path) => {
  const { headers } = await ask("metrics", path);
  expect(headers.get("content-type")).toContain("text/plain");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});

describe("a report's policy", () => {
  const page = renderReport(sampleReport());

  test("takes the page's own stylesheet by its hash, and no other", () => {
    const [, policy = ""] = /content-security-policy" content="([^"]*)"/.exec(page) ?? [];
    const [, style = ""] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy.replaceAll("&#39;", "'")).toBe(`default-src 'none'; style-src 'sha256-${hash}'`);
    expect(style.length).toBeGreaterThan(100);
  });

  test("finds no style attribute that it would refuse", () => {
    expect(page.match(/\s(style|on[a-z]+)="|<script/g)).toBeNull();
  });
});
