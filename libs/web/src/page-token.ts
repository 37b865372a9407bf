import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The name of the parameter with which a link carries the token. */
const PARAMETER = "token";

/**
 * A secret that pages ask of people on other machines: once in the address, from then on in a cookie, or as a bearer
 * token. Cookies don't know ports, so one link opens all pages of a host that have the same token and cookie.
 */
export class PageToken {
  readonly #token: string;
  readonly #cookie: string;

  constructor(token: string, cookie: string) {
    this.#token = token;
    this.#cookie = cookie;
  }

  /** The Set-Cookie header that grants access from then on. */
  get setCookie(): string {
    return `${this.#cookie}=${this.#token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether the text is the token; takes as long for every other one. */
  isToken(text: string | undefined): boolean {
    return this.#token !== "" && text !== undefined && timingSafeEqual(sha256(text), sha256(this.#token));
  }

  /** Whether the headers have it: as a cookie, a bearer token, or the password of an address (http://any:token@host). */
  isIn({ cookie = "", authorization = "" }: IncomingHttpHeaders): boolean {
    const [, bearer] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    const [, basic = ""] = /^basic +(\S+)$/i.exec(authorization) ?? [];
    const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(basic, "base64").toString()) ?? [];
    const cookies = cookie.split(";").map((one) => one.trim());
    const prefix = `${this.#cookie}=`;
    return (
      this.isToken(bearer) ||
      this.isToken(password) ||
      cookies.some((one) => one.startsWith(prefix) && this.isToken(one.slice(prefix.length).replace(/^"(.*)"$/, "$1")))
    );
  }

  /** The token of an address, and the address without it, where it would stay visible and be sent on. */
  static split(address: string): { readonly token: string | undefined; readonly rest: string } {
    const [path = "", query = ""] = address.split("?", 2);
    const parameters = new URLSearchParams(query);
    const token = parameters.get(PARAMETER) ?? undefined;
    parameters.delete(PARAMETER);
    // A second slash would make it the address of another host.
    const own = path.replace(/^[/\\]+/, "/");
    return { token, rest: parameters.size > 0 ? `${own}?${parameters.toString()}` : own };
  }
}

/** The ends of a connection, of a socket. */
export interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly localAddress?: string | undefined;
}

/**
 * Whether a request came from this machine, and not through a proxy that says so: from loopback, or from the very
 * address that it went to, as when the shop listens on one address of the machine and uses it itself.
 */
export function isFromHere({ remoteAddress, localAddress }: Peer, headers: IncomingHttpHeaders): boolean {
  if (headers["x-forwarded-for"] !== undefined || headers["forwarded"] !== undefined) return false;
  if (remoteAddress === undefined) return false;
  return remoteAddress === localAddress || remoteAddress === "::1" || /^(::ffff:)?127\./.test(remoteAddress);
}

/** timingSafeEqual needs buffers of the same length. */
function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
