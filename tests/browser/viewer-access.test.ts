import { expect, test } from "vitest";
import { axeProblems, overflowProblems, targetProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase } from "./viewer-purchase.ts";

describeInBrowser("in the viewer nothing bars the way, light and dark, wide and narrow:", (stage) => {
  const pages = [
    ["a trace", "/trace/{id}"],
    ["the list", "/search"],
    ["the map", "/dependencies"],
    ["the monitor", "/monitor"],
    ["a comparison", "/compare?a=q:PaymentService&b=q:CartService"],
  ] as const;
  test.each(pages)("%s", async (_name, path) => {
    const page = await stage.open();
    const { id } = await openPurchase(stage, page);
    const problems: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 360]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(stage.shop.status.traces + path.replace("{id}", id));
        await page.locator("[role=treeitem], .result, .figures").first().waitFor();
        if (path.includes("{id}") && colorScheme === "dark") await page.keyboard.press("j");
        const small = path === "/dependencies" || path === "/monitor" ? await targetProblems(page) : [];
        const found = [...(await axeProblems(page)), ...(await overflowProblems(page)), ...small];
        problems.push(...found.map((problem) => `${colorScheme} ${width}: ${problem}`));
      }
    }
    expect(problems).toEqual([]);
  });
});
