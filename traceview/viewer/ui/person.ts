import { readStored, writeStored } from "./stored.ts";

let known = "";

/**
 * A name that this browser made up for its user, by chance, so that a pin belongs to the person who set it. It is kept
 * in the browser and names nobody.
 */
export function person(): string {
  known ||= readStored("person", isName, "");
  if (known !== "") return known;
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  known = [...numbers].map((number) => number.toString(36)).join("");
  writeStored("person", known);
  return known;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value);
}
