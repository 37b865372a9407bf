import { type Cart, CartService } from "@hipstershop/contract";

/** The stored form of a cart: the bytes of a hipstershop.Cart message, as in the original. */
export function encodeCart(cart: Cart): Buffer {
  return CartService.definition.GetCart.responseSerialize(cart);
}

/** The cart of stored bytes; an empty cart for none. */
export function decodeCart(bytes: Uint8Array | null | undefined): Cart {
  return CartService.definition.GetCart.responseDeserialize(Buffer.from(bytes ?? []));
}
