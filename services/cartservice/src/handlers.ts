import type { CartService } from "@hipstershop/contract";
import { type Call, type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { QuantityError } from "./cart.ts";
import { cartRead, itemAdded, storeUnreachable } from "./events.ts";
import { type CartStore, StoreError } from "./store.ts";

export function cartHandlers(store: CartStore): Handlers<typeof CartService.definition> {
  return {
    async addItem({ userId, item }, call) {
      if (!item) throw new RpcError(Status.INVALID_ARGUMENT, "item is required");
      if (!item.productId) throw new RpcError(Status.INVALID_ARGUMENT, "item.product_id is required");
      if (item.quantity < 1) {
        throw new RpcError(Status.INVALID_ARGUMENT, `item.quantity must be 1 or more, got ${item.quantity}`);
      }
      itemAdded(call, item.productId, item.quantity);
      await reaching(call, () => store.add(userId, item.productId, item.quantity, call));
      return {};
    },

    async getCart({ userId }, call) {
      const cart = await reaching(call, () => store.get(userId, call));
      cartRead(call, cart.items.length);
      return cart;
    },

    async emptyCart({ userId }, call) {
      await reaching(call, () => store.empty(userId, call));
      return {};
    },
  };
}

/** Store errors as the contract names them: FAILED_PRECONDITION when it can't be reached. */
async function reaching<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QuantityError) throw new RpcError(Status.INVALID_ARGUMENT, error.message);
    if (!(error instanceof StoreError)) throw error;
    storeUnreachable(call, error);
    throw new RpcError(Status.FAILED_PRECONDITION, `${error.message}: it can't be reached`, { cause: error });
  }
}
