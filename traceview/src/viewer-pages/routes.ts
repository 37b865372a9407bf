import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { basePathOf, belowBase } from "../http.ts";
import { type Asset, viewerAssets } from "./assets.ts";
import { PREBUILT } from "./bundle.ts";
import { CONTENT_SECURITY_POLICY, viewerPage } from "./page.ts";

/** The paths of the viewer's pages, the same as in Jaeger's UI. */
const PAGES = ["/", "/search", "/trace/:id", "/compare", "/dependencies", "/monitor", "/glossary"];

/** The path of the icon: next to the sources, or in the prebuilt bundle. */
export function iconFile(): string {
  const source = join(import.meta.dirname, "icon.svg");
  return existsSync(source) ? source : join(PREBUILT, "icon.svg");
}

/** Serves the viewer: its HTML page on every path of PAGES, and its files. */
export function registerViewer(app: FastifyInstance): void {
  const assets = viewerAssets();
  // A failed build is reported by each request; without this handler it would end the process.
  assets.catch(() => {});
  const icon = readFileSync(iconFile());
  for (const path of PAGES) {
    app.get<{ Params: { id?: string } }>(path, async (request, reply) => {
      const { id } = request.params;
      const traceId = id !== undefined && /^[\da-f]{1,32}$/i.test(id) ? id : undefined;
      const basePath = basePathOf(request);
      return reply
        .header("content-security-policy", CONTENT_SECURITY_POLICY)
        .header("referrer-policy", "same-origin")
        .type("text/html; charset=utf-8")
        .send(belowBase(viewerPage(await assets, basePath, traceId), basePath));
    });
  }
  app.get("/assets/icon.svg", (_request, reply) => reply.type("image/svg+xml").send(icon));
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
  const acceptsGzip = headers["accept-encoding"]?.toString().includes("gzip") === true;
  reply.type(asset.type).header("vary", "accept-encoding");
  return acceptsGzip ? reply.header("content-encoding", "gzip").send(asset.gzip) : reply.send(asset.bytes);
}
