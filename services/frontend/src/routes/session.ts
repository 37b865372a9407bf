import type { FastifyInstance, FastifyRequest } from "fastify";
import { currencyForm, fieldsOf, parseForm } from "../forms.ts";
import type { PageContext } from "../page-context.ts";
import { PAGE } from "../route-kind.ts";
import { expireCookies, rememberCurrency } from "../session.ts";

/** POST /setCurrency and GET /logout: no rpcs. GET /setCurrency, by a reload or a link, changes nothing and leads home. */
export function sessionRoutes(app: FastifyInstance, { config }: PageContext): void {
  app.post("/setCurrency", PAGE, async (request, reply) => {
    const { currency_code: code } = parseForm(currencyForm, fieldsOf(request));
    rememberCurrency(request, reply, code, config);
    return reply.redirect(refererPath(request) ?? `${config.baseUrl}/`, 302);
  });

  app.get("/setCurrency", PAGE, async (_request, reply) => reply.redirect(`${config.baseUrl}/`, 302));

  app.get("/logout", PAGE, async (request, reply) => {
    expireCookies(request, reply, config);
    return reply.redirect(`${config.baseUrl}/`, 302);
  });
}

/** The path of the page that the visitor came from, if it is one of this shop; undefined otherwise. */
function refererPath(request: FastifyRequest): string | undefined {
  const referer = URL.parse(request.headers.referer ?? "");
  if (!referer || !/^https?:$/.test(referer.protocol) || referer.host !== request.headers.host) return undefined;
  const { pathname, search } = referer;
  return /^\/[/\\]/.test(pathname) ? undefined : pathname + search;
}
