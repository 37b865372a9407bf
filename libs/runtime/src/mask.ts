import { harmlessJson } from "@hipstershop/text";

const SHOWN_MAX = 200;

/**
 * A value of the environment for a message: possible secrets in it are masked, control characters escaped, and long
 * values cut.
 */
export function shown(value: string): string {
  const masked = maskSecrets(value);
  const shortened = masked.length > SHOWN_MAX ? `${masked.slice(0, SHOWN_MAX)}…` : masked;
  return harmlessJson(JSON.stringify(shortened));
}

/** The same for a URL with a password: a value that is neither a URL nor host:port could be the password itself. */
export function shownUrl(value: string): string {
  return shown(/^([a-z\d+.-]+:\/\/|[\w.-]+:\d+$)/i.test(value) ? value : "***");
}

/** A list of hosts with optional ports. */
const HOSTS = /^(?:(?:\[[\da-f:.%]+\]|[\w.-]*)(?::\d*)?(?:,|$))*$/i;

/**
 * Masks credentials: everything before the last @ that is not in a path, the values of a query, what follows
 * `password=` and the like, and in a URL everything that is not host and port ("redis://:secret" without its @). It
 * masks too much rather than too little.
 */
export function maskSecrets(value: string): string {
  if (/^\s*\.{0,2}\/(?!\/)/.test(value)) return withoutAssigned(value);
  const [, scheme = "", rest = ""] = /^\s*([a-z][a-z\d+.-]*:\/\/)?(.*)$/is.exec(value) ?? [];
  const at = rest.lastIndexOf("@");
  const [, authority = "", tail = ""] = /^([^/?#]*)(.*)$/s.exec(rest.slice(at + 1)) ?? [];
  const host = scheme === "" || HOSTS.test(authority) ? authority : "***";
  return withoutAssigned(`${scheme}${at < 0 ? "" : "***@"}${host}${tail.replace(/\?.+/s, "?***")}`);
}

function withoutAssigned(text: string): string {
  return text.replace(/((?:auth|key|pass|pwd|secret|token)[\w-]*\s*=\s*)[^,;&]+/gi, "$1***");
}
