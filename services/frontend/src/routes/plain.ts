import { fastifyStatic } from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { asset, drawingOf, isCurrentAsset, staticFolder } from "../views/assets.ts";
import type { Pages } from "./pages.ts";

const YEAR = "public, max-age=31536000, immutable";
const HOUR = "public, max-age=3600";

/** /static, /robots.txt and /version: no session, no spans. */
export async function plainRoutes(app: FastifyInstance, { config, version }: Pages): Promise<void> {
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, telemetry: "metrics" };
  });

  app.all("/robots.txt", (_request, reply) => {
    reply.type("text/plain; charset=utf-8").send("User-agent: *\nDisallow: /\n");
  });

  app.get("/version", async () => ({
    service: "frontend",
    version,
    revision: config.revision,
    pod: config.pod,
    platform: config.platform,
    node: process.version,
  }));

  // The catalog names photographs, as the original's does; we have drawings.
  app.get<{ Params: { name: string } }>("/static/img/products/:name.jpg", (request, reply) => {
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
