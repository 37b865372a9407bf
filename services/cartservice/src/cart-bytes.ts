import { type Cart, CartService } from "@hipstershop/contract";
import { NEW_CART, type StoredCart } from "./cart.ts";

/**
 * The keys follow the message as fields that it does not have: strings with the number 1000. Readers of a Cart skip
 * them, as protobuf demands of unknown fields, so the original's carts are read here and ours there.
 */
const KEY_FIELD = 1000;
/** Wire type of a field with a length before its bytes: https://protobuf.dev/programming-guides/encoding/ */
const WITH_LENGTH = 2;
const KEY_TAG = varint((KEY_FIELD << 3) | WITH_LENGTH);

/** The stored form of a cart: the bytes of a hipstershop.Cart message, as in the original, and its keys. */
export function encodeCart({ keys, ...cart }: StoredCart): Buffer {
  const message = CartService.definition.GetCart.responseSerialize(cart);
  if (keys.length === 0) return message;
  const fields = keys.flatMap((key) => [KEY_TAG, varint(Buffer.byteLength(key)), Buffer.from(key)]);
  return Buffer.concat([message, ...fields]);
}

/** The cart of stored bytes; an empty cart for none. */
export function decodeCart(bytes: Uint8Array | null | undefined): Cart {
  return CartService.definition.GetCart.responseDeserialize(Buffer.from(bytes ?? []));
}

/** The same with its keys. */
export function decodeStored(bytes: Uint8Array | null | undefined): StoredCart {
  return bytes ? { ...decodeCart(bytes), keys: keysOf(Buffer.from(bytes)) } : NEW_CART;
}

/** Walks through the fields of a message, which `decodeCart` has found well-formed. */
function keysOf(bytes: Buffer): readonly string[] {
  const keys: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at);
    const field = contentOf(bytes, tag.end, tag.value & 7);
    if (tag.value >>> 3 === KEY_FIELD) keys.push(bytes.toString("utf8", field.start, field.end));
    at = field.end;
  }
  return keys;
}

/** Where the content of a field begins and ends. The others of its wire types have a number of fixed size. */
function contentOf(bytes: Buffer, at: number, wireType: number): { readonly start: number; readonly end: number } {
  if (wireType === WITH_LENGTH) {
    const length = readVarint(bytes, at);
    return { start: length.end, end: length.end + length.value };
  }
  if (wireType === 0) return { start: at, end: readVarint(bytes, at).end };
  return { start: at, end: at + (wireType === 1 ? 8 : 4) };
}

/** A number of seven bits a byte, the lowest first. Of large ones only the end is right. */
function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    if (shift < 32) value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, end: at + 1 };
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}
