import type { Cart } from "@hipstershop/contract";
import type { Scope } from "@hipstershop/rpc";
import type { StoredCart } from "./cart.ts";

/**
 * A store of carts by user id. Every operation is atomic. Operations reject with StoreError when the store can't be
 * used.
 */
export interface CartStore extends AsyncDisposable {
  /** Replaces the cart by the result of `edit`, isolated from concurrent updates. */
  update(userId: string, edit: CartEdit, scope: Scope): Promise<void>;
  /** The cart; for an unknown user a cart without lines and user id. */
  get(userId: string, scope: Scope): Promise<Cart>;
  empty(userId: string, scope: Scope): Promise<void>;
  /** Calls `onChange` with whether the store can be reached: now, and on every change. */
  watch(onChange: (reachable: boolean) => void): void;
}

/**
 * Makes the new cart from the current one, which is empty for a new user. It may be called several times, and throws to
 * refuse the change.
 */
export type CartEdit = (cart: StoredCart) => StoredCart;

/** The store could not complete an operation. The cause is not sent to callers. */
export class StoreError extends Error {
  constructor(operation: string, cause: unknown) {
    super(`the cart store could not ${operation}`, { cause });
    this.name = "StoreError";
  }
}
