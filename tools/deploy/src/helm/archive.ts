import { gzipSync } from "node:zlib";

const BLOCK = 512;
const NAME_MAX = 100;

/** A .tgz of a few small files: path and text. The same files give the same bytes. */
export function archive(files: ReadonlyMap<string, string>): Buffer {
  const entries = [...files].flatMap(([path, text]) => {
    const content = Buffer.from(text);
    return [header(path, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1))];
  });
  // Two empty blocks are the end.
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

/** A file's block in the format "ustar": https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html. */
function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > NAME_MAX) throw new Error(`a path of more than ${NAME_MAX} bytes: ${path}`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  const put = (text: string, offset: number) => block.write(text, offset, "utf8");
  put(path, 0);
  put(octal(0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(0, 11), 136);
  // The sum of the block is taken with spaces in its place.
  put("        ", 148);
  put("0", 156);
  put("ustar\x0000", 257);
  put(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
  );
  return block;
}
