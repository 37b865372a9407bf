import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { ListenError, urlHost } from "@hipstershop/addresses";
import { DATA_HEADERS, limitPipelining } from "@hipstershop/web";
import { WITHOUT_SCHEMAS } from "@hipstershop/web/without-schemas";
import { fastify, type FastifyInstance, type FastifyReply } from "fastify";

/** The port is in use (EADDRINUSE). */
export class PortTakenError extends Error {
  readonly code = "EADDRINUSE";
  readonly port: number;

  constructor(purpose: string, host: string, port: number, cause: unknown) {
    super(`port ${port} on ${host}, wanted for ${purpose}, is taken: stop what listens there or choose another`, {
      cause,
    });
    this.name = "PortTakenError";
    this.port = port;
  }
}

/**
 * A Fastify server whose close() also ends keep-alive connections. With a base path such as "/jaeger" every route is
 * also served below it.
 */
export function createApp(bodyBytesMax: number, basePath = ""): FastifyInstance {
  const base = basePath.replace(/\/+$/, "");
  const app = fastify({
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    ...WITHOUT_SCHEMAS,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void reply
        .headers(DATA_HEADERS)
        .status(400)
        .type("text/plain; charset=utf-8")
        .send("This address can't be read.\n");
    },
    rewriteUrl: (request: IncomingMessage) => withoutBase(request.url ?? "/", base),
  });
  limitPipelining(app.server);
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(DATA_HEADERS);
  });
  return app;
}

function withoutBase(url: string, base: string): string {
  if (!url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  if (rest === "" || rest.startsWith("?")) return `/${rest}`;
  return rest.startsWith("/") ? rest : url;
}

/** The base path in a request's URL, without a trailing slash; "" when the URL has none. */
export function basePathOf({ url, originalUrl }: { readonly url: string; readonly originalUrl: string }): string {
  return originalUrl.slice(0, originalUrl.length - url.length + 1).replace(/\/$/, "");
}

/**
 * Prefixes the root-relative links of a page with the base path. User data on the page cannot match: its quotes are
 * escaped.
 */
export function belowBase(html: string, basePath: string): string {
  return basePath === "" ? html : html.replaceAll(/ (href|src|action)="\/(?!\/)/g, ` $1="${basePath}/`);
}

/** Listens on this host only. Resolves with the base URL, without a trailing slash; rejects with a listenFailure. */
export async function listen(app: FastifyInstance, purpose: string, host: string, port: number): Promise<string> {
  await app.listen({ host, port }).catch((cause: unknown) => {
    throw listenFailure(purpose, host, port, cause);
  });
  return `http://${urlHost(host)}:${(app.server.address() as AddressInfo).port}`;
}

/** A PortTakenError when the port is in use, a ListenError for any other cause. */
export function listenFailure(purpose: string, host: string, port: number, cause: unknown): Error {
  const error = new ListenError("the trace store", { host, port }, cause, { host: "--host", port: purpose });
  return error.code === "EADDRINUSE" ? new PortTakenError(purpose, host, port, cause) : error;
}
