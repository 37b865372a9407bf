import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase, openTrace, orderWith } from "./viewer-purchase.ts";

/** The viewer speaks of missing spans only once they can't be on their way any more. */
const MISSING_MS_MAX = 20_000;
const TEST_MS_MAX = 60_000;

const sentence = (page: Page, text: RegExp | string) =>
  page.getByRole("region", { name: "In words" }).getByRole("button").filter({ hasText: text });

describeInBrowser("the trace in words", (stage) => {
  test("says why an order failed and where it began, marks its spans, and the deepest failure has the mark", async () => {
    const page = await stage.open();
    await openTrace(stage, page, await orderWith(stage, "paymentUnreachable:on", 15));
    const failure = sentence(
      page,
      "POST /cart/checkout failed with 503: checkoutservice could not reach PaymentService/Charge",
    );
    await failure.waitFor();
    expect(await failure.textContent()).toContain("nothing from paymentservice");
    const origins = page.getByRole("treeitem").filter({ hasText: "failed here:" });
    expect(await origins.allTextContents()).toEqual([expect.stringContaining("PaymentService/Charge")]);
    const rows = await page.getByRole("treeitem").count();
    await failure.press("Enter");
    expect(await failure.getAttribute("aria-pressed")).toBe("true");
    const dimmed = await page.locator("[role=treeitem].dimmed").count();
    expect(dimmed).toBe(rows - 3);
    await failure.press("Enter");
    await expect.poll(() => page.locator("[role=treeitem].dimmed").count()).toBe(0);
  });

  const breaks = [
    ["lostParent:on", "Lost parent: recommendationservice has the trace id of frontend"],
    ["lostSampledFlag:on", "Not sampled: recommendationservice recorded nothing"],
    [
      "propagationFormat:none",
      "Cut in two: checkoutservice called shippingservice, ShippingService/GetQuote and ShippingService/ShipOrder, and what followed is in another trace: no trace context arrived",
    ],
    ["propagationFormat:shortIds", "trace ids were shortened to 64 bits"],
    ["clockSkew:ahead", "Clock skew: shippingservice’s clock is about"],
    ["clockSkew:behind", "behind that of checkoutservice"],
  ] as const;
  test.each(breaks)(
    "says why a trace is broken: %s",
    async (fault, text) => {
      await orderWith(stage, "", 30);
      const page = await stage.open();
      await openTrace(stage, page, await orderWith(stage, fault, 30));
      await sentence(page, text).waitFor({ timeout: MISSING_MS_MAX });
      expect(
        await sentence(page, /^(?:Lost parent|Not sampled|No spans|Cut in two|Clock skew|The spans of)/).count(),
      ).toBe(1);
    },
    TEST_MS_MAX,
  );

  test(
    "says nothing of a break in a whole trace",
    async () => {
      const page = await stage.open();
      await openPurchase(stage, page);
      await sentence(page, "A visitor asked frontend for POST /cart/checkout").waitFor();
      await page.getByRole("button", { name: "Reload" }).waitFor({ timeout: MISSING_MS_MAX });
      expect(await page.locator(".sentence.broken").count()).toBe(0);
    },
    TEST_MS_MAX,
  );
});
