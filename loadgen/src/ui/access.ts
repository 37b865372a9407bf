import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const LOCAL: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);
const COOKIE = "load_token";
const TOKEN_BYTES = 18;

export interface Asked {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the address; undefined when it holds none. */
  readonly token: string | undefined;
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly text: string;
}

/**
 * Who may use the page. On this machine alone it is everybody on it, but no other site's page, be it under a name that leads
 * here. Beyond it one must have the token that was printed at the start, in the address once and in a cookie from then on.
 */
export class Access {
  /** "" when none is needed. */
  readonly token: string;

  constructor(host: string) {
    this.token = LOCAL.has(host) ? "" : randomBytes(TOKEN_BYTES).toString("base64url");
  }

  /** undefined: let it in. */
  refusal({ method, headers, token }: Asked): Refusal | undefined {
    const name = URL.parse(`http://${headers.host ?? ""}`)?.hostname ?? "";
    if (this.token === "" && !LOCAL.has(name)) return { status: 403, text: "This page is for this machine alone." };
    if (method !== "GET" && isForeign(headers)) return { status: 403, text: "This came from another site." };
    if (this.token === "" || this.opens(token) || this.opens(cookieOf(headers))) return undefined;
    return {
      status: 401,
      text: "Open the address that the load generator printed when it was started: it holds a token.",
    };
  }

  /** Whether this is the token; with none to be had, nothing is. */
  opens(token: string | undefined): boolean {
    return this.token !== "" && token !== undefined && timingSafeEqual(digest(token), digest(this.token));
  }

  get cookie(): string {
    return `${COOKIE}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

function isForeign(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin";
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host;
}

function cookieOf({ cookie = "" }: IncomingHttpHeaders): string | undefined {
  const pair = cookie.split(/;\s*/).find((one) => one.startsWith(`${COOKIE}=`));
  return pair?.slice(COOKIE.length + 1);
}

/** Of the same length whatever is compared. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
