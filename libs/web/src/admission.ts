import type { IncomingHttpHeaders } from "node:http";
import { isFromHere, PageToken, type Peer } from "./page-token.ts";

/** One for all pages of a host: cookies don't know ports. */
const COOKIE = "shop_token";

/** A request, as far as it decides what may be done. */
interface Visit {
  readonly method: string;
  /** Path and query, as the browser knows them. */
  readonly address: string;
  readonly headers: IncomingHttpHeaders;
  readonly socket: Peer;
}

/** What to answer in place of the page: the way on with a cookie, or why not. */
type Turned =
  | { readonly status: 303; readonly location: string; readonly setCookie: string }
  | { readonly status: 401 | 403; readonly message: string };

/**
 * Decides what people on other machines may do. With a token: everything, once they opened a link that has it. Without
 * one they may look, and change nothing. On the same machine, and behind kubectl port-forward, nobody is asked; nor is
 * anybody with the token "none".
 */
class Admission {
  readonly #token: string;
  readonly #known: PageToken;

  constructor(token: string) {
    this.#token = token;
    this.#known = new PageToken(token, COOKIE);
  }

  /** The answer to a visitor who does not get what was asked for; undefined for all others. */
  turn({ method, address, headers, socket }: Visit): Turned | undefined {
    if (this.#token === "none") return undefined;
    const { token: given, rest } = PageToken.split(address);
    if (this.#known.isToken(given) && method === "GET")
      return { status: 303, location: rest, setCookie: this.#known.setCookie };
    if (isFromHere(socket, headers) || this.#known.isIn(headers)) return undefined;
    if (this.#token !== "")
      return {
        status: 401,
        message:
          "Open the link that was printed when the shop was opened: it holds a token. Programs send it as a bearer token, " +
          "or as the password of the address: http://any:TOKEN@host.",
      };
    if (method === "GET" || method === "HEAD") return undefined;
    return {
      status: 403,
      message:
        "From other machines nothing can be changed. PAGE_TOKEN is a token that allows it; PAGE_TOKEN=none asks nobody.",
    };
  }
}

/** What the hook uses of a Fastify request; `url` is without the base path that `originalUrl` has. */
interface HookRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  readonly url: string;
  readonly originalUrl: string;
  readonly socket: Peer;
}

interface HookReply {
  header(name: string, value: string): { redirect(url: string, code: number): unknown };
}

export interface HookOptions {
  /** Addresses that probes and every page need: they say nothing and change nothing. */
  readonly open: RegExp;
  /** The error with which the server refuses. */
  readonly problem: (status: 401 | 403, message: string) => Error;
}

/** The onRequest hook of a Fastify server that asks visitors and programs on other machines for the token. */
export function admissionHook(token: string, { open, problem }: HookOptions) {
  const admission = new Admission(token);
  return async (request: HookRequest, reply: HookReply): Promise<unknown> => {
    const { headers, method, url, originalUrl: address, socket } = request;
    const turned = open.test(url) ? undefined : admission.turn({ headers, method, address, socket });
    if (turned === undefined) return undefined;
    if (turned.status === 303) return reply.header("set-cookie", turned.setCookie).redirect(turned.location, 303);
    throw problem(turned.status, turned.message);
  };
}
