import type { FastifyInstance, FastifyRequest } from "fastify";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { IngestError, malformed } from "./ingest-error.ts";

/** Maximum body size, both as sent and after decompression. */
export const BODY_BYTES_MAX = 16 * 1024 * 1024;

const unzip = promisify(gunzip);

/** Passes every body to its handler as bytes, whatever its content type. */
export function takeBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}

/** The media type of a request in lower case, without parameters; "" when the header is missing. */
export function mediaType(request: FastifyRequest): string {
  return (request.headers["content-type"] ?? "").split(";", 1)[0]!.trim().toLowerCase();
}

/** The decompressed body, of at most BODY_BYTES_MAX. Rejects with an IngestError. */
export async function bodyBytes(request: FastifyRequest): Promise<Buffer> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "") return body;
  if (encoding !== "gzip")
    throw new IngestError(415, `content-encoding ${JSON.stringify(encoding)}: only gzip is understood`);
  try {
    return await unzip(body, { maxOutputLength: BODY_BYTES_MAX });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw malformed("the body is not whole, valid gzip", cause);
  }
}

/** The HTTP status and the message for an error of a request. */
export function failureOf(error: unknown): { status: number; message: string } {
  if (error instanceof IngestError) return { status: error.status, message: error.message };
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status === 413) return { status, message: tooLarge().message };
  return { status, message: error instanceof Error ? error.message : String(error) };
}

export function tooLarge(): IngestError {
  return new IngestError(413, `the body is larger than ${BODY_BYTES_MAX} bytes: send fewer spans at a time`);
}
