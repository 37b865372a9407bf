import type { CartEditService, CartItem, CartService } from "@hipstershop/contract";
import { type Call, type Handlers, idempotencyKeyOf, RpcError, Status } from "@hipstershop/rpc";
import { addToCart, CartLimitError, setQuantity } from "./cart.ts";
import { additionRepeated, cartRead, quantityChanged, storeUnreachable } from "./events.ts";
import { type CartEdit, type CartStore, StoreError } from "./store.ts";

export function cartHandlers(store: CartStore): Handlers<typeof CartService.definition> {
  return {
    /** hipstershop.CartService/AddItem */
    async addItem({ userId, item }, call) {
      const added = checkItem(userId, item, 1);
      const key = idempotencyKeyOf(call);
      quantityChanged(call, added);
      let isRepeated = false;
      const edit: CartEdit = (cart) => {
        const after = addToCart(cart, userId, added, key);
        isRepeated = after === cart;
        return after;
      };
      await withStoreErrors(call, () => store.update(userId, edit, call));
      if (isRepeated) additionRepeated(call);
      return {};
    },

    /** hipstershop.CartService/GetCart */
    async getCart({ userId }, call) {
      const cart = await withStoreErrors(call, () => store.get(userId, call));
      cartRead(call, cart.items.length);
      return cart;
    },

    /** hipstershop.CartService/EmptyCart */
    async emptyCart({ userId }, call) {
      await withStoreErrors(call, () => store.empty(userId, call));
      return {};
    },
  };
}

export function cartEditHandlers(store: CartStore): Handlers<typeof CartEditService.definition> {
  return {
    /** hipstershop.CartEditService/SetQuantity */
    async setQuantity({ userId, item }, call) {
      const wanted = checkItem(userId, item, 0);
      quantityChanged(call, wanted);
      await withStoreErrors(call, () => store.update(userId, (cart) => setQuantity(cart, userId, wanted), call));
      return {};
    },
  };
}

/** Maximum characters of a user id or product id. */
const ID_LENGTH_MAX = 200;

function checkItem(userId: string, item: CartItem | null, quantityMin: number): CartItem {
  if (!item) throw new RpcError(Status.INVALID_ARGUMENT, "item is required");
  if (userId.length > ID_LENGTH_MAX || item.productId.length > ID_LENGTH_MAX) {
    throw new RpcError(
      Status.INVALID_ARGUMENT,
      `user_id and item.product_id must have ${ID_LENGTH_MAX} characters at most`,
    );
  }
  if (!item.productId) throw new RpcError(Status.INVALID_ARGUMENT, "item.product_id is required");
  if (item.quantity >= quantityMin) return item;
  throw new RpcError(Status.INVALID_ARGUMENT, `item.quantity must be ${quantityMin} or more, got ${item.quantity}`);
}

/** Turns a failure of the store into UNAVAILABLE: the caller may retry later (decision 19). */
async function withStoreErrors<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CartLimitError) throw new RpcError(Status.INVALID_ARGUMENT, error.message);
    if (!(error instanceof StoreError)) throw error;
    storeUnreachable(call, error);
    throw new RpcError(Status.UNAVAILABLE, `${error.message}: it can't be used just now`, { cause: error });
  }
}
