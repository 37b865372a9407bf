/** The longest address there can be, by RFC 5321. */
const ADDRESS_LENGTH_MAX = 254;

/** One @ with something on both sides and no spaces: more can't be known without sending. */
export function isAddress(text: string): boolean {
  return text.length <= ADDRESS_LENGTH_MAX && /^[^\s@]+@[^\s@]+$/.test(text);
}

/** An address as it may stand in a log: "someone@example.com" becomes "s…@example.com". */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return `${Array.from(address)[0] ?? ""}…${address.slice(at)}`;
}
