import { expect, test } from "vitest";
import { axeProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase } from "./viewer-purchase.ts";

describeInBrowser("the query's field", (stage) => {
  test("completes keys and values by keyboard, and Enter without a choice searches", async () => {
    const page = await stage.open();
    const { id } = await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/search`);
    const field = page.getByRole("combobox", { name: "Query" });
    const options = page.getByRole("listbox", { name: "Completions" });
    expect(await field.getAttribute("aria-expanded")).toBe("false");
    await field.pressSequentially("app.payment.curr");
    await options.getByRole("option", { name: "app.payment.currency …" }).waitFor();
    await page.keyboard.press("ArrowDown");
    expect(await field.getAttribute("aria-activedescendant")).toBe("q-completion-0");
    await page.keyboard.press("Enter");
    expect(await field.inputValue()).toBe("app.payment.currency=");
    await options.getByRole("option", { name: "USD" }).waitFor();
    // What the list covers has no contrast that could be measured.
    expect((await axeProblems(page)).filter((problem) => !problem.includes("overlapped"))).toEqual([]);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    expect(await field.inputValue()).toBe("app.payment.currency=USD ");
    expect(await field.getAttribute("aria-expanded")).toBe("false");
    await field.pressSequentially("service=payment");
    await options.getByRole("option", { name: "paymentservice" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await options.getByRole("option").count()).toBe(0);
    await field.pressSequentially("service");
    await page.keyboard.press("Enter");
    await page.getByText("1 trace", { exact: true }).waitFor();
    expect(await page.locator(".result a").first().getAttribute("href")).toBe(`/trace/${id}`);
  });

  test("completes by touch or mouse, and keeps the focus", async () => {
    const page = await stage.open({ viewport: { width: 390, height: 800 } });
    await openPurchase(stage, page);
    await page.goto(`${stage.shop.status.traces}/search`);
    const field = page.getByRole("combobox", { name: "Query" });
    const options = page.getByRole("listbox", { name: "Completions" });
    await field.pressSequentially("payments");
    await options.getByRole("option", { name: "service=paymentservice" }).click();
    expect(await field.inputValue()).toBe("service=paymentservice ");
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});
