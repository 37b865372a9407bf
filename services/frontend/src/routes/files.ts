import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fastifyStatic } from "@fastify/static";
import { CompressedFiles, encodingFor } from "@hipstershop/web";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { PageContext } from "../page-context.ts";
import { FILE } from "../route-kind.ts";
import { asset, assetHash, drawingOf, isCurrentAsset, staticFolder } from "../views/assets.ts";

const YEAR = "public, max-age=31536000, immutable";
const HOUR = "public, max-age=3600";
/** Types of the files that are text. */
const TEXTS: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};
const compressed = new CompressedFiles();

/** /static and /robots.txt. Files need no session and have no spans. */
export async function fileRoutes(app: FastifyInstance, { config }: PageContext): Promise<void> {
  // For the routes that fastifyStatic adds.
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, ...FILE.config };
  });

  app.all("/robots.txt", FILE, (_request, reply) => {
    reply.type("text/plain; charset=utf-8").send("User-agent: *\nDisallow: /\n");
  });

  // The catalog names photographs, as the original's does. This shop has drawings.
  app.get<{ Params: { name: string } }>("/static/img/products/:name.jpg", FILE, (request, reply) => {
    const drawing = drawingOf(`${request.params.name}.jpg`);
    if (!drawing) return reply.callNotFound();
    return reply.header("cache-control", HOUR).redirect(config.baseUrl + asset(drawing), 302);
  });

  await app.register(fastifyStatic, {
    root: staticFolder,
    prefix: "/static/",
    index: false,
    cacheControl: false,
    dotfiles: "deny",
    decorateReply: false,
  });
  app.addHook<FileRoute>("onRequest", async (request, reply) => {
    const file = request.params["*"];
    if (file === undefined) return;
    reply.header("cache-control", isCurrentAsset(file, request.query.v ?? "") ? YEAR : HOUR);
    await sendCompressed(file, request, reply);
  });
}

interface FileRoute {
  readonly Params: { "*"?: string };
  readonly Querystring: { v?: string };
}

/** Answers with the compressed file, if the client takes it so; fastifyStatic serves all others. */
async function sendCompressed(file: string, { headers }: FastifyRequest<FileRoute>, reply: FastifyReply) {
  const hash = assetHash(file);
  const type = TEXTS[file.slice(file.lastIndexOf(".") + 1)];
  if (hash === undefined || type === undefined) return;
  reply.header("vary", "accept-encoding");
  const encoding = encodingFor(headers);
  if (!encoding || headers.range !== undefined) return;
  const etag = `"${hash}-${encoding}"`;
  reply.header("etag", etag);
  if (headers["if-none-match"]?.includes(etag)) {
    await reply.status(304).send();
    return;
  }
  const body = await compressed.get(`${file} ${hash}`, encoding, () => readFileSync(join(staticFolder, file)));
  await reply.type(type).header("content-encoding", encoding).send(body);
}
