import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";

const gzipAsync = promisify(gzip);
/** Smaller answers gain nothing: they fit into one packet as they are. */
const BYTES_MIN = 512;
const COMPRESSIBLE = /^(?:text\/|application\/json|image\/svg)/;

/**
 * Compresses the app's answers of text and JSON for clients that accept gzip. Streams, such as events, pass as they
 * are, and so does what a route has compressed.
 */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    const type = String(reply.getHeader("content-type") ?? "");
    const isText = typeof payload === "string" || Buffer.isBuffer(payload);
    if (!isText || !COMPRESSIBLE.test(type) || reply.hasHeader("content-encoding")) return payload;
    if (Buffer.byteLength(payload) < BYTES_MIN) return payload;
    reply.header("vary", "accept-encoding");
    if (!acceptsGzip(request.headers["accept-encoding"])) return payload;
    const compressed = await gzipAsync(payload);
    reply.header("content-encoding", "gzip").removeHeader("content-length");
    return compressed;
  });
}

/** Whether an Accept-Encoding header allows gzip: by name, or by "*"; "q=0" forbids. */
export function acceptsGzip(header: string | readonly string[] | undefined): boolean {
  const choices = String(header ?? "")
    .toLowerCase()
    .split(",")
    .map((choice) => choice.split(";").map((part) => part.trim()));
  const choice =
    choices.find(([name]) => name === "gzip" || name === "x-gzip") ?? choices.find(([name]) => name === "*");
  return choice !== undefined && !choice.some((part) => /^q=0(?:\.0*)?$/.test(part));
}
