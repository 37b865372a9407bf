import { EMAIL_PATTERN, ORDER_TEXT_LENGTH_MAX } from "@hipstershop/contract";

/** Whether a text has the form and the length of an e-mail address. */
export function isAddress(text: string): boolean {
  return text.length <= ORDER_TEXT_LENGTH_MAX.email && EMAIL_PATTERN.test(text);
}

/** An address as a log may show it: "someone@example.com" becomes "s…@example.com". */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return `${Array.from(address)[0] ?? ""}…${address.slice(at)}`;
}
