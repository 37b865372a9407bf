import { type Entry, FILE_TIME } from "./entry.ts";

const BLOCK = 512;
const NAME_MAX = 100;
const CHECKSUM_AT = 148;
const CHECKSUM_LENGTH = 8;

/** The blocks of a tar file (ustar). Files belong to nobody in particular, and all have the same time. */
export function* tarBlocks(entries: readonly Entry[]): Generator<Buffer> {
  for (const entry of entries) {
    yield headerOf(entry);
    yield entry.bytes;
    yield Buffer.alloc((BLOCK - (entry.bytes.length % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function headerOf({ path, bytes, isExecutable }: Entry): Buffer {
  if (Buffer.byteLength(path) > NAME_MAX) throw new Error(`${path} is longer than the ${NAME_MAX} bytes of a tar file`);
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0);
  header.write(octal(isExecutable ? 0o755 : 0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(bytes.length, 12), 124);
  header.write(octal(FILE_TIME.getTime() / 1000, 12), 136);
  header.write(" ".repeat(CHECKSUM_LENGTH), CHECKSUM_AT);
  header.write("0ustar\x0000", 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)}\0 `, CHECKSUM_AT);
  return header;
}

function octal(value: number, length: number): string {
  return value.toString(8).padStart(length - 1, "0");
}
