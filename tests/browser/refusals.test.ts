import { once } from "node:events";
import { createServer } from "node:http";
import type { Trace } from "@hipstershop/traces";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasFocus } from "./keyboard.ts";
import { fillCart, TYPEWRITER } from "./shopping.ts";
import { describeInBrowser } from "./test/stage.ts";
import { whenTraces } from "./when-traces.ts";

const AMEX = "378282246310005";

describeInBrowser("what the shop refuses:", (stage) => {
  describe("a card", () => {
    test("of a kind we don't take is named while it is still at home", async () => {
      const page = await stage.open();
      await fillCart(page);
      await page.getByLabel("Street address").fill("9 Bow Street");
      await page.getByLabel("Card number").fill(AMEX);
      await page.getByRole("button", { name: "Place order" }).click();
      expect(await page.locator("#credit_card_number_error").textContent()).toBe(
        "American Express is not accepted here. Use Visa or Mastercard",
      );
      expect(await page.getByLabel("Street address").inputValue()).toBe("9 Bow Street");
    });

    test("that is declined comes back with the reason beside it, and the address as it was", async () => {
      const page = await stage.open({ javaScriptEnabled: false, refusals: [422] });
      await fillCart(page);
      await fillUnchecked(page, { "Street address": "9 Bow Street", City: "Oslo", "Card number": AMEX });
      await page.getByRole("heading", { name: "One thing needs another look" }).waitFor();
      expect(await page.locator("#credit_card_number_error").textContent()).toBe("We take Visa and Mastercard only.");
      expect(await page.getByLabel("Card number").getAttribute("aria-describedby")).toContain(
        "credit_card_number_error",
      );
      expect(await page.getByLabel("Street address").inputValue()).toBe("9 Bow Street");
      expect(await page.getByLabel("City").inputValue()).toBe("Oslo");
      expect(await page.getByLabel("Card number").inputValue()).toBe("");
      expect(await page.getByLabel("CVV").inputValue()).toBe("");
      await page.getByRole("link", { name: "View Cart (1)" }).waitFor();
    });

    test("that expired, in a form left open since last year, is told so; another one then pays", async () => {
      const page = await stage.open({ refusals: [422] });
      await fillCart(page);
      const year = page.getByLabel("Year", { exact: true });
      await year.evaluate((select: HTMLSelectElement) => select.add(new Option(String(new Date().getFullYear() - 1))));
      await year.selectOption(String(new Date().getFullYear() - 1));
      await page.getByRole("button", { name: "Place order" }).click();
      expect(await page.locator("#credit_card_expiration_year_error").textContent()).toBe("This card has expired.");
      const summary = page.getByRole("alert");
      expect(await hasFocus(summary)).toBe(true);
      await summary.getByRole("link", { name: "This card has expired." }).click();
      expect(await hasFocus(year)).toBe(true);
      await year.selectOption(String(new Date().getFullYear() + 1));
      await page.getByLabel("Card number").fill("5555 5555 5555 4444");
      await page.getByLabel("CVV").fill("123");
      await page.getByRole("button", { name: "Place order" }).click();
      await page.getByRole("heading", { name: "Your order is complete!" }).waitFor();
    });
  });

  describe("another site's page", () => {
    let origin = "";
    const elsewhere = createServer((_request, response) => {
      response.setHeader("content-type", "text/html");
      response.end(`<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">
      <form method="post" action="${stage.shop.url}/cart">
        <input name="product_id" value="${TYPEWRITER}"><input name="quantity" value="5"><button>Win a prize</button>
      </form>`);
    });
    beforeAll(async () => {
      await once(elsewhere.listen(0, "127.0.0.1"), "listening");
      const address = elsewhere.address();
      origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    });
    afterAll(() => void elsewhere.close());

    describe.each(["127.0.0.1", "localhost"])("on %s", (host) => {
      test("can't put anything into the cart by a form", async () => {
        const from = origin.replace("127.0.0.1", host);
        const page = await stage.open({ refusals: [403], origins: [from] });
        await fillCart(page);
        await page.goto(from);
        const [answer] = await Promise.all([
          page.waitForResponse(`${stage.shop.url}/cart`),
          page.getByRole("button", { name: "Win a prize" }).click(),
        ]);
        expect(answer.status()).toBe(403);
        await page.getByText("This form was sent from another site.").waitFor();
        await page.goto("/");
        await page.getByRole("link", { name: "View Cart (1)" }).waitFor();
      });
    });

    test("can't empty the cart by a script, though on the same host it has the visitor's cookies", async () => {
      // The browser keeps the answer from the other page, and complains about it on the console.
      const page = await stage.open({ mayMeetProblems: true });
      await fillCart(page);
      await page.goto(origin);
      const address = `${stage.shop.url}/cart/empty`;
      await page.evaluate(
        `fetch("${address}", { method: "POST", mode: "no-cors", credentials: "include" }).catch(() => {})`,
      );
      const isMeant = ({ spans }: Trace) => spans.some(({ operation }) => operation === "POST /cart/empty");
      const [trace] = await whenTraces(stage.shop.store, isMeant, 1);
      expect(trace?.spans[0]?.tags).toContainEqual(
        expect.objectContaining({ key: "http.response.status_code", value: 403 }),
      );
      await page.goto("/");
      await page.getByRole("link", { name: "View Cart (1)" }).waitFor();
    });
  });
});

/** Fills in the checkout form and sends it from a browser that checks nothing itself. */
async function fillUnchecked(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value);
  await page.locator(".checkout-form").evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await page.getByRole("button", { name: "Place order" }).click();
}
