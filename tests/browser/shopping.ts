import type { Page } from "playwright-core";

export const TYPEWRITER = "OLJCESPC7Z";

/** The cart of a visitor who put something into it; how one does that is another test's matter. */
export async function fillCart(page: Page, productId: string = TYPEWRITER): Promise<void> {
  await page.context().request.post("/cart", { form: { product_id: productId, quantity: "1" } });
  await page.goto("/cart");
}

export async function placeOrder(page: Page): Promise<void> {
  await fillCart(page);
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("heading", { name: "Your order is complete!" }).waitFor();
}

/** The prices within a part of the page, exactly, in billionths. */
export async function pricesIn(page: Page, selector: string): Promise<bigint[]> {
  const decimals = await page
    .locator(`${selector} data.price`)
    .evaluateAll((prices) => prices.map((price) => price.getAttribute("value") ?? ""));
  return decimals.map(toNanos);
}

function toNanos(decimal: string): bigint {
  const [units = "", fraction = ""] = decimal.split(".");
  return BigInt(units + fraction.padEnd(9, "0"));
}

/** The trace of the page, by its footer. */
export async function traceIdOf(page: Page): Promise<string> {
  const address = await page.getByRole("link", { name: "See this page’s trace" }).getAttribute("href");
  return address?.split("/").at(-1) ?? "";
}
