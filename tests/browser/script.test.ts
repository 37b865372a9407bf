import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { isWhole } from "@hipstershop/testkit";
import type { Trace } from "@hipstershop/traces";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasFocus, tabTo } from "./keyboard.ts";
import { fillCart, placeOrder } from "./shopping.ts";
import { describeInBrowser } from "./test/stage.ts";
import { whenTraces } from "./when-traces.ts";

describeInBrowser("the script of the storefront", (stage) => {
  test("tells what kind of card is being typed", async () => {
    const page = await stage.open();
    await fillCart(page);
    const number = page.getByLabel("Card number");
    for (const [digits, hint] of [
      ["4", "Visa card"],
      ["5555", "Mastercard card"],
      ["3782", "American Express: not accepted"],
      ["9", ""],
    ] as const) {
      await number.fill("");
      await number.pressSequentially(digits);
      expect(await page.locator("#card_type").textContent(), `${digits}…`).toBe(hint);
    }
  });

  test("says beside a field what is wrong with it once it is left, and takes it back when it is right", async () => {
    const page = await stage.open();
    await fillCart(page);
    const zip = page.getByLabel("ZIP code");
    await zip.fill("12");
    expect(await descriptionOf(zip)).toBe("");
    await zip.press("Tab");
    expect(await descriptionOf(zip)).toBe("Enter 4 or 5 digits");
    expect(await zip.getAttribute("aria-invalid")).toBe("true");
    await zip.fill("12345");
    expect(await descriptionOf(zip)).toBe("");
    expect(await zip.getAttribute("aria-invalid")).toBeNull();
  });

  test("keeps a form with mistakes at home, and leads to the first of them", async () => {
    const page = await stage.open();
    await fillCart(page);
    const posts = postsOf(page, "/cart/checkout");
    await page.getByLabel("City").fill("");
    await page.getByLabel("Card number").fill("4432-8015-6152-0455");
    await page.getByRole("button", { name: "Place order" }).click();
    expect(await descriptionOf(page.getByLabel("City"))).toBe("Enter the city");
    expect(await descriptionOf(page.getByLabel("Card number"))).toBe(
      "Visa or Mastercard, with or without dashes Check the card number: one of its digits seems mistyped",
    );
    expect(await hasFocus(page.getByLabel("City"))).toBe(true);
    await page.getByLabel("City").fill("Oslo");
    await page.getByLabel("Card number").fill("4432-8015-6152-0454");
    await page.getByRole("button", { name: "Place order" }).click();
    await page.getByRole("heading", { name: "Your order is complete!" }).waitFor();
    expect(posts).toHaveLength(1);
  });

  test.skipIf(process.platform === "darwin")(
    "lets arrow keys walk past currencies (needs lists that they walk while closed, which macOS has not)",
    async () => {
      const page = await stage.open();
      await page.goto("/");
      const posts = postsOf(page, "/setCurrency");
      const currency = page.getByRole("combobox", { name: "Currency" });
      await currency.selectOption("EUR");
      await page.locator(".card data[data-currency=EUR]").first().waitFor();
      await tabTo(page, currency);
      for (const arrow of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"]) await page.keyboard.press(arrow);
      await page.locator(".card data[data-currency=JPY]").first().waitFor();
      expect(posts).toEqual(["currency_code=EUR", "currency_code=JPY"]);
    },
  );

  test("adds to the link to the page's trace how many spans it has, and leaves no trace of its question", async () => {
    const page = await stage.open();
    const orders = [() => page.goto("/"), () => placeOrder(page)];
    for (const open of orders) {
      await open();
      const link = page.getByRole("link", { name: /^\d.* · \d+ spans · see trace$/ });
      await link.waitFor({ timeout: PATIENCE_MS });
      const [, spans = "", traceId = ""] =
        / · (\d+) spans.* (\S+)$/.exec(`${await link.textContent()} ${await link.getAttribute("href")}`) ?? [];
      const trace = [...stage.shop.store.traces()].find((one) => traceId.endsWith(one.traceId));
      expect(trace?.spans.length).toBe(Number(spans));
      expect(isWhole(trace?.spans ?? [])).toBe(true);
    }
    const names = [...stage.shop.store.traces()].flatMap((trace) => trace.spans.map(({ operation }) => operation));
    expect(names.filter((name) => name.includes("trace-spans") || name === "GET")).toEqual([]);
  });

  test("leaves the shop around an order unprinted", async () => {
    const page = await stage.open({ colorScheme: "dark" });
    await placeOrder(page);
    const around = [page.getByRole("banner"), page.getByRole("contentinfo"), page.locator(".recommendations")];
    for (const part of around) expect(await part.isVisible()).toBe(true);
    await page.emulateMedia({ media: "print" });
    for (const part of [...around, page.getByText("Print this order"), page.getByText("Skip to the goods")])
      expect(await part.isVisible()).toBe(false);
    for (const text of ["Your order is complete!", "Vintage Typewriter", "1600 Amphitheatre Parkway", "Total paid"])
      expect(await page.getByText(text).first().isVisible()).toBe(true);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("light");
  });

  describe("and a button pressed twice: one order, one charge", () => {
    test("since the script drops the second press", async () => {
      const page = await stage.open();
      await fillCart(page);
      const posts = postsOf(page, "/cart/checkout");
      await page.getByRole("button", { name: "Place order" }).dblclick();
      await page.getByRole("heading", { name: "Your order is complete!" }).waitFor();
      expect(posts).toHaveLength(1);
      expect(chargesOf(await checkoutTraces(page, 1))).toBe(1);
    });

    test("and without the script since both presses send the same key", async () => {
      const page = await stage.open({ javaScriptEnabled: false });
      await fillCart(page);
      const posts = postsOf(page, "/cart/checkout");
      // The first press reaches the shop, but no answer comes back before the second.
      await page.route("**/cart/checkout", (route) => void route.fetch().catch(() => {}), { times: 1 });
      const { x, y } = await centreOf(page.getByRole("button", { name: "Place order" }));
      await Promise.all([page.waitForRequest("**/cart/checkout"), page.mouse.click(x, y)]);
      await page.mouse.click(x, y);
      await page.getByRole("heading", { name: "Your order is complete!" }).waitFor();
      expect(posts).toHaveLength(2);
      expect(posts[0]).toBe(posts[1]);
      expect(chargesOf(await checkoutTraces(page, 2))).toBe(1);
    });
  });

  /** All checkouts of this visitor, as soon as there are so many. */
  async function checkoutTraces(page: Page, count: number): Promise<readonly Trace[]> {
    const cookies = await page.context().cookies();
    const session = cookies.find(({ name }) => name === "shop_session-id")?.value;
    const isTheirs = ({ spans }: Trace) =>
      spans
        .filter(({ operation }) => operation === "POST /cart/checkout")
        .some(({ tags }) => tags.some(({ key, value }) => key === "session.id" && value === session));
    return whenTraces(stage.shop.store, isTheirs, count);
  }
});

/** What a screen reader says after a field's name. */
function descriptionOf(field: Locator): Promise<string> {
  return field.evaluate((input) =>
    (input.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent.trim() ?? "")
      .join(" "),
  );
}

/** Where to press what is still on the page while the next one is on its way: locators would wait for that. */
async function centreOf(target: Locator): Promise<{ readonly x: number; readonly y: number }> {
  await target.scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0, height = 0 } = (await target.boundingBox()) ?? {};
  return { x: x + width / 2, y: y + height / 2 };
}

/** The bodies of the forms a page sends to a path, from now on. */
function postsOf(page: Page, path: string): readonly string[] {
  const posts: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith(path)) posts.push(request.postData() ?? "");
  });
  return posts;
}

function chargesOf(traces: readonly Trace[]): number {
  return traces
    .flatMap(({ spans }) => spans)
    .filter(({ operation, kind }) => operation.endsWith("PaymentService/Charge") && kind === "server").length;
}
