import type { Cart } from "@hipstershop/contract";
import type { Scope } from "@hipstershop/rpc";

/** Keeps carts by user id. Every operation is atomic; a store that can't be reached rejects with StoreError. */
export interface CartStore extends AsyncDisposable {
  /** Replaces the cart by what `edit` makes of it, whatever other updates happen at the same time. */
  update(userId: string, edit: CartEdit, scope: Scope): Promise<void>;
  /** The cart; without lines and user id when there is none. */
  get(userId: string, scope: Scope): Promise<Cart>;
  empty(userId: string, scope: Scope): Promise<void>;
  /** Calls back with whether the store can be reached, now and on every change. */
  watch(onChange: (reachable: boolean) => void): void;
}

/** Makes a new cart out of the present one (empty, for a new user). May run more than once, and may throw to refuse. */
export type CartEdit = (cart: Cart) => Cart;

/** The store could not do its work; the cause says why, and stays inside. */
export class StoreError extends Error {
  constructor(operation: string, cause: unknown) {
    super(`the cart store could not ${operation}`, { cause });
    this.name = "StoreError";
  }
}
