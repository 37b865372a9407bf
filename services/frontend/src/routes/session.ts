import type { FastifyInstance, FastifyRequest } from "fastify";
import { currencyForm, fieldsOf, parseForm } from "../forms.ts";
import { forget, rememberCurrency } from "../session.ts";
import type { Pages } from "./pages.ts";

/** POST /setCurrency and GET /logout: no rpcs. */
export function sessionRoutes(app: FastifyInstance, { config }: Pages): void {
  app.post("/setCurrency", async (request, reply) => {
    const { currency_code: code } = parseForm(currencyForm, fieldsOf(request));
    rememberCurrency(request, reply, code, config);
    return reply.redirect(refererPath(request) ?? `${config.baseUrl}/`, 302);
  });

  app.get("/logout", async (request, reply) => {
    forget(request, reply, config);
    return reply.redirect(`${config.baseUrl}/`, 302);
  });
}

/** Addresses that only take forms: going back there would find nothing. */
const FORM_ONLY = /\/cart\/(checkout|empty|quantity)$/;

/** Where the visitor came from, when that is a page of this very shop; never anywhere else. */
function refererPath(request: FastifyRequest): string | undefined {
  const referer = URL.parse(request.headers.referer ?? "");
  if (!referer || !/^https?:$/.test(referer.protocol) || referer.host !== request.headers.host) return undefined;
  const { pathname, search } = referer;
  return /^\/[/\\]/.test(pathname) || FORM_ONLY.test(pathname) ? undefined : pathname + search;
}
