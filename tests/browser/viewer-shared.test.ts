import type { Tag } from "@hipstershop/traces";
import { expect, test } from "vitest";
import { storedSpan } from "../support/spans.ts";
import { axeProblems, overflowProblems, targetProblems } from "./inspect.ts";
import { describeInBrowser, type Stage } from "./test/stage.ts";

const text = (key: string, value: string): Tag => ({ key, type: "string", value });

/** Sixty traces of a service; the twelve in euros take 80 ms, the others 10. */
function addPrices({ shop }: Stage): void {
  const endMs = Date.now() - 1000;
  for (let n = 1; n <= 60; n += 1) {
    const isSlow = n % 5 === 0;
    const tags = [text("app.currency", isSlow ? "EUR" : "USD"), text("order", `order-${n}`)];
    const times = { startUs: (endMs - n * 500) * 1000, durationUs: isSlow ? 80_000 : 10_000 };
    shop.store.add([storedSpan({ traceId: `c${n}`, service: "pricer", operation: "price", tags, ...times })]);
  }
}

describeInBrowser("what the slow ones share", (stage) => {
  test("is asked by a button, changed in fields, and opens as a search and as a comparison", async () => {
    const page = await stage.open();
    addPrices(stage);
    await page.goto(`${stage.shop.status.traces}/search?service=pricer`);
    await page.getByRole("button", { name: "What do the slow ones share?" }).focus();
    await page.keyboard.press("Enter");
    const slower = page.getByLabel("Slower than");
    await slower.fill("50ms");
    await page.keyboard.press("Enter");
    await page.getByText("12 traces of 60 are marked.").waitFor();
    const first = page.locator(".contrasts > li").first();
    expect(await first.locator("b").textContent()).toBe("app.currency=EUR");
    expect(await first.textContent()).toMatch(/12 of 12 marked.*0 of 48 others/);
    expect(new URL(page.url()).searchParams.get("slower")).toBe("50ms");
    await page.getByRole("link", { name: "Search: app.currency=EUR" }).click();
    await page.getByText("12 traces, the newest first").waitFor();
    expect(await page.getByLabel("Query").inputValue()).toBe("app.currency=EUR");
    await page.goBack();
    await page.getByRole("link", { name: "Compare without and with: app.currency=EUR" }).click();
    await page.getByText("B is 70.0 ms slower in the median (10.0 → 80.0 ms): price +70.0.").waitFor();
    await page.getByText(/^A: 48 traces of/).waitFor();
  });

  test("is asked by a drag over the chart, which opens no trace", async () => {
    const page = await stage.open();
    addPrices(stage);
    await page.goto(`${stage.shop.status.traces}/search?service=pricer`);
    const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator(".u-over").boundingBox()) ?? {};
    await page.mouse.move(x + 2, y + 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 3, { steps: 4 });
    await page.mouse.move(x + width - 2, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await page.getByText("12 traces of 60 are marked.").waitFor();
    expect(new URL(page.url()).pathname).toBe("/search");
    await page.getByRole("button", { name: /any time$/ }).click();
    await page.getByText("12 traces of 60 are marked.").waitFor();
    await page.getByRole("button", { name: "Unmark" }).click();
    await page.getByRole("button", { name: "What do the slow ones share?" }).waitFor();
  });

  test("can be read and pressed on any screen", async () => {
    const page = await stage.open();
    addPrices(stage);
    const problems: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 360]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${stage.shop.status.traces}/search?service=pricer&slower=50ms&limit=5`);
        await page.locator(".contrasts > li").first().waitFor();
        const found = [await axeProblems(page), await overflowProblems(page), await targetProblems(page)].flat();
        problems.push(...found.map((problem) => `${colorScheme} ${width}: ${problem}`));
      }
    }
    expect(problems).toEqual([]);
  }, 60_000);
});
