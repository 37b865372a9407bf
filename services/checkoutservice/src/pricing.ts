import type { CartItem } from "@hipstershop/contract";
import { fromWire, type Money, multiply, sum, toWire } from "@hipstershop/money";
import { type Call, Status } from "@hipstershop/rpc";
import type { Clients } from "./clients.ts";
import { step } from "./failures.ts";
import type { OrderRequest } from "./request.ts";

/** How many cart lines are priced at the same time. */
const LINES_AT_ONCE = 8;

/** What is ordered, in the user's currency. `cost` is the price of one piece. */
export interface PricedOrder {
  readonly lines: readonly { readonly item: CartItem; readonly cost: Money }[];
  readonly shipping: Money;
  readonly total: Money;
}

/** Prices every line and the shipping, at the same time: none needs the other. */
export async function priceOrder(
  items: readonly CartItem[],
  { currency, address }: OrderRequest,
  clients: Clients,
  call: Call,
): Promise<PricedOrder> {
  const [lines, shipping] = await Promise.all([
    mapSome(items, LINES_AT_ONCE, (item) => priceLine(item, currency, clients, call)),
    quoteShipping(items, address, currency, clients, call),
  ]);
  const total = lines.reduce((subtotal, { item, cost }) => sum(subtotal, multiply(cost, item.quantity)), shipping);
  return { lines, shipping, total };
}

async function priceLine(item: CartItem, currency: string, clients: Clients, call: Call) {
  const product = await step(
    `failed to get product ${item.productId}`,
    clients.productCatalog.getProduct({ id: item.productId }, call),
    new Map([[Status.NOT_FOUND, Status.FAILED_PRECONDITION]]),
  );
  const cost = await step(
    `failed to convert the price of ${item.productId} to ${currency}`,
    clients.currency.convert({ from: product.priceUsd, toCode: currency }, call),
  );
  return { item, cost: fromWire(cost) };
}

async function quoteShipping(
  items: readonly CartItem[],
  address: OrderRequest["address"],
  currency: string,
  clients: Clients,
  call: Call,
): Promise<Money> {
  const quote = await step(
    "failed to get a shipping quote",
    clients.shipping.getQuote({ address, items: [...items] }, call),
  );
  const converted = clients.currency.convert({ from: toWire(fromWire(quote.costUsd)), toCode: currency }, call);
  return fromWire(await step(`failed to convert the shipping cost to ${currency}`, converted));
}

/** Like Promise.all over `work(item)`, with no more than `atOnce` under way; results in the order of the items. */
async function mapSome<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
