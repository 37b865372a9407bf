import { type Cart, type CartItem, INT32_MAX } from "@hipstershop/contract";

/** Maximum number of lines in a cart. A cart with so many fits into a message. */
const LINES_MAX = 500;

/** Keys that a cart remembers; a repeated request comes within seconds. */
const KEYS_MAX = 8;

/** A cart as it is kept. */
export interface StoredCart extends Cart {
  /** Idempotency keys of what was added last, the newest at the end. */
  readonly keys: readonly string[];
}

export const NEW_CART: StoredCart = { userId: "", items: [], keys: [] };

/** The change would make the cart larger than the contract allows. */
export class CartLimitError extends RangeError {
  constructor(message: string) {
    super(message);
    this.name = "CartLimitError";
  }
}

/**
 * The cart with `quantity` more of a product, on its line or on a new one at the end. The same cart if that was done
 * under this key already; "" is no key.
 */
export function addToCart(cart: StoredCart, userId: string, { productId, quantity }: CartItem, key = ""): StoredCart {
  if (key && cart.keys.includes(key)) return cart;
  const items = cart.items.map((item) => ({ ...item }));
  const line = items.find((item) => item.productId === productId);
  const total = (line?.quantity ?? 0) + quantity;
  if (total > INT32_MAX) {
    throw new CartLimitError(`the quantity of ${productId} would become ${total}, more than ${INT32_MAX}`);
  }
  if (!line && items.length >= LINES_MAX) throw new CartLimitError(`a cart has ${LINES_MAX} lines at most`);
  if (line) line.quantity = total;
  else items.push({ productId, quantity });
  return { userId, items, keys: key ? [...cart.keys, key].slice(-KEYS_MAX) : cart.keys };
}

/**
 * The cart with `quantity` on the line of a product; 0 removes the line. A product that is not in the cart is not
 * added.
 */
export function setQuantity(cart: StoredCart, userId: string, { productId, quantity }: CartItem): StoredCart {
  const items = cart.items
    .map((item) => (item.productId === productId ? { ...item, quantity } : item))
    .filter((item) => item.quantity > 0);
  return { ...cart, userId, items };
}
