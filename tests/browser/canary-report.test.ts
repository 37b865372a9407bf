import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type CanaryConfig, type CanaryServer, startCanaryServer } from "@hipstershop/canary";
import { renderReport } from "@hipstershop/canary/report";
import { sampleReport } from "@hipstershop/canary/testing-report";
import type { Page } from "playwright-core";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { axeProblems, overflowProblems, targetProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";

const folder = mkdtempSync(join(tmpdir(), "canary-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "report.html");
writeFileSync(file, renderReport(sampleReport()));
const address = pathToFileURL(file).href;

/** The names of what the keyboard reaches, in its order. */
async function reachedByKeyboard(page: Page): Promise<string[]> {
  const names: string[] = [];
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const reached = document.activeElement;
      if (!reached || reached === document.body) return "";
      return reached.getAttribute("aria-label") ?? reached.textContent.trim().replaceAll(/\s+/g, " ");
    });
    if (name === "" || (names.length > 1 && name === names[0])) break;
    names.push(name);
  }
  return names;
}

/** A Prometheus that has, for each query, sixty values around the number that the query is. */
async function playPrometheus(): Promise<string> {
  const server = createServer(({ url = "" }, response) => {
    const query = new URL(url, "http://localhost").searchParams;
    const start = Date.parse(query.get("start") ?? "") / 1000;
    const values = Array.from({ length: 60 }, (_, i) => [
      start + i * 5,
      String(Number(query.get("query")) + ((i * 7) % 13) / 100),
    ]);
    response.end(JSON.stringify({ data: { result: [{ metric: {}, values }] } }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

async function startCanaryd(): Promise<CanaryServer> {
  const config: CanaryConfig = {
    port: 0,
    host: "127.0.0.1",
    folder: undefined,
    prometheusUrl: await playPrometheus(),
  };
  const server = await startCanaryServer(config);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** Compares 0.3 with 0.5, and returns the address of the run. */
async function runCanary(url: string): Promise<string> {
  const times = { start: "2026-11-30T09:00:00Z", end: "2026-11-30T09:05:00Z", step: 5 };
  const query = { type: "prometheus", customInlineTemplate: "PromQL:${scope}" };
  const order = {
    canaryConfig: {
      metrics: [{ name: "error ratio", groups: ["errors"], scopeName: "default", query }],
      classifier: { groupWeights: { errors: 100 } },
    },
    executionRequest: {
      scopes: { default: { controlScope: { scope: "0.3", ...times }, experimentScope: { scope: "0.5", ...times } } },
      thresholds: { pass: 95, marginal: 75 },
    },
  };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/canary`, { method: "POST", headers, body: JSON.stringify(order) });
  const { canaryExecutionId } = (await answer.json()) as { canaryExecutionId: string };
  const run = `${url}/canary/${canaryExecutionId}`;
  await vi.waitFor(async () => expect(await (await fetch(run)).json()).toMatchObject({ complete: true }));
  return run;
}

describeInBrowser("the report of a canary", (stage) => {
  test("bars nobody's way, light and wide, dark and narrow", async () => {
    const page = await stage.open();
    const problems: string[] = [];
    for (const [colorScheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(address);
      problems.push(...(await axeProblems(page)), ...(await overflowProblems(page)), ...(await targetProblems(page)));
    }
    expect(problems).toEqual([]);
  }, 60_000);

  test("bars nobody's way when all its parts are opened", async () => {
    const page = await stage.open({ colorScheme: "dark", viewport: { width: 390, height: 900 } });
    await page.goto(address);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    expect([...(await axeProblems(page)), ...(await overflowProblems(page))]).toEqual([]);
  }, 60_000);

  test("tells all without JavaScript: it has none", async () => {
    const page = await stage.open({ javaScriptEnabled: false });
    await page.goto(address);
    expect(await page.locator("script").count()).toBe(0);
    const article = page.getByRole("article", { name: "error ratio" });
    expect(await article.getByText("The canary's values were typically").innerText()).toContain("So: High, critical.");
    expect(await article.getByRole("img").count()).toBe(3);
    await article.getByText("All values").click();
    expect(await article.getByRole("table", { name: "Values of error ratio" }).getByRole("row").count()).toBe(61);
    const spans = article.getByRole("table", { name: "Spans of Trace 8f2d1b7c" });
    expect(await spans.getByRole("rowheader").allInnerTexts()).toEqual([
      expect.stringMatching(/^frontend GET \//),
      expect.stringMatching(/^sampleapp canary GET \//),
      expect.stringMatching(/^sampleapp SELECT orders/),
    ]);
  });

  test("charts are drawn where the values are", async () => {
    const page = await stage.open();
    await page.goto(address);
    const chart = page.getByRole("article", { name: "error ratio" }).locator("figure").first();
    const box = async (selector: string) => {
      const found = await chart.locator(selector).first().boundingBox();
      if (!found) throw new Error(`${selector} is not drawn`);
      return found;
    };
    const [tolerance, zero, interval, estimate] = await Promise.all(
      ["rect.tolerance", "line.zero", "line.interval", "circle.estimate"].map(box),
    );
    // The shift is clear: the interval lies right of the band around 0, and the estimate within it.
    expect(tolerance!.x).toBeLessThan(zero!.x);
    expect(tolerance!.x + tolerance!.width).toBeLessThan(interval!.x);
    expect(estimate!.x).toBeGreaterThan(interval!.x);
    expect(estimate!.x).toBeLessThan(interval!.x + interval!.width);
  });

  test("can be gone through by keyboard", async () => {
    const page = await stage.open();
    await page.goto(address);
    const names = await reachedByKeyboard(page);
    for (const name of [
      "Judgement 1: score 96.7",
      "queue length",
      "Trace 8f2d1b7c",
      "Compare both revisions",
      "The configuration",
    ])
      expect(names).toContain(name);
    await page.getByText("Judgement 1: score").focus();
    await page.keyboard.press("Enter");
    expect(await page.getByRole("table", { name: "Metrics of judgement 1" }).isVisible()).toBe(true);
  });

  test("is served by canaryd", async () => {
    const { port } = await startCanaryd();
    const url = `http://127.0.0.1:${port}`;
    const page = await stage.open({ origins: [url] });
    await page.goto(`${await runCanary(url)}/report`);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("ad-hoc: canary against baseline");
    expect(await page.getByRole("row", { name: /^error ratio/ }).innerText()).toContain("0.2 (0.18 to 0.22)");
    expect(await axeProblems(page)).toEqual([]);
  });
});
