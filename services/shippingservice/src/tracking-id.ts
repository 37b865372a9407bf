import { createHash, randomInt } from "node:crypto";
import type { Address } from "@hipstershop/contract";

/** Returns a random integer from 0 to below `limit`. */
export type RandomBelow = (limit: number) => number;

/** A to Y: the first shop's ids have no Z. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY";

/** Numbers that follow from a text: the same ones for the same text. */
export function numbersOf(text: string): RandomBelow {
  // A tracking id needs twelve numbers.
  const bytes = createHash("sha512").update(text).digest();
  let next = 0;
  return (limit) => bytes.readUInt32BE(4 * (next++ % 16)) % limit;
}

/**
 * A tracking id such as "KD-44302-229105538": 44 and its half, 22, are the length of the address in bytes; the rest is
 * random.
 */
export function trackingId(
  { streetAddress, city, state }: Pick<Address, "streetAddress" | "city" | "state">,
  randomBelow: RandomBelow = randomInt,
): string {
  const length = Buffer.byteLength(`${streetAddress}, ${city}, ${state}`);
  const letters = Array.from({ length: 2 }, () => LETTERS[randomBelow(LETTERS.length)]).join("");
  const digits = (count: number) => Array.from({ length: count }, () => randomBelow(10)).join("");
  return `${letters}-${length}${digits(3)}-${Math.floor(length / 2)}${digits(7)}`;
}
