import { crc32, deflateRawSync } from "node:zlib";
import { type Entry, FILE_TIME } from "./entry.ts";

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_HEADER = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const MADE_ON_UNIX = 3 << 8;
const DEFLATE = 8;
const UTF8_NAMES = 1 << 11;
const DATE = ((FILE_TIME.getUTCFullYear() - 1980) << 9) | ((FILE_TIME.getUTCMonth() + 1) << 5) | FILE_TIME.getUTCDate();

/** The pieces of a zip file. All files have the same time. */
export function* zipPieces(entries: readonly Entry[], level: number): Generator<Buffer> {
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path);
    const packed = deflateRawSync(entry.bytes, { level });
    const fields = fieldsOf(entry, name, packed);
    const local = Buffer.concat([numbers([LOCAL_HEADER, 4], [VERSION, 2]), fields, name]);
    const mode = (0o100000 | (entry.isExecutable ? 0o755 : 0o644)) * 2 ** 16;
    const made = numbers([DIRECTORY_HEADER, 4], [MADE_ON_UNIX | VERSION, 2], [VERSION, 2]);
    directory.push(made, fields, numbers([0, 2], [0, 2], [0, 2], [mode, 4], [at, 4]), name);
    yield local;
    yield packed;
    at += local.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  yield listed;
  const count = entries.length;
  yield numbers([END, 4], [0, 2], [0, 2], [count, 2], [count, 2], [listed.length, 4], [at, 4], [0, 2]);
}

/** What both headers have of a file. */
function fieldsOf({ bytes }: Entry, name: Buffer, packed: Buffer): Buffer {
  const sizes = [
    [crc32(bytes), 4],
    [packed.length, 4],
    [bytes.length, 4],
  ] as const;
  return numbers([UTF8_NAMES, 2], [DEFLATE, 2], [0, 2], [DATE, 2], ...sizes, [name.length, 2], [0, 2]);
}

/** Numbers with their lengths in bytes. */
function numbers(...values: readonly (readonly [value: number, length: number])[]): Buffer {
  const bytes = Buffer.alloc(values.reduce((sum, [, length]) => sum + length, 0));
  let at = 0;
  for (const [value, length] of values) at = bytes.writeUIntLE(value, at, length);
  return bytes;
}
