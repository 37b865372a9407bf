import { describe, expect, test } from "vitest";
import type { TraceStore } from "../src/index.ts";
import { startFilledStore, TRACE } from "./filled-store.ts";
import { span } from "./spans.ts";
import { startTestStore } from "./start.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;

async function page(traces: TraceStore, path: string): Promise<{ status: number; html: string; headers: Headers }> {
  const answer = await fetch(traces.queryUrl + path);
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
}

describe("the list of traces", () => {
  test.for(["/", "/search"])("%s shows the newest first, each with its way to the waterfall", async (path) => {
    await using traces = await startFilledStore();
    const { status, html } = await page(traces, path);
    expect(status).toBe(200);
    expect([...html.matchAll(/href="\/trace\/(\w+)"/g)].map((match) => match[1])).toEqual([TRACE, "000000000000000b"]);
    expect(html).toContain("<b>frontend</b> GET /");
    expect(html).toContain("2.000 ms");
    expect(html).toContain("1 error");
  });

  test("takes Jaeger's search links and fills its form with them", async () => {
    await using traces = await startFilledStore();
    const tags = encodeURIComponent('{"error":"true","otel.scope.name":"cart"}');
    const { html } = await page(
      traces,
      `/search?service=cartservice&operation=Get&tags=${tags}&minDuration=300us&lookback=custom&start=1&limit=5`,
    );
    expect(html).toContain("1 trace, the newest first");
    expect(html).toContain("<option selected>cartservice</option>");
    expect(html).toContain('value="otel.scope.name:cart"');
    expect(html).toContain('value="error:true" checked');
    expect(html).toContain('value="0.3ms"');
  });

  test("says what to do when nothing was found, nothing has come, or the search cannot be read", async () => {
    await using traces = await startTestStore();
    expect((await page(traces, "/")).html).toContain("No span has arrived yet");
    traces.store.add([span()]);
    expect((await page(traces, "/search?service=nobody")).html).toContain("No trace matches");
    const bad = await page(traces, "/search?minDuration=2");
    expect(bad.status).toBe(400);
    expect(bad.html).toContain("unable to parse param &#39;minDuration&#39;");
  });
});

describe("the page of a trace", () => {
  test("is a waterfall with a place, a length and everything known of each span", async () => {
    await using traces = await startFilledStore();
    const { html } = await page(traces, `/trace/${TRACE}`);
    expect(html).toContain("<title>frontend GET /</title>");
    expect([...html.matchAll(/depth-(\d+)/g)].map((match) => match[1])).toEqual(["0", "1"]);
    expect(html).toContain('<rect x="50.0" width="250.0" height="10" />');
    expect(html).toContain('<th scope="row">otel.status_code</th><td>ERROR</td>');
    expect(html).toContain("<caption>retried at 0.200 ms</caption>");
    expect(html).toContain('<a href="/trace/000000000000000b">');
    expect(html).toContain('<th scope="row">service.version</th><td>v1</td>');
  });

  test("names a missing parent", async () => {
    await using traces = await startTestStore();
    traces.store.add([span({ traceId: "a", spanId: "2", parentSpanId: "1" })]);
    const { html } = await page(traces, "/trace/a");
    expect(html).toContain('<span class="mark warning">parent missing</span>');
    expect(html).toContain("span 0000000000000001 is not in this trace");
  });

  test("shows the first thousand spans of a larger one, and says so", async () => {
    await using traces = await startTestStore();
    traces.store.add(Array.from({ length: 1001 }, (_, n) => span({ traceId: "a", spanId: (n + 1).toString(16) })));
    const { html } = await page(traces, "/trace/a");
    expect(html.match(/<details>/g)).toHaveLength(1000);
    expect(html).toContain("the first 1000 of 1,001 spans");
  });

  test("that is not there, or no id, answers in words and the right status", async () => {
    await using traces = await startTestStore();
    const missing = await page(traces, "/trace/abc");
    expect([missing.status, missing.html.includes("No trace of this id is kept")]).toEqual([404, true]);
    expect((await page(traces, "/trace/xyz")).status).toBe(400);
    expect((await page(traces, "/elsewhere")).status).toBe(404);
  });
});

describe("every page", () => {
  test("escapes whatever a span, a search or an address says", async () => {
    await using traces = await startTestStore();
    const tags = [{ key: HOSTILE, type: "string" as const, value: HOSTILE }];
    const process = { service: HOSTILE, tags };
    const logs = [{ timestampUs: 1, fields: [{ key: "event", type: "string" as const, value: HOSTILE }, ...tags] }];
    traces.store.add([span({ traceId: "a", operation: HOSTILE, error: true, tags, logs, process })]);
    const query = `service=${encodeURIComponent(HOSTILE)}&operation=${encodeURIComponent(HOSTILE)}&tag=${encodeURIComponent(`a:${HOSTILE}`)}`;
    for (const path of [
      "/",
      "/trace/a",
      `/search?${query}`,
      `/search?limit=${encodeURIComponent(HOSTILE)}`,
      `/trace/${encodeURIComponent(HOSTILE)}`,
      "/%3Cscript%3E",
    ]) {
      const { html } = await page(traces, path);
      expect(html).not.toMatch(/<script|<img/i);
    }
    expect((await page(traces, "/trace/a")).html).toContain("&lt;script&gt;");
  });

  test("runs no script, has no inline style, and says so in its policy", async () => {
    await using traces = await startFilledStore();
    for (const path of ["/", `/trace/${TRACE}`, "/trace/abc", "/search?limit=x"]) {
      const { html, headers } = await page(traces, path);
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self'; img-src 'self'/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
    }
  });

  test("finds its stylesheet and icon", async () => {
    await using traces = await startTestStore();
    const { html } = await page(traces, "/");
    for (const [, path] of html.matchAll(/<link [^>]*href="([^"]+)"/g)) {
      const { status, headers } = await page(traces, path!);
      expect([status, headers.get("content-type")]).toEqual([
        200,
        path!.endsWith(".css") ? "text/css; charset=utf-8" : "image/svg+xml",
      ]);
    }
  });
});
