import { startTraceStore } from "@hipstershop/traceview";
import { expect, test } from "vitest";
import { wholeTrace } from "../support/traces.ts";
import { placeOrder, traceIdOf } from "./shopping.ts";
import { describeInBrowser } from "./test/stage.ts";

describeInBrowser("below a base path", (stage) => {
  test("every link stays below it, down to the other half of a request that was cut in two", async () => {
    const buyer = await stage.open();
    await placeOrder(buyer);
    const whole = await wholeTrace(stage.shop, await traceIdOf(buyer));
    await using store = await startTraceStore({
      host: "127.0.0.1",
      queryPort: 0,
      jaegerThriftPort: 0,
      otlpHttpPort: 0,
      basePath: "/jaeger",
    });
    const cutId = whole.traceId.slice(-16).padStart(32, "0");
    const cut = (service: string) => (service === "paymentservice" ? cutId : whole.traceId);
    store.store.add(whole.spans.map((span) => ({ ...span, traceId: cut(span.process.service) })));

    const base = `${store.queryUrl}/jaeger`;
    const { page } = await stage.visit({ origins: [store.queryUrl] });
    await page.goto(base);
    await page.getByRole("link", { name: /POST \/cart\/checkout/ }).click();
    await page.getByText("Cut in two: mixed formats.").waitFor();
    expect(page.url()).toBe(`${base}/trace/${whole.traceId}`);
    await page.getByRole("link", { name: "Open the other trace" }).first().click();
    await page.getByRole("heading", { name: "paymentservice PaymentService/Charge" }).waitFor();
    expect(page.url()).toBe(`${base}/trace/${cutId}`);
    for (const [link, path] of [
      ["Map", "/dependencies"],
      ["Monitor", "/monitor"],
      ["Compare", "/compare"],
      ["Traces", "/search"],
    ] as const) {
      await page.getByRole("navigation").getByRole("link", { name: link }).click();
      await page
        .getByRole("navigation")
        .getByRole("link", { name: link })
        .and(page.locator("[aria-current]"))
        .waitFor();
      expect(page.url()).toBe(base + path);
    }
    await page.reload();
    const hrefs = await page.locator("a[href]").evaluateAll((links) => links.map((a) => a.getAttribute("href") ?? ""));
    expect(hrefs.filter((href) => !href.startsWith("/jaeger/") && !href.startsWith("#"))).toEqual([]);
  });

  test("the page's own links stay below it, too", async () => {
    await using store = await startTraceStore({
      host: "127.0.0.1",
      queryPort: 0,
      jaegerThriftPort: 0,
      otlpHttpPort: 0,
      basePath: "/jaeger",
    });
    const html = await (await fetch(`${store.queryUrl}/jaeger/search`)).text();
    const links = [...html.matchAll(/ (?:href|action|src)="([^"#]+)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((link) => !link?.startsWith("/jaeger/"))).toEqual([]);
  });
});
