import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { acceptsGzip } from "../compression.ts";
import { basePathOf, belowBase } from "../http.ts";
import { type Asset, viewerAssets } from "./assets.ts";
import { CONTENT_SECURITY_POLICY, viewerPage } from "./page.ts";

/** The paths of the viewer's pages, the same as in Jaeger's UI. */
const PAGES = ["/", "/search", "/trace/:id", "/compare", "/dependencies", "/monitor", "/glossary"];

/** Sends the viewer's page, which finds out from its URL what to show. */
export async function sendPage(request: FastifyRequest, reply: FastifyReply, traceId?: string): Promise<FastifyReply> {
  const basePath = basePathOf(request);
  const page = viewerPage(await viewerAssets(), basePath, traceId);
  return reply
    .header("content-security-policy", CONTENT_SECURITY_POLICY)
    .header("referrer-policy", "same-origin")
    .type("text/html; charset=utf-8")
    .send(belowBase(page, basePath));
}

/** Serves the viewer: its HTML page on every path of PAGES, and its files. */
export function registerViewer(app: FastifyInstance): void {
  const assets = viewerAssets();
  // A failed build is reported by each request; without this handler it would end the process.
  assets.catch(() => {});
  for (const path of PAGES) {
    app.get<{ Params: { id?: string } }>(path, (request, reply) => {
      const { id } = request.params;
      return sendPage(request, reply, id !== undefined && /^[\da-f]{1,32}$/i.test(id) ? id : undefined);
    });
  }
  app.get<{ Params: { name: string } }>(
    "/assets/:name",
    {
      // Overrides the app's no-store: the name contains a hash of the content.
      onSend: async (_request, reply) => {
        if (reply.statusCode === 200) reply.header("cache-control", "public, max-age=31536000, immutable");
      },
    },
    async ({ params, headers }, reply) => sendAsset(reply, (await assets).files.get(params.name), headers),
  );
}

function sendAsset(reply: FastifyReply, asset: Asset | undefined, headers: FastifyRequest["headers"]): FastifyReply {
  if (!asset) return reply.code(404).type("text/plain").send("There is no such file.");
  reply.type(asset.type).header("vary", "accept-encoding");
  return acceptsGzip(headers["accept-encoding"])
    ? reply.header("content-encoding", "gzip").send(asset.gzip)
    : reply.send(asset.bytes);
}
