import { type CartItem, IDEMPOTENCY_KEY, type ShippingService } from "@hipstershop/contract";
import { toWire } from "@hipstershop/money";
import { type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { quoted, shipped } from "./events.ts";
import { quote, QuoteError, type Tariff } from "./quote.ts";
import { numbersOf, type RandomBelow, trackingId } from "./tracking-id.ts";

export function shippingHandlers(
  tariff: Tariff,
  randomBelow?: RandomBelow,
): Handlers<typeof ShippingService.definition> {
  return {
    /** hipstershop.ShippingService/GetQuote */
    getQuote({ items }, call) {
      const pieces = countPieces(items);
      const cost = priced(() => quote(tariff, pieces));
      quoted(call, pieces, cost);
      return { costUsd: toWire(cost) };
    },

    /** hipstershop.ShippingService/ShipOrder */
    shipOrder({ address, items }, call) {
      if (!address) throw new RpcError(Status.INVALID_ARGUMENT, "address is required");
      const pieces = countPieces(items);
      // Under the same key a parcel has the same id: shipped again, it is the same parcel.
      const key = call.header(IDEMPOTENCY_KEY);
      const id = trackingId(address, key ? numbersOf(key) : randomBelow);
      shipped(call, pieces, id);
      return { trackingId: id };
    },
  };
}

function countPieces(items: readonly CartItem[]): number {
  let pieces = 0;
  for (const [index, { quantity }] of items.entries()) {
    if (quantity < 0) {
      throw new RpcError(Status.INVALID_ARGUMENT, `items[${index}].quantity must be 0 or more, got ${quantity}`);
    }
    pieces += quantity;
  }
  return pieces;
}

function priced<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof QuoteError) throw new RpcError(Status.OUT_OF_RANGE, error.message, { cause: error });
    throw error;
  }
}
