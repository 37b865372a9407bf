import { type Cart, CartService } from "@hipstershop/contract";

/** The stored form of a cart: the bytes of a hipstershop.Cart message, the same in every store and in the original. */
export function encodeCart(cart: Cart): Buffer {
  return CartService.definition.GetCart.responseSerialize(cart);
}

/** Reads stored bytes; none, or zero of them, is an empty cart. */
export function decodeCart(bytes: Uint8Array | null | undefined): Cart {
  return CartService.definition.GetCart.responseDeserialize(Buffer.from(bytes ?? []));
}
