import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { wholeTrace } from "../support/traces.ts";
import { hasFocus, retype, tabTo } from "./keyboard.ts";
import { pricesIn, traceIdOf } from "./shopping.ts";
import { describeInBrowser } from "./test/stage.ts";

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

describeInBrowser("with nothing but a keyboard", (stage) => {
  test("the first stop is a link that skips the header", async () => {
    const page = await stage.open();
    await page.goto("/");
    const skip = page.getByRole("link", { name: "Skip to the goods" });
    await page.keyboard.press("Tab");
    expect(await hasFocus(skip)).toBe(true);
    expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await hasFocus(page.getByRole("link", { name: "See the shelf" }))).toBe(true);
    await page.keyboard.press("Shift+Tab");
    expect(await hasFocus(page.getByRole("link", { name: "View Cart (0)" }))).toBe(true);
  });

  test("a visitor finds the typewriter, buys two of it, and sees the trace of the purchase", async () => {
    const page = await stage.open();
    await page.goto("/");
    await findTypewriter(page);
    await addToCart(page, "2");
    await changeCurrency(page, "EUR");
    await setQuantity(page, "3", 3);
    await stepQuantity(page, "ArrowDown", 2);
    const [price = 0n] = await pricesIn(page, ".line-facts");
    await fillInForm(page);
    await tabTo(page, page.getByRole("button", { name: "Place order" }));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your order is complete!" }).waitFor();

    const [shipping = 0n, total] = await pricesIn(page, ".order-facts");
    expect(total).toBe(2n * price + shipping);
    expect(await page.locator(".order-total").textContent()).toMatch(/^\s*€\d+\.\d\d\s*$/);
    expect(await page.locator("#order_id").textContent()).toMatch(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/);
    expect(await page.locator("address").textContent()).toContain("9 Bow Street");
    await seeTrace(page);
  });

  /** From the order to the page of its trace, once all of it has arrived. */
  async function seeTrace(page: Page): Promise<void> {
    await wholeTrace(stage.shop, await traceIdOf(page));
    await tabTo(page, page.getByRole("link", { name: "See this page’s trace" }));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "frontend POST /cart/checkout" }).waitFor();
    const legend = await page
      .getByRole("list", { name: "Services of this trace" })
      .getByRole("listitem")
      .allTextContents();
    expect(legend.map((text) => text.trim().split(" ")[0])).toEqual(expect.arrayContaining(INVOLVED));
    await page.getByRole("tree", { name: "Spans" }).getByRole("treeitem").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("span.kind=server paymentservice/charge");
    await page.getByText("Process paymentservice").first().waitFor();
  }
});

async function findTypewriter(page: Page): Promise<void> {
  await tabTo(page, page.getByRole("searchbox", { name: "Search the shop" }));
  await page.keyboard.type("typewriter");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "1 find for “typewriter”" }).waitFor();
  await tabTo(page, page.getByRole("main").getByRole("link", { name: "Vintage Typewriter" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Vintage Typewriter" }).waitFor();
}

async function addToCart(page: Page, quantity: string): Promise<void> {
  await tabTo(page, page.getByRole("combobox", { name: "Quantity" }));
  await page.keyboard.type(quantity);
  await tabTo(page, page.getByRole("button", { name: "Add to cart" }));
  await page.keyboard.press("Enter");
  await page.getByText(`Quantity: ${quantity}`).waitFor();
}

/** A choice made by keys waits for Enter, so that one can walk past the others. */
async function changeCurrency(page: Page, code: string): Promise<void> {
  const currency = page.getByRole("combobox", { name: "Currency" });
  await tabTo(page, currency);
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await page.locator(`.totals data[data-currency=${code}]`).first().waitFor();
}

async function setQuantity(page: Page, text: string, quantity: number): Promise<void> {
  await retype(page, page.getByRole("spinbutton", { name: "New quantity of Vintage Typewriter" }), text);
  await page.keyboard.press("Enter");
  await page.getByText(`Quantity: ${quantity}`).waitFor();
}

async function stepQuantity(page: Page, arrow: "ArrowUp" | "ArrowDown", quantity: number): Promise<void> {
  await tabTo(page, page.getByRole("spinbutton", { name: "New quantity of Vintage Typewriter" }));
  await page.keyboard.press(arrow);
  await tabTo(page, page.getByRole("button", { name: "Update quantity of Vintage Typewriter" }));
  await page.keyboard.press("Enter");
  await page.getByText(`Quantity: ${quantity}`).waitFor();
}

async function fillInForm(page: Page): Promise<void> {
  await retype(page, page.getByLabel("Street address"), "9 Bow Street");
  await retype(page, page.getByLabel("Card number"), "4111 1111 1111 1111");
  await tabTo(page, page.getByLabel("Expiry month"));
  await page.keyboard.type("12");
  const year = page.getByLabel("Year", { exact: true });
  const lastYear = await year.locator("option").last().innerText();
  await tabTo(page, year);
  await page.keyboard.type(lastYear);
  expect(await page.getByLabel("Expiry month").inputValue()).toBe("12");
  expect(await year.inputValue()).toBe(lastYear);
}
