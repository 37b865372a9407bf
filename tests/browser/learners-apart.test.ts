import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { wholeTrace } from "../support/traces.ts";
import { describeInBrowser } from "./test/stage.ts";

/** The fault makes a quote take 800 ms, or as long as the page waits for it; otherwise it takes some milliseconds. */
const SLOW_MS = 500;

describeInBrowser("two learners on one shop", (stage) => {
  const arrive = async (name: string) => {
    const { training } = stage.shop.status;
    const page = await stage.open({ origins: [training] });
    await page.goto(`${training}/course`);
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Take this name" }).click();
    await page.getByText(`Progress is kept for ${name}`).waitFor();
    await page.goto(`${stage.shop.url}/product/OLJCESPC7Z`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.waitForURL(/\/cart$/);
    return page;
  };

  /** Opens the cart's page: how long its quote took, and the faults that acted. */
  const openCart = async (page: Page) => {
    const answer = await page.goto(`${stage.shop.url}/cart`);
    const traceId = (await answer?.headerValue("traceresponse"))?.split("-")[1] ?? "";
    const { spans } = await wholeTrace(stage.shop, traceId);
    const quote = spans.find(({ kind, operation }) => kind === "client" && operation.endsWith("/GetQuote"));
    const faults = spans.flatMap(({ tags }) => tags.filter(({ key }) => key === "app.fault").map(({ value }) => value));
    return { quoteMs: (quote?.durationUs ?? 0) / 1000, faults: [...new Set(faults)] };
  };

  test("do not meet each other's faults, nor read each other's names", async () => {
    const [vera, otto] = [await arrive("Vera"), await arrive("Otto")];
    const faults = `${stage.shop.status.training}/faults`;
    await vera.goto(faults);
    const card = vera.locator("#shippingSlow");
    expect(await card.getByRole("radio", { name: /only me/ }).isChecked()).toBe(true);
    await card.getByRole("radio", { name: /^800ms/ }).check();
    await card.getByRole("button", { name: "Switch shippingSlow" }).click();
    await vera.getByText("shippingSlow is on: 800ms only for you.").waitFor();
    await card.getByText("Only for you: 800ms").waitFor();

    // Services learn of a switched fault within a moment.
    await expect.poll(async () => (await openCart(vera)).faults).toEqual(["shippingSlow:800ms"]);
    const [ofVera, ofOtto] = [await openCart(vera), await openCart(otto)];
    expect(ofOtto.faults).toEqual([]);
    expect(ofVera.quoteMs).toBeGreaterThan(SLOW_MS);
    expect(ofOtto.quoteMs).toBeLessThan(ofVera.quoteMs);

    await otto.goto(faults);
    const same = otto.locator("#shippingSlow");
    await same.getByText("Rule: 800ms only for somebody else.").waitFor();
    expect(await same.getByText("Only for you").count()).toBe(0);
    expect(await same.getByRole("heading", { name: "shippingSlow off" }).count()).toBe(1);
    expect(await otto.content()).not.toContain("Vera");

    const trainer = await stage.open({ origins: [stage.shop.status.training] });
    await trainer.goto(faults);
    await trainer.locator("#shippingSlow").getByText("Rule: 800ms only for the learner “Vera”.").waitFor();
  });
});
