import { expect, test } from "vitest";
import { axeProblems, targetProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase } from "./viewer-purchase.ts";

describeInBrowser("in the viewer", (stage) => {
  test("an address without a page says so, guesses what was meant, and leads on", async () => {
    const page = await stage.open({ refusals: [404] });
    const answer = await page.goto(`${stage.shop.status.traces}/map`);
    expect(answer?.status()).toBe(404);
    await page.getByRole("heading", { name: "Nothing here" }).waitFor();
    expect(await page.getByRole("main").innerText()).toContain("/map");
    expect([...(await axeProblems(page)), ...(await targetProblems(page))]).toEqual([]);
    await page.getByRole("link", { name: "Map" }).last().click();
    await page.getByRole("heading", { name: "Service map" }).waitFor();
  });

  test("the list of keys opens at its heading, also on a phone", async () => {
    const page = await stage.open({ viewport: { width: 390, height: 700 } });
    await openPurchase(stage, page);
    await page.keyboard.press("?");
    const heading = page.getByRole("heading", { name: "Keys" });
    await heading.waitFor();
    expect(
      await page
        .locator("dialog")
        .evaluate(({ scrollTop, scrollHeight, clientHeight }) => [scrollTop, scrollHeight > clientHeight]),
    ).toEqual([0, true]);
    expect(await heading.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Close" }).click();
    await heading.waitFor({ state: "hidden" });
  });
});
