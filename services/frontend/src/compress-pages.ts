import { compressPage, isCompressible } from "@hipstershop/web";
import type { FastifyInstance } from "fastify";

/** Compresses pages and longer JSON on their way out. Files are compressed where they are served: routes/files.ts. */
export function compressPages(app: FastifyInstance): void {
  app.addHook("onSend", async ({ headers }, reply, payload) => {
    const type = reply.getHeader("content-type");
    if (typeof payload !== "string" || !isCompressible(type, payload.length)) return payload;
    reply.header("vary", String(type).startsWith("text/html") ? "accept-encoding, accept-language" : "accept-encoding");
    const compressed = compressPage(payload, headers, type);
    if (!compressed) return payload;
    reply.header("content-encoding", compressed.encoding);
    return compressed.body;
  });
}
