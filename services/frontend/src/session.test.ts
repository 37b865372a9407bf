import { INVALID_SPAN_CONTEXT, trace } from "@hipstershop/telemetry";
import type { FastifyReply, FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import type { FrontendConfig } from "./config.ts";
import { CURRENCIES } from "./currencies.ts";
import { expireCookies, rememberCurrency, startSession } from "./session.ts";

const ID = "5f0c4f0e-4a55-4e1f-9d42-0f9d5f6a7b8c";
const config = { baseUrl: "", singleSharedSession: false } as FrontendConfig;

const pages = { config, shop: { hasCurrency: (code: string) => CURRENCIES.includes(code) } };

/** A request with cookies, and the cookies that its reply sets. */
function meet(cookies: Record<string, string>, protocol = "http") {
  const visit = { span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT), sessionId: "", currency: "" };
  const set: [name: string, value: string, options: object][] = [];
  const setCookie = (name: string, value: string, options: object) => set.push([name, value, options]);
  return {
    request: { visit, cookies, protocol } as unknown as FastifyRequest,
    reply: { setCookie } as unknown as FastifyReply,
    visit,
    set,
  };
}

test("who is known keeps session and currency, and gets no cookie", () => {
  const { request, reply, visit, set } = meet({ "shop_session-id": ID, shop_currency: "GBP" });
  startSession(request, reply, pages);
  expect([visit.sessionId, visit.currency, set]).toEqual([ID, "GBP", []]);
});

test("who is new gets a session, in dollars", () => {
  const { request, reply, visit, set } = meet({});
  startSession(request, reply, pages);
  const options = { path: "/", maxAge: 172_800, sameSite: "lax", secure: false, httpOnly: true };
  expect(set).toEqual([["shop_session-id", visit.sessionId, options]]);
  expect([visit.sessionId.length, visit.currency]).toEqual([36, "USD"]);
});

test("a currency that the shop has no rate for is as good as none", () => {
  const { request, reply, visit } = meet({ "shop_session-id": ID, shop_currency: "GBP" });
  startSession(request, reply, { config, shop: { hasCurrency: (code) => code === "USD" } });
  expect(visit.currency).toBe("USD");
});

test("cookies are for HTTPS only where the visitor came by it", () => {
  const { request, reply, set } = meet({}, "https");
  startSession(request, reply, pages);
  rememberCurrency(request, reply, "EUR", config);
  expect(set.map(([, , options]) => options)).toEqual([
    expect.objectContaining({ secure: true }),
    expect.objectContaining({ secure: true }),
  ]);
});

test("the currency is kept like the session", () => {
  const { request, reply, set } = meet({});
  rememberCurrency(request, reply, "EUR", { ...config, baseUrl: "/shop" });
  expect(set).toEqual([
    ["shop_currency", "EUR", { path: "/shop", maxAge: 172_800, sameSite: "lax", secure: false, httpOnly: true }],
  ]);
});

test("what can't be the name of a cookie is left alone, the rest is forgotten", () => {
  const { request, reply, set } = meet({ "shop_session-id": ID, "": "1", "a b": "2", "a=b": "3", "a;b": "4", ok: "5" });
  expireCookies(request, reply, config);
  expect(set.map(([name, value]) => [name, value])).toEqual([
    ["shop_session-id", ""],
    ["ok", ""],
  ]);
});
