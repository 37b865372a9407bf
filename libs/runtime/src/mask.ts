import { harmlessJson } from "@hipstershop/text";

const SHOWN_MAX = 200;

/**
 * A value of the environment as it may be shown: what could be a secret in an address is replaced, control characters are
 * escaped, and a long one is cut.
 */
export function shown(value: string): string {
  const masked = maskSecrets(value);
  const shortened = masked.length > SHOWN_MAX ? `${masked.slice(0, SHOWN_MAX)}…` : masked;
  return harmlessJson(JSON.stringify(shortened));
}

/** The same for a URL with a password: what is neither a URL nor host:port may be the password alone. */
export function shownUrl(value: string): string {
  return shown(/^([a-z\d+.-]+:\/\/|[\w.-]+:\d+$)/i.test(value) ? value : "***");
}

/** Nothing but hosts and ports, in a list. */
const HOSTS = /^(?:(?:\[[\da-f:.%]+\]|[\w.-]*)(?::\d*)?(?:,|$))*$/i;

/**
 * Hides who logs in and with what: all before the last @ that is not in a path, the values of a query, what follows `password=`
 * and its like, and in a URL all that can't be a host and a port ("redis://:secret", whose @ was forgotten). It is rather too
 * much than too little: what is wrong may be wrong in many ways.
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
