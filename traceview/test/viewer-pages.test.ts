import { describe, expect, test } from "vitest";
import { startFilledStore, TRACE } from "./filled-store.ts";
import { startTestStore } from "./start.ts";

const HOSTILE = `"'><script>alert(1)</script>`;
const PAGES = [
  "/",
  "/search?service=cartservice",
  `/trace/${TRACE}`,
  "/trace/no-id",
  "/compare",
  "/dependencies",
  "/monitor",
];

describe("the viewer", () => {
  test.each(PAGES)("has one page at %s, which loads its own files and nothing else", async (path) => {
    await using traces = await startFilledStore();
    const answer = await fetch(traces.queryUrl + path);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(html).not.toMatch(/<script(?! type="module" src="\/assets\/)|<style|\sstyle=|\son\w+=/i);
  });

  test("asks for the JSON of a trace beside its script", async () => {
    await using traces = await startFilledStore();
    const pageAt = async (path: string) => (await fetch(traces.queryUrl + path)).text();
    expect(await pageAt(`/trace/${TRACE}`)).toContain(`<link rel="preload" href="/api/traces/${TRACE}" as="fetch"`);
    expect(await pageAt("/search")).not.toContain("preload");
  });

  test("says where traces can be read without JavaScript", async () => {
    await using traces = await startTestStore();
    const html = await (await fetch(`${traces.queryUrl}/`)).text();
    expect(html).toMatch(/<noscript>[^]*npx shop trace list[^]*\/api\/traces[^]*<\/noscript>/);
  });

  test("writes nothing of an address into its page", async () => {
    await using traces = await startTestStore();
    for (const path of [`/trace/${encodeURIComponent(HOSTILE)}`, `/search?q=${encodeURIComponent(HOSTILE)}`]) {
      expect(await (await fetch(traces.queryUrl + path)).text()).not.toContain("alert");
    }
  });

  test.each(["", "/jaeger"])("finds its files below %j, which a browser may keep for ever", async (base) => {
    await using traces = await startTestStore({ basePath: "/jaeger" });
    const html = await (await fetch(`${traces.queryUrl}${base}/`)).text();
    const files = [...html.matchAll(/ (?:src|href)="([\w/]*\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(files).toHaveLength(3);
    for (const path of files) {
      const { status, headers } = await fetch(traces.queryUrl + path);
      expect([path, status]).toEqual([path, 200]);
      expect(path).toMatch(/-[0-9A-Z]{8}\.(?:js|css|svg)$/);
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
    expect(files.every((path) => path.startsWith(`${base}/assets/`))).toBe(true);
    const missing = await fetch(`${traces.queryUrl}${base}/assets/viewer-00000000.js`);
    expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });

  test.each(["/map", "/nowhere", "/trace/a/b", "/jaeger/map"])(
    "has a page of its own for browsers at %s",
    async (path) => {
      await using traces = await startTestStore({ basePath: "/jaeger" });
      const answer = await fetch(traces.queryUrl + path, { headers: { accept: "text/html,*/*;q=0.8" } });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      const html = await answer.text();
      expect(html).toContain('<div id="app">');
      expect(html).toContain(path.startsWith("/jaeger") ? 'src="/jaeger/assets/viewer-' : 'src="/assets/viewer-');
    },
  );

  test("answers JSON where an API has nothing, whoever asks", async () => {
    await using traces = await startTestStore();
    for (const path of ["/api/nothing", "/api/v3/nothing", "/api/view/nothing"]) {
      const answer = await fetch(traces.queryUrl + path, { headers: { accept: "text/html" } });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/json; charset=utf-8"]);
      expect(JSON.stringify(await answer.json())).toContain("there is nothing at");
    }
  });

  test("answers an address that it does not have, and a method that it does not take, in words", async () => {
    await using traces = await startTestStore();
    const nowhere = await fetch(`${traces.queryUrl}/${encodeURIComponent(HOSTILE)}`);
    expect([nowhere.status, nowhere.headers.get("content-type")]).toEqual([404, "text/plain; charset=utf-8"]);
    expect(await nowhere.text()).toContain("there is nothing at");
    const posted = await fetch(`${traces.queryUrl}/search`, { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
