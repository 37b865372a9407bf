import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { ListenError, urlHost } from "@hipstershop/addresses";
import { fastify, type FastifyInstance } from "fastify";

/** A port that something else listens on already. */
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

/** No route has a JSON schema; without this Fastify loads two compilers for them at its start. */
function noSchema(): never {
  throw new Error("routes with a JSON schema need Fastify's own compilers: see http.ts");
}

/**
 * A server that closes at once, cutting connections kept alive, and answers no method it has no route for. With a base path such
 * as "/jaeger" everything is found below that, too.
 */
export function createApp(bodyBytesMax: number, basePath = ""): FastifyInstance {
  const base = basePath.replace(/\/+$/, "");
  return fastify({
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    rewriteUrl: (request: IncomingMessage) => withoutBase(request.url ?? "/", base),
  });
}

function withoutBase(url: string, base: string): string {
  if (!url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  if (rest === "" || rest.startsWith("?")) return `/${rest}`;
  return rest.startsWith("/") ? rest : url;
}

/** The base path that a request came by, without a slash at its end; "" for one that came without. */
export function basePathOf({ url, originalUrl }: { readonly url: string; readonly originalUrl: string }): string {
  return originalUrl.slice(0, originalUrl.length - url.length + 1).replace(/\/$/, "");
}

/** Leads the links of a page that are written from the root to below the base path. What people wrote has no quotes left in it. */
export function belowBase(html: string, basePath: string): string {
  return basePath === "" ? html : html.replaceAll(/ (href|src|action)="\/(?!\/)/g, ` $1="${basePath}/`);
}

/** Listens on this host only and answers the base URL, without a slash at its end. Rejects as whyNot has it. */
export async function listen(app: FastifyInstance, purpose: string, host: string, port: number): Promise<string> {
  await app.listen({ host, port }).catch((cause: unknown) => {
    throw whyNot(purpose, host, port, cause);
  });
  return `http://${urlHost(host)}:${(app.server.address() as AddressInfo).port}`;
}

/** A PortTakenError where that is the reason, or else a ListenError. */
export function whyNot(purpose: string, host: string, port: number, cause: unknown): Error {
  const error = new ListenError("the trace store", { host, port }, cause, { host: "--host", port: purpose });
  return error.code === "EADDRINUSE" ? new PortTakenError(purpose, host, port, cause) : error;
}
