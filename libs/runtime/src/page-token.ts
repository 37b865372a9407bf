import { UnfitError } from "./addresses.ts";
import type { Env } from "./env.ts";

/** What fits into an address and a cookie as it is. */
const TOKEN = /^[\w.~-]{8,200}$/;

/** Reads PAGE_TOKEN, what pages ask of people on other machines: a token, "none", or "" when unset. */
export function readPageToken(env: Env): string {
  const parse = (text: string) => {
    if (text === "none" || TOKEN.test(text)) return text;
    throw new UnfitError("8 to 200 letters, digits, dots, dashes, _ or ~; or none");
  };
  return env.parsed("PAGE_TOKEN", "", parse, () => '"***"') ?? "";
}
