import { type Entry, FILE_TIME } from "./entry.ts";

const BLOCK = 512;
const NAME_MAX = 100;
const PREFIX_MAX = 155;
const TYPE_AT = 156;
const MAGIC_AT = 257;
const PREFIX_AT = 345;
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
  const [prefix, name] = partsOf(path);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write(octal(isExecutable ? 0o755 : 0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(bytes.length, 12), 124);
  header.write(octal(FILE_TIME.getTime() / 1000, 12), 136);
  header.write(" ".repeat(CHECKSUM_LENGTH), CHECKSUM_AT);
  header.write("0", TYPE_AT);
  header.write("ustar\x0000", MAGIC_AT);
  header.write(prefix, PREFIX_AT);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)}\0 `, CHECKSUM_AT);
  return header;
}

/** A long path is in two fields, folders and name, which are joined by "/". Throws when it fits no two. */
function partsOf(path: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= NAME_MAX) return ["", path];
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= NAME_MAX && Buffer.byteLength(prefix) <= PREFIX_MAX) return [prefix, name];
  }
  throw new Error(`${path} is longer than a tar file can hold`);
}

function octal(value: number, length: number): string {
  return value.toString(8).padStart(length - 1, "0");
}
