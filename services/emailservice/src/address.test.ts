import { expect, test } from "vitest";
import { isAddress, maskAddress } from "./address.ts";

test.each(["someone@example.com", "ä@b", "a+b@c.d"])("%s is an address", (text) => expect(isAddress(text)).toBe(true));

test.each(["", "someone", "@example.com", "someone@", "two words@example.com", "a@b@c", `${"a".repeat(250)}@b.de`])(
  "%s is none",
  (text) => expect(isAddress(text)).toBe(false),
);

test.each([
  ["someone@example.com", "s…@example.com"],
  ["a@b", "a…@b"],
  ["😀smile@example.com", "😀…@example.com"],
])("%s is shown as %s", (address, masked) => expect(maskAddress(address)).toBe(masked));
