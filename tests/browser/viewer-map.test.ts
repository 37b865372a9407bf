import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase } from "./viewer-purchase.ts";

/** How far the map reaches out of its panel, to the right and to the bottom. */
function overhang(page: Page): Promise<number[]> {
  return page.locator(".map").evaluate((panel) => {
    const sheet = panel.querySelector(".map-sheet")!.getBoundingClientRect();
    const { right, bottom } = panel.getBoundingClientRect();
    return [Math.max(0, Math.round(sheet.right - right)), Math.max(0, Math.round(sheet.bottom - bottom))];
  });
}

const sheetWidth = (page: Page) =>
  page.locator(".map-sheet").evaluate((sheet) => Math.round(sheet.getBoundingClientRect().width));

/** What two fingers do that move apart. */
function pinch(page: Page): Promise<void> {
  return page.locator(".map").evaluate((panel) => {
    const { left, top } = panel.getBoundingClientRect();
    const fingers = (apart: number) =>
      [-1, 1].map(
        (side, identifier) =>
          new Touch({ identifier, target: panel, clientX: left + 150 + side * apart, clientY: top + 100 }),
      );
    for (const [type, apart] of [
      ["touchstart", 40],
      ["touchmove", 80],
    ] as const)
      panel.dispatchEvent(new TouchEvent(type, { touches: fingers(apart), cancelable: true, bubbles: true }));
    panel.dispatchEvent(new TouchEvent("touchend", { touches: [], cancelable: true, bubbles: true }));
  });
}

describeInBrowser("the map", (stage) => {
  test("fits its panel, whatever the window's width, and draws itself anew when that changes", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/dependencies`);
    await page
      .getByRole("link", { name: /^sqlite/ })
      .first()
      .waitFor();
    for (const width of [1280, 1024, 768, 390, 320, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => overhang(page), { message: `at ${width} px` }).toEqual([0, 0]);
      const isUpright = await page.locator(".map-sheet.upright").count();
      expect(isUpright, `at ${width} px`).toBe(width < 1000 ? 1 : 0);
      const name = page.locator(".node b").first();
      const height = await name.evaluate((element) => element.getBoundingClientRect().height);
      expect(height, `letters at ${width} px`).toBeGreaterThan(12);
    }
  });

  test("is zoomed by buttons, keys, the wheel with Ctrl, and two fingers", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/dependencies`);
    await page.locator(".map-sheet").waitFor();
    const fitting = await sheetWidth(page);
    const grown = () => expect.poll(() => sheetWidth(page)).toBeGreaterThan(fitting * 1.2);
    const fits = () => expect.poll(() => sheetWidth(page)).toBe(fitting);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await grown();
    await page.getByRole("button", { name: "Zoom out" }).click();
    await fits();
    await page.keyboard.press("+");
    await grown();
    await page.keyboard.press("0");
    await fits();
    const { x = 0, y = 0 } = (await page.locator(".map").boundingBox()) ?? {};
    await page.mouse.move(x + 300, y + 100);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -100);
    await page.keyboard.up("Control");
    await grown();
    await page.getByRole("button", { name: "Fit" }).click();
    await fits();
    await pinch(page);
    await expect.poll(() => sheetWidth(page)).toBeGreaterThan(fitting * 1.9);
  });

  test("says what its figures mean", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/dependencies`);
    const legend = await page.getByLabel("Legend").innerText();
    for (const term of ["per second", "95 took no longer", "failed", "colour"]) expect(legend).toContain(term);
  });
});
