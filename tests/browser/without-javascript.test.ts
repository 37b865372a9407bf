import { beforeEach, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { fillCart, placeOrder, pricesIn, TYPEWRITER } from "./shopping.ts";
import { describeInBrowser } from "./test/stage.ts";

describeInBrowser("without JavaScript", (stage) => {
  let page: Page;
  beforeEach(async () => {
    page = await stage.open({ javaScriptEnabled: false, refusals: [404] });
  });

  test("a button sets the currency, and leads back to the same page", async () => {
    await page.goto("/search?q=typewriter");
    await page.getByRole("combobox", { name: "Currency" }).selectOption("JPY");
    await page.getByRole("button", { name: "Set currency" }).click();
    await page.getByText(/^JP¥[\d,]+$/).waitFor();
    expect(new URL(page.url()).pathname).toBe("/search");
    expect(await page.getByRole("combobox", { name: "Currency" }).inputValue()).toBe("JPY");
  });

  test("every page says how long it took, and leads to its trace", async () => {
    await page.goto("/cart");
    await page.getByRole("link", { name: /^\d+ ms · see trace$/ }).click();
    expect(new URL(page.url()).pathname).toMatch(/^\/trace\/[\da-f]{32}$/);
  });

  test("products can be added, counted anew, and removed", async () => {
    await page.goto(`/product/${TYPEWRITER}`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("link", { name: "View Cart (1)" }).waitFor();
    await page.goto("/product/66VCHSJNUP");
    await page.getByLabel("Quantity").selectOption("10");
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("link", { name: "View Cart (11)" }).waitFor();
    await page.getByLabel("New quantity of Vintage Typewriter").fill("4");
    await page.getByRole("button", { name: "Update quantity of Vintage Typewriter" }).click();
    await page.getByRole("link", { name: "View Cart (14)" }).waitFor();
    expect(await page.locator(".line").count()).toBe(2);
    await page.getByRole("button", { name: "Remove Vintage Typewriter" }).click();
    await page.getByRole("link", { name: "View Cart (10)" }).waitFor();
    expect(await page.locator(".line").count()).toBe(1);
  });

  test("a line of the cart tells the price of one", async () => {
    await fillCart(page);
    await page.getByLabel("New quantity of Vintage Typewriter").fill("2");
    await page.getByRole("button", { name: "Update quantity of Vintage Typewriter" }).click();
    await page.getByRole("link", { name: "View Cart (2)" }).waitFor();
    expect(await page.locator(".line-facts").textContent()).toBe("Quantity: 2, US$67.99 each");
    expect(await pricesIn(page, ".line-price")).toEqual([135_980_000_000n]);
  });

  test("a cart can be emptied", async () => {
    await fillCart(page);
    await page.getByRole("button", { name: "Empty cart" }).click();
    await page.getByRole("link", { name: "View Cart (0)" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Your cart is empty");
  });

  test("the form as it stands buys what is in the cart", async () => {
    await placeOrder(page);
    const [shipping = 0n, total = 0n] = await pricesIn(page, ".order-facts");
    expect(total - shipping).toBe(67_990_000_000n);
    await page.getByRole("link", { name: "View Cart (0)" }).waitFor();
    expect(await page.getByRole("button", { name: "Print this order" }).isVisible()).toBe(false);
  });

  test("what is not there leads back to what is", async () => {
    await page.goto("/product/NOSUCHTHING");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("We looked everywhere.");
    await page.getByRole("link", { name: "Browse the shelf" }).click();
    expect(await page.getByRole("heading", { level: 2 }).first().textContent()).toBe("On the shelf");
  });
});
