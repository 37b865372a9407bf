import { fastifyStatic } from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { PageContext } from "../page-context.ts";
import { FILE } from "../route-kind.ts";
import { asset, drawingOf, isCurrentAsset, staticFolder } from "../views/assets.ts";

const YEAR = "public, max-age=31536000, immutable";
const HOUR = "public, max-age=3600";

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
  app.addHook<{ Params: { "*"?: string }; Querystring: { v?: string } }>("onRequest", async (request, reply) => {
    const file = request.params["*"];
    if (file !== undefined) reply.header("cache-control", isCurrentAsset(file, request.query.v ?? "") ? YEAR : HOUR);
  });
}
