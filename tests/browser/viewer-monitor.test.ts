import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase } from "./viewer-purchase.ts";

async function openMonitor(page: Page, traces: string): Promise<void> {
  await page.goto(`${traces}/monitor?lookback=900000`);
  await page.locator(".figures.red").waitFor();
}

describeInBrowser("the monitor", (stage) => {
  test("draws nothing red where nothing failed, and a bar where something did", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await openMonitor(page, stage.shop.status.traces);
    expect(await page.locator(".share-bar").count()).toBe(0);
    const startUs = Date.now() * 1000;
    const tags = [{ key: "error", type: "bool", value: true } as const];
    const process = { service: "adservice", tags: [] };
    const failed = {
      traceId: "e".repeat(32),
      spanId: "e".repeat(16),
      parentSpanId: "",
      flags: 1,
      kind: "server",
    } as const;
    stage.shop.store.add([
      { ...failed, operation: "Fail", error: true, startUs, durationUs: 9, tags, logs: [], links: [], process },
    ]);
    await page.reload();
    const chart = page.getByRole("img", { name: "Errors of adservice Fail over time" });
    await chart.waitFor();
    expect(await page.locator(".share-bar").count()).toBe(1);
  });

  test("shows operations without their packages, and the whole name on hover", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await openMonitor(page, stage.shop.status.traces);
    const charge = page.getByTitle("hipstershop.PaymentService/Charge");
    expect(await charge.innerText()).toBe("PaymentService/Charge");
  });

  test("has a time axis of more than two ticks for every lookback", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await openMonitor(page, stage.shop.status.traces);
    for (const lookback of ["1 min", "5 min", "15 min", "1 h", "1 day"]) {
      await page.getByLabel("Since").selectOption({ label: lookback });
      const labels = page.locator(".time-axis").first().locator("text");
      await expect.poll(() => labels.count(), { message: lookback }).toBeGreaterThan(2);
      const boxes = await labels.evaluateAll((texts) =>
        texts.map((text) => text.getBoundingClientRect()).map(({ left, right }) => [left, right] as const),
      );
      const touching = boxes.filter(([left], index) => index > 0 && left < boxes[index - 1]![1] + 1);
      expect(touching, lookback).toEqual([]);
    }
  });
});
