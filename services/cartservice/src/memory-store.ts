import type { Cart } from "@hipstershop/contract";
import { NEW_CART, type StoredCart } from "./cart.ts";
import type { CartEdit, CartStore } from "./store.ts";

/** Carts in memory: for tests, and for labs in which a cart is lost. */
export class MemoryStore implements CartStore {
  readonly #carts = new Map<string, { cart: StoredCart; expiresAt: number }>();
  readonly #ttlMs: number;

  constructor(ttlSeconds: number) {
    this.#ttlMs = ttlSeconds === 0 ? Number.POSITIVE_INFINITY : ttlSeconds * 1000;
  }

  async update(userId: string, edit: CartEdit): Promise<void> {
    const cart = edit(this.#read(userId));
    this.#carts.delete(userId);
    this.#carts.set(userId, { cart, expiresAt: Date.now() + this.#ttlMs });
    this.#dropExpired();
  }

  async get(userId: string): Promise<Cart> {
    const { keys: _, ...cart } = this.#read(userId);
    return cart;
  }

  async empty(userId: string): Promise<void> {
    this.#carts.delete(userId);
  }

  watch(onChange: (reachable: boolean) => void): void {
    onChange(true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#carts.clear();
  }

  #read(userId: string): StoredCart {
    const entry = this.#carts.get(userId);
    return entry && entry.expiresAt > Date.now() ? entry.cart : NEW_CART;
  }

  /** Carts are kept in the order of their last change, so the expired ones are the first. */
  #dropExpired(): void {
    for (const [userId, { expiresAt }] of this.#carts) {
      if (expiresAt > Date.now()) return;
      this.#carts.delete(userId);
    }
  }
}
