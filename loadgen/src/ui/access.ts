import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isCrossSite, PageToken } from "@hipstershop/web";

const LOCAL: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);
const COOKIE = "load_token";
const TOKEN_BYTES = 18;

export interface PageRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** From the query of the URL; undefined without one. */
  readonly token: string | undefined;
}

/** The response to a refused request. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly text: string;
}

/**
 * Decides who may use the page. When it listens on loopback alone, every local user may; a Host header of another name is
 * refused (DNS rebinding), and so are requests that another site's page makes (CSRF). When it listens on another address, a
 * request needs the token that was printed at the start: once in the URL, from then on in a cookie.
 */
export class Access {
  /** "" when no token is needed. */
  readonly token: string;
  readonly #known: PageToken;

  constructor(host: string) {
    this.token = LOCAL.has(host) ? "" : randomBytes(TOKEN_BYTES).toString("base64url");
    this.#known = new PageToken(this.token, COOKIE);
  }

  /** Why the request is refused; undefined when it may pass. */
  refusalOf({ method, headers, token }: PageRequest): Refusal | undefined {
    const name = URL.parse(`http://${headers.host ?? ""}`)?.hostname ?? "";
    if (this.token === "" && !LOCAL.has(name)) return { status: 403, text: "This page is for this machine alone." };
    if (method !== "GET" && isCrossSite(headers)) return { status: 403, text: "This came from another site." };
    if (this.token === "" || this.isToken(token) || this.#known.isIn(headers)) return undefined;
    return {
      status: 401,
      text: "Open the address that the load generator printed when it was started: it holds a token.",
    };
  }

  /** Whether this is the token; false when no token is needed. */
  isToken(token: string | undefined): boolean {
    return this.#known.isToken(token);
  }

  /** The Set-Cookie header that grants access from then on. */
  get cookie(): string {
    return this.#known.setCookie;
  }
}
