import type { CartItem, Product, WireMoney } from "@hipstershop/contract";
import { fromWire, type Money, MoneyError, multiply, sum, toWire } from "@hipstershop/money";
import { type Call, RpcError, Status } from "@hipstershop/rpc";
import type { Clients } from "./clients.ts";
import { mapSome } from "./map-some.ts";
import { orderProblem } from "./order-error.ts";
import type { OrderRequest } from "./request.ts";
import { runStep, type StatusMeanings } from "./run-step.ts";

/** The caller chose the quantities. */
const QUANTITIES: StatusMeanings = new Map([[Status.OUT_OF_RANGE, Status.OUT_OF_RANGE]]);
/** The caller chose the quantities, and also the address or the currency. */
const REQUESTED: StatusMeanings = new Map([...QUANTITIES, [Status.INVALID_ARGUMENT, Status.INVALID_ARGUMENT]]);
/**
 * The shop's prices are in USD: when converting another currency is refused, the caller's currency is not the reason.
 */
const conversionOf = (price: WireMoney | null | undefined): StatusMeanings =>
  price?.currencyCode === "USD" ? REQUESTED : QUANTITIES;

/** Maximum number of cart lines priced at the same time. */
const LINES_AT_ONCE = 8;

/** The priced order, in the user's currency. `cost` is the price of one piece. */
export interface PricedOrder {
  readonly lines: readonly { readonly item: CartItem; readonly cost: Money }[];
  readonly shipping: Money;
  readonly total: Money;
}

/** Prices lines and shipping in parallel. */
export async function priceOrder(
  items: readonly CartItem[],
  { currency, address }: OrderRequest,
  clients: Clients,
  call: Call,
): Promise<PricedOrder> {
  const [lines, shipping] = await Promise.all([
    mapSome(items, LINES_AT_ONCE, (item) => priceLine(item, currency, clients, call)),
    quoteShipping(items, { currency, address }, clients, call),
  ]);
  return { lines, shipping, total: totalOf(lines, shipping) };
}

/** The sum of shipping and all lines; OUT_OF_RANGE when it exceeds what a message can hold. */
function totalOf(lines: PricedOrder["lines"], shipping: Money): Money {
  try {
    return lines.reduce((subtotal, { item, cost }) => sum(subtotal, multiply(cost, item.quantity)), shipping);
  } catch (error) {
    if (!(error instanceof MoneyError) || error.problem !== "out of range") throw error;
    throw new RpcError(Status.OUT_OF_RANGE, "the order's total is more than can be charged", { cause: error });
  }
}

/**
 * hipstershop.ProductCatalogService/GetProduct for the price of one piece, then hipstershop.CurrencyService/Convert to
 * the visitor's currency.
 */
async function priceLine(item: CartItem, currency: string, clients: Clients, call: Call) {
  const product = await getProduct(item.productId, clients, call);
  const cost = await runStep(
    `failed to convert the price of ${item.productId} to ${currency}`,
    clients.currency.convert({ from: product.priceUsd, toCode: currency }, call),
    call,
    conversionOf(product.priceUsd),
  );
  return { item, cost: fromWire(cost) };
}

/** hipstershop.ProductCatalogService/GetProduct: the price comes from the catalog, never from the visitor. */
async function getProduct(id: string, clients: Clients, call: Call): Promise<Product> {
  const what = `failed to get product ${id}`;
  const answer = clients.productCatalog.getProduct({ id }, call).catch((error: unknown) => {
    if (!(error instanceof RpcError) || error.code !== Status.NOT_FOUND) throw error;
    throw orderProblem("product-not-sold", `${what}: ${error.message}`, error);
  });
  return runStep(what, answer, call);
}

/** hipstershop.ShippingService/GetQuote, then hipstershop.CurrencyService/Convert to the visitor's currency. */
async function quoteShipping(
  items: readonly CartItem[],
  { currency, address }: Pick<OrderRequest, "currency" | "address">,
  clients: Clients,
  call: Call,
): Promise<Money> {
  const quote = await runStep(
    "failed to get a shipping quote",
    clients.shipping.getQuote({ address, items: [...items] }, call),
    call,
    REQUESTED,
  );
  const converted = clients.currency.convert({ from: toWire(fromWire(quote.costUsd)), toCode: currency }, call);
  return fromWire(
    await runStep(`failed to convert the shipping cost to ${currency}`, converted, call, conversionOf(quote.costUsd)),
  );
}
