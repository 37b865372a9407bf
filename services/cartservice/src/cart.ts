import type { Cart } from "@hipstershop/contract";

/** The largest quantity a cart line can hold: int32 on the wire. */
export const QUANTITY_MAX = 2_147_483_647;

/** A line's quantity would no longer fit the contract. */
export class QuantityError extends RangeError {
  constructor(productId: string, quantity: number) {
    super(`the quantity of ${productId} would become ${quantity}, more than ${QUANTITY_MAX}`);
    this.name = "QuantityError";
  }
}

/** The cart with `quantity` more of a product: added to its line, or a new line at the end. */
export function addToCart(cart: Cart, userId: string, productId: string, quantity: number): Cart {
  const items = cart.items.map((item) => ({ ...item }));
  const line = items.find((item) => item.productId === productId);
  const total = (line?.quantity ?? 0) + quantity;
  if (total > QUANTITY_MAX) throw new QuantityError(productId, total);
  if (line) line.quantity = total;
  else items.push({ productId, quantity });
  return { userId, items };
}

/** The cart with the line of a product set to `quantity`; 0 takes the line out. A product not in the cart stays out. */
export function setQuantity(cart: Cart, productId: string, quantity: number): Cart {
  const items = cart.items
    .map((item) => (item.productId === productId ? { ...item, quantity } : item))
    .filter((item) => item.quantity > 0);
  return { userId: cart.userId, items };
}
