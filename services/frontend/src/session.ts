import { randomUUID } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { FrontendConfig } from "./config.ts";
import { CURRENCY_DEFAULT } from "./currencies.ts";
import { LEARNER_COOKIE } from "./learner.ts";
import type { Shop } from "./shop.ts";

const SESSION_COOKIE = "shop_session-id";
const CURRENCY_COOKIE = "shop_currency";
const MAX_AGE_SECONDS = 172_800;
const SHARED_SESSION = "12345678-1234-1234-1234-123456789123";
const SESSION_ID = /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|x-[a-z]+-probe)$/i;
/** Characters that the name of a cookie may have: https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1 */
const COOKIE_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Reads the visitor's session and currency from the cookies. A visitor without a session id of ours gets a new one. */
export function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  { config, shop }: { readonly config: FrontendConfig; readonly shop: Pick<Shop, "hasCurrency"> },
): void {
  const { visit, cookies } = request;
  const known = cookies[SESSION_COOKIE] ?? "";
  const chosen = cookies[CURRENCY_COOKIE] ?? "";
  visit.sessionId = SESSION_ID.test(known) ? known : newSession(config);
  visit.currency = shop.hasCurrency(chosen) ? chosen : CURRENCY_DEFAULT;
  if (visit.sessionId !== known) {
    reply.setCookie(SESSION_COOKIE, visit.sessionId, cookieOptions(request, config));
  }
  visit.span.setAttributes({ "session.id": visit.sessionId, "app.user.currency": visit.currency });
}

function newSession({ singleSharedSession }: FrontendConfig): string {
  return singleSharedSession ? SHARED_SESSION : randomUUID();
}

/** Keeps the chosen currency in a cookie. */
export function rememberCurrency(
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  config: FrontendConfig,
): void {
  reply.setCookie(CURRENCY_COOKIE, code, cookieOptions(request, config));
}

/** Expires every cookie of the request; that of the training pages is not the shop's. */
export function expireCookies(request: FastifyRequest, reply: FastifyReply, { baseUrl }: FrontendConfig): void {
  const ours = (name: string): boolean => COOKIE_NAME.test(name) && name !== LEARNER_COOKIE;
  for (const name of Object.keys(request.cookies).filter(ours)) {
    reply.setCookie(name, "", { path: baseUrl || "/", maxAge: 0, expires: new Date(Date.now() - 365 * 86_400_000) });
  }
}

/**
 * Path=/, so that all pages see the same cookies. No script needs them. Secure over HTTPS only: a NodePort without TLS
 * must keep its cookies.
 */
function cookieOptions(request: FastifyRequest, { baseUrl }: FrontendConfig) {
  return {
    path: baseUrl || "/",
    maxAge: MAX_AGE_SECONDS,
    sameSite: "lax",
    httpOnly: true,
    secure: request.protocol === "https",
  } as const;
}
