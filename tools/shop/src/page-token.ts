import { randomBytes } from "node:crypto";
import { isLoopback } from "@hipstershop/addresses";
import type { Variables } from "./environment.ts";

const TOKEN_BYTES = 18;

/**
 * PAGE_TOKEN of the shop: as given, or else a new one when the shop listens for other machines. "" on loopback alone,
 * where nobody else comes.
 */
export function pageToken({ host, variables }: { readonly host: string; readonly variables: Variables }): string {
  const given = variables["PAGE_TOKEN"]?.trim() ?? "";
  if (given !== "" || isLoopback(host)) return given;
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** Whether it is a token, and neither missing nor the word for "nobody is asked". */
export function isSecret(token: string): boolean {
  return token !== "" && token !== "none";
}

/** The address as a link for other people, with the token that its page asks for; "" for none. */
export function withToken(address: string, token: string): string {
  return token === "" ? address : `${address}?token=${encodeURIComponent(token)}`;
}
