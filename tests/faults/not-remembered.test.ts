import { launchHere } from "@hipstershop/shop/launch-here";
import type { Launched } from "@hipstershop/shop/launch";
import { expect, test } from "vitest";
import { startTestShop } from "../support/shop.ts";
import { Visitor } from "../support/visitor.ts";

const PRODUCT = "/product/OLJCESPC7Z";
const PRICE = /<data class="price" value="[\d.]+" data-currency="\w+"/;

/** A shop whose currency service can be ended. */
async function startShop() {
  const stack = new AsyncDisposableStack();
  let currency: Launched | undefined;
  const shop = stack.use(
    await startTestShop({ FAULTS_FROM_BAGGAGE: "on" }, async (service, variables, events) => {
      const launched = await launchHere(service, variables, events);
      if (service.name === "currencyservice") currency = launched;
      return launched;
    }),
  );
  const visitor = new Visitor(shop.url);
  visitor.setCookie("shop_currency", "EUR");
  const priceFor = async (headers: Record<string, string> = {}) => {
    const { body } = await visitor.get(PRODUCT, headers);
    return PRICE.exec(body)?.[0] ?? body;
  };
  return {
    priceFor,
    visitor,
    endCurrencyService: () => currency?.[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test.each([
  ["x-shop-fault", "priceRounding:up"],
  ["x-shop-fault", "roundingRenumbered:on"],
  ["baggage", "shop.fault=priceRounding:up"],
])("a price that %s: %s changed is not what others see while the currency service is away", async (header, fault) => {
  await using shop = await startShop();
  const right = await shop.priceFor();
  const wrong = await shop.priceFor({ [header]: fault });
  expect(wrong).not.toBe(right);
  await shop.endCurrencyService();
  expect(await shop.priceFor()).toBe(right);
});
