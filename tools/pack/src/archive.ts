import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Entry, sortedEntries } from "./entry.ts";
import { tarBlocks } from "./tar.ts";
import { zipPieces } from "./zip.ts";

/** An archive that was written. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

export interface ArchiveOptions {
  readonly format: "tar.gz" | "zip";
  /** Of the compression: 1 (fast) to 9 (small). */
  readonly level: number;
}

/** Writes an archive; of one that fails nothing is left. The same entries, written by the same version of Node, give the same bytes. */
export async function writeArchive(
  file: string,
  entries: readonly Entry[],
  { format, level }: ArchiveOptions,
): Promise<Written> {
  const sorted = sortedEntries(entries);
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const output = createWriteStream(file);
  try {
    if (format === "zip") await pipeline(Readable.from(zipPieces(sorted, level)), measure, output);
    else await pipeline(Readable.from(tarBlocks(sorted)), createGzip({ level }), measure, output);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return { bytes, sha256: hash.digest("hex") };
}
