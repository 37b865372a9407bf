import { CartService } from "@hipstershop/contract";
import { expect, test } from "vitest";
import { NEW_CART } from "./cart.ts";
import { decodeCart, decodeStored, encodeCart } from "./cart-bytes.ts";

const { responseSerialize, responseDeserialize } = CartService.definition.GetCart;

const cart = { userId: "ada", items: [{ productId: "mug", quantity: 300 }] };
const keys = ["a", "ключ 🔑", "k".repeat(255)];

test("a cart without keys has the bytes of the original's", () => {
  const bytes = encodeCart({ ...cart, keys: [] });
  expect(bytes).toEqual(responseSerialize(cart));
  expect(decodeStored(bytes)).toEqual({ ...cart, keys: [] });
  expect(decodeStored(null)).toEqual(NEW_CART);
});

test("the original reads a cart with keys, and reads the keys over", () => {
  const bytes = encodeCart({ ...cart, keys });
  expect(responseDeserialize(bytes)).toEqual(cart);
  expect(decodeCart(bytes)).toEqual(cart);
  expect(decodeStored(bytes)).toEqual({ ...cart, keys });
});

test("keys are found between fields that nobody knows, as another version may write them", () => {
  const stored = encodeCart({ ...cart, keys: ["a"] });
  const fields = {
    number: [0x90, 0x03, 0x80, 0x80, 0x01],
    eightBytes: [0x99, 0x03, 1, 2, 3, 4, 5, 6, 7, 8],
    fourBytes: [0xa5, 0x03, 1, 2, 3, 4],
    text: [0xaa, 0x03, 2, 0x61, 0x62],
  };
  const unknown = Buffer.from(Object.values(fields).flat());
  const bytes = Buffer.concat([
    unknown,
    stored,
    unknown,
    encodeCart({ userId: "ada", items: [], keys: ["b"] }),
    unknown,
  ]);
  expect(decodeStored(bytes)).toEqual({ ...cart, keys: ["a", "b"] });
});
