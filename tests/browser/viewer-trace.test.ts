import { expect, test } from "vitest";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase, selected } from "./viewer-purchase.ts";

const INVOLVED = [
  "cartservice",
  "checkoutservice",
  "currencyservice",
  "emailservice",
  "frontend",
  "paymentservice",
  "productcatalogservice",
  "recommendationservice",
  "shippingservice",
];
const DRAWN_MS_MAX = 1500;

describeInBrowser("the page of a trace", (stage) => {
  test("shows every service of a purchase, both sides of a call in one row, and unfolded every span", async () => {
    const page = await stage.open({ viewport: { width: 1400, height: 2200 } });
    const { spans } = await openPurchase(stage, page);
    const legend = await page
      .getByRole("list", { name: "Services of this trace" })
      .getByRole("listitem")
      .allTextContents();
    expect(legend.map((text) => text.trim().split(" ")[0])).toEqual(expect.arrayContaining(INVOLVED));
    const rows = await page.getByRole("treeitem").count();
    await page.getByRole("checkbox", { name: "Fold calls" }).uncheck();
    await expect.poll(() => page.getByRole("treeitem").count()).toBe(spans);
    expect(page.url()).toMatch(/[?&]rows=all/);
    await page.reload();
    await expect.poll(() => page.getByRole("treeitem").count()).toBe(spans);
    await page.keyboard.press("d");
    await expect.poll(() => page.getByRole("treeitem").count()).toBe(rows);
    expect(rows).toBeLessThan(spans * 0.6);
    expect(await page.getByText("Where the time went").isVisible()).toBe(true);
  });

  test("is drawn soon after it was asked for", async () => {
    const page = await stage.open();
    const { id } = await openPurchase(stage, page);
    await page.addInitScript(() => {
      const note = (): void => {
        if (!document.querySelector("[role=treeitem]") || performance.getEntriesByName("drawn").length > 0) return;
        performance.mark("drawn");
      };
      new MutationObserver(note).observe(document, { childList: true, subtree: true });
    });
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await page.goto(`${stage.shop.status.traces}/trace/${id}`);
      await page.getByRole("treeitem").first().waitFor();
      times.push(await page.evaluate(() => performance.getEntriesByName("drawn")[0]?.startTime ?? Infinity));
    }
    expect(Math.min(...times)).toBeLessThan(DRAWN_MS_MAX);
  });

  test("is walked with the keyboard alone: next, close, open, find, the ends, the help", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await page.keyboard.press("j");
    expect(await selected(page).getAttribute("aria-level")).toBe("1");
    const rows = await page.getByRole("treeitem").count();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("treeitem").count()).toBe(1);
    await page.keyboard.press("l");
    await expect.poll(() => page.getByRole("treeitem").count()).toBe(rows);
    await page.keyboard.press("/");
    await page.keyboard.type("PaymentService/Charge");
    await page.keyboard.press("Enter");
    await page
      .getByRole("complementary", { name: "The chosen span" })
      .getByText("PaymentService/Charge")
      .first()
      .waitFor();
    expect(page.url()).toMatch(/[?&]span=[\da-f]{16}/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("g");
    expect(await selected(page).textContent()).toContain("POST /cart/checkout");
    await page.keyboard.press("+");
    await page.keyboard.press("]");
    expect(await page.getByRole("button", { name: "All", exact: true }).isEnabled()).toBe(true);
    await page.keyboard.press("0");
    expect(await page.getByRole("button", { name: "All", exact: true }).isEnabled()).toBe(false);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).getByText("Find in this trace").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.getByRole("searchbox").or(page.getByLabel("Query")).first().waitFor();
  });

  test("pins its trace, and its exports can be had", async () => {
    const page = await stage.open();
    const { id } = await openPurchase(stage, page);
    await page.getByRole("button", { name: "☆ Pin" }).click();
    await page.getByRole("button", { name: "Pinned", pressed: true }).waitFor();
    await page.getByText("Export").click();
    for (const link of await page.locator(".menu a[download]").all()) {
      const answer = await page.request.get(new URL((await link.getAttribute("href")) ?? "", page.url()).href);
      expect(answer.status(), `${await link.textContent()} of ${id}`).toBe(200);
    }
  });

  test("that is not there says why that may be", async () => {
    const page = await stage.open({ refusals: [404] });
    await page.goto(`${stage.shop.status.traces}/trace/1234`);
    await page.getByRole("heading", { name: "Trace not found" }).waitFor();
    expect(await page.getByText("had to make room").isVisible()).toBe(true);
  });

  test("is found by the first digits of its id", async () => {
    const page = await stage.open({ refusals: [404] });
    const { id } = await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/trace/${id.slice(0, 8)}`);
    await page.getByRole("treeitem").first().waitFor();
    expect(new URL(page.url()).pathname).toBe(`/trace/${id}`);
  });

  test("draws 10,000 spans, and only those in sight", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    const [trace] = [...stage.shop.store.traces()];
    const root = trace!.spans[0]!;
    const traceId = "f".repeat(32);
    stage.shop.store.add(
      Array.from({ length: 10_000 }, (_, n) => ({
        ...root,
        traceId,
        spanId: (n + 1).toString(16).padStart(16, "0"),
        parentSpanId:
          n === 0
            ? ""
            : Math.ceil(n / 3)
                .toString(16)
                .padStart(16, "0"),
        startUs: root.startUs + n,
        durationUs: 20_000 - n,
      })),
    );
    await page.goto(`${stage.shop.status.traces}/trace/${traceId}`);
    await page.getByRole("treeitem").first().waitFor();
    expect(await page.getByText("10,000 spans", { exact: true }).isVisible()).toBe(true);
    await page.keyboard.press("G");
    await selected(page).waitFor();
    expect(await page.getByRole("treeitem").count()).toBeLessThan(100);
  });
});
