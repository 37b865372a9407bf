import { type Cart, INT32_MAX } from "@hipstershop/contract";

/** The most lines a cart can have: enough for anyone, and never too large for a message. */
export const LINES_MAX = 500;

/** The cart would no longer fit the contract. */
export class CartLimitError extends RangeError {
  constructor(message: string) {
    super(message);
    this.name = "CartLimitError";
  }
}

/** The cart with `quantity` more of a product: added to its line, or a new line at the end. */
export function addToCart(cart: Cart, userId: string, productId: string, quantity: number): Cart {
  const items = cart.items.map((item) => ({ ...item }));
  const line = items.find((item) => item.productId === productId);
  const total = (line?.quantity ?? 0) + quantity;
  if (total > INT32_MAX) {
    throw new CartLimitError(`the quantity of ${productId} would become ${total}, more than ${INT32_MAX}`);
  }
  if (!line && items.length >= LINES_MAX) throw new CartLimitError(`a cart has ${LINES_MAX} lines at most`);
  if (line) line.quantity = total;
  else items.push({ productId, quantity });
  return { userId, items };
}

/** The cart with the line of a product set to `quantity`; 0 takes the line out. A product not in the cart stays out. */
export function setQuantity(cart: Cart, userId: string, productId: string, quantity: number): Cart {
  const items = cart.items
    .map((item) => (item.productId === productId ? { ...item, quantity } : item))
    .filter((item) => item.quantity > 0);
  return { userId, items };
}
