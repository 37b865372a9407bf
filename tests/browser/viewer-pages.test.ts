import { expect, test } from "vitest";
import { storedSpan } from "../support/spans.ts";
import { wholeTrace } from "../support/traces.ts";
import { traceIdOf } from "./shopping.ts";
import { targetProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase, selected } from "./viewer-purchase.ts";

describeInBrowser("the other pages", (stage) => {
  test("a search finds by query and service, and a dot of the chart opens its trace", async () => {
    const page = await stage.open();
    const { id } = await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/search`);
    await page.getByLabel("Query").fill("PaymentService");
    await page.keyboard.press("Enter");
    await page.getByText("1 trace", { exact: true }).waitFor();
    expect(await page.locator(".result a").first().getAttribute("href")).toBe(`/trace/${id}`);
    const chart = page.locator(".u-over");
    const { width = 0, height = 0 } = (await chart.boundingBox()) ?? {};
    for (let y = 2; y < height && page.url().includes("/search"); y += 12)
      await chart.click({ position: { x: width / 2, y } });
    await page.getByRole("heading", { name: "frontend POST /cart/checkout" }).waitFor();
  });

  test("a query that cannot be read is answered with the place", async () => {
    const page = await stage.open();
    await page.goto(`${stage.shop.status.traces}/search?q=${encodeURIComponent("a=b (c")}`);
    await page.getByRole("alert").getByText("cannot be read").waitFor();
    expect(await page.locator(".query-problem mark").count()).toBe(1);
    expect(await page.locator(".empty").count()).toBe(0);
    expect(await page.locator(".total").textContent()).toBe("");
  });

  test("a trace without its root is under way at first, complete when the root comes, and missing a parent later", async () => {
    const page = await stage.open();
    const nowUs = Date.now() * 1000;
    const { store } = stage.shop;
    const child = { service: "late", spanId: "2", parentSpanId: "1", operation: "child" };
    store.add([
      storedSpan({ ...child, traceId: "e1", startUs: nowUs }),
      storedSpan({ ...child, traceId: "e2", startUs: nowUs - 40_000_000 }),
    ]);
    await page.goto(`${stage.shop.status.traces}/search?service=late`);
    const [newer, older] = [page.locator(".result").nth(0), page.locator(".result").nth(1)];
    await newer.getByText("under way").waitFor();
    await older.getByText("a parent missing").waitFor();
    store.add([storedSpan({ service: "late", traceId: "e1", operation: "root", startUs: nowUs - 10 })]);
    await newer.getByRole("link", { name: "late root" }).waitFor();
    expect(await page.getByText("under way").count()).toBe(0);
  });

  test("my traces, and those of visitors only, are one press away", async () => {
    const page = await stage.open();
    await page.goto("/");
    const id = await traceIdOf(page);
    await wholeTrace(stage.shop, id);
    stage.shop.store.add([storedSpan({ service: "loadgenerator", traceId: "f1", kind: "client" })]);
    await page.goto(`${stage.shop.status.traces}/search`);
    await page.getByLabel("My traces").check();
    await page.getByText("1 trace", { exact: true }).waitFor();
    expect(await page.locator(".result a").first().getAttribute("href")).toBe(`/trace/${id}`);
    expect(await page.getByLabel("Query").inputValue()).toBe("mine");
    await page.getByLabel("My traces").uncheck();
    await page.getByText("loadgenerator work").waitFor();
    await page.getByLabel("Without the load generator").check();
    await page.getByText("loadgenerator work").waitFor({ state: "detached" });
    expect(await page.getByLabel("Without the load generator").isChecked()).toBe(true);
  });

  test("traces come by themselves while the list is followed", async () => {
    const page = await stage.open();
    await page.goto(`${stage.shop.status.traces}/search?service=frontend`);
    await page.getByRole("button", { name: "Follow live" }).click();
    await page.getByText("live, 0 new").waitFor();
    await fetch(`${stage.shop.url}/product/66VCHSJNUP`);
    await page.getByText("live, 1 new").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    expect(await page.getByRole("button", { name: "Follow live" }).isVisible()).toBe(true);
  });

  test("a search can be saved, and is there the next time", async () => {
    const page = await stage.open();
    await page.goto(`${stage.shop.status.traces}/search?q=error`);
    await page.getByText("Saved searches").click();
    await page.getByRole("button", { name: "Save this search" }).click();
    await page.reload();
    await page.getByText("Saved searches (1)").click();
    expect(await targetProblems(page)).toEqual([]);
    expect(await page.getByRole("link", { name: "error", exact: true }).getAttribute("href")).toBe("/search?q=error");
  });

  test("the map's edges lead to traces of that call", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/dependencies`);
    await page.getByRole("link", { name: /^checkoutservice to paymentservice/ }).click();
    await page.locator(".result").first().waitFor();
    expect(await page.getByLabel("Query").inputValue()).toContain("paymentservice");
  });

  test("the monitor's examples open their trace and pin it", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/monitor?service=paymentservice`);
    await page.locator(".exemplar").first().click();
    await page.getByRole("button", { name: "Pinned", pressed: true }).waitFor();
    expect(await selected(page).textContent()).toContain("paymentservice");
  });

  test("two traces marked in the list are compared", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/search?q=PaymentService`);
    await page.getByRole("checkbox", { name: /^Mark/ }).nth(0).check();
    await page.getByRole("checkbox", { name: /^Mark/ }).nth(1).check();
    await page.getByRole("link", { name: "Compare the two" }).click();
    await page.getByRole("columnheader", { name: "Change of self" }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/trace\/[\da-f]+\.\.\.[\da-f]+$/);
    expect(await page.locator(".verdict-line").textContent()).toMatch(/^(B is [\d.]+ ms (slower|faster)|A and B take)/);
    await page.getByText("One trace each: no test, so no p-values.").waitFor();
    expect(await page.getByText("one trace each", { exact: true }).count()).toBeGreaterThan(0);
    expect(await page.getByRole("columnheader", { name: "p", exact: true }).count()).toBe(0);
    expect(await targetProblems(page)).toEqual([]);
  });

  test("without JavaScript it says where else traces can be read", async () => {
    const page = await stage.open({ javaScriptEnabled: false });
    await page.goto(`${stage.shop.status.traces}/search`);
    const words = page.locator("noscript p");
    expect([await words.isVisible(), await words.innerText()]).toEqual([
      true,
      expect.stringContaining("npx shop trace list"),
    ]);
  });
});
