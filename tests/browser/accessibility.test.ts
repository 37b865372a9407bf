import { CartService } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { testTelemetry } from "@hipstershop/testkit";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { axeProblems, overflowProblems, targetProblems } from "./inspect.ts";
import { fillCart, placeOrder, TYPEWRITER } from "./shopping.ts";
import { describeInBrowser } from "./test/stage.ts";

const HEIGHT = 900;

type Way = readonly [name: string, lead: (page: Page) => Promise<unknown>];

describeInBrowser("wide and narrow, light and dark, nothing bars the way:", (stage) => {
  const shopPages: readonly Way[] = [
    ["home", (page) => page.goto("/")],
    ["search with results", (page) => page.goto("/search?q=camera")],
    ["search without results", (page) => page.goto("/search?q=unicorn")],
    ["product", (page) => page.goto(`/product/${TYPEWRITER}`)],
    ["an empty cart", (page) => page.goto("/cart")],
    ["a cart with lines", (page) => fillCart(page)],
    ["a cart with a line that is no longer sold", cartWithNote],
    ["a cart whose form the script refused", cartRefusedByScript],
    ["a cart whose form the shop refused", cartRefusedByShop],
    ["order", placeOrder],
    ["error", (page) => page.goto("/product/NOSUCHTHING")],
  ];
  test.each(shopPages)("%s", async (_name, lead) => {
    const page = await stage.open({ refusals: [404, 422] });
    await lead(page);
    expect(await axeEverywhere(page)).toEqual([]);
    expect(await atWidths(page, [1280, 360, 320], overflowProblems)).toEqual([]);
    expect(await atWidths(page, [1280, 360, 320], targetProblems)).toEqual([]);
  });

  test("an order on a phone has its prices on one line each", async () => {
    const page = await stage.open({ viewport: { width: 360, height: HEIGHT } });
    await fillCart(page);
    await placeOrder(page);
    const lines = await page
      .locator(".order-lines .price")
      .evaluateAll((prices) => prices.map((price) => `${price.textContent}: ${price.getClientRects().length}`));
    expect(lines).toEqual(["US$67.99: 1", "US$135.98: 1", "US$8.99: 1", "US$144.97: 1"]);
  });

  async function cartWithNote(page: Page): Promise<void> {
    await fillCart(page);
    const cookies = await page.context().cookies();
    const userId = cookies.find(({ name }) => name === "shop_session-id")?.value ?? "";
    await using telemetry = await testTelemetry();
    using cart = createClient(CartService, stage.shop.address("cartservice"), telemetry);
    await cart.addItem({ userId, item: { productId: "DISCONTINUED", quantity: 1 } });
    await page.reload();
    await page.getByText("is no longer sold").waitFor();
  }
});

async function axeEverywhere(page: Page): Promise<string[]> {
  const problems: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await atWidths(page, [1280, 360], axeProblems);
    problems.push(...found.map((problem) => `${colorScheme}, ${problem}`));
  }
  return problems;
}

async function atWidths(
  page: Page,
  widths: readonly number[],
  inspect: (page: Page) => Promise<string[]>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: HEIGHT });
    problems.push(...(await inspect(page)).map((problem) => `${width} px: ${problem}`));
  }
  return problems;
}

async function cartRefusedByScript(page: Page): Promise<void> {
  await clearFields(page);
  await page.getByRole("button", { name: "Place order" }).click();
  await page.locator(".field-error").nth(3).waitFor();
}

async function cartRefusedByShop(page: Page): Promise<void> {
  await clearFields(page);
  // submit() asks neither the browser nor the script.
  await page.locator(".checkout-form").evaluate((form: HTMLFormElement) => form.submit());
  await page.getByRole("heading", { name: "4 things need another look" }).waitFor();
}

async function clearFields(page: Page): Promise<void> {
  await fillCart(page);
  for (const label of ["E-mail", "Street address", "Card number", "CVV"]) await page.getByLabel(label).fill("");
}
