import { gzipSync } from "node:zlib";

const BLOCK = 512;
const NAME_MAX = 100;

/** A .tgz archive of small files, given as path and text. The same files give the same bytes. */
export function tgzArchive(files: ReadonlyMap<string, string>): Buffer {
  const entries = [...files].flatMap(([path, text]) => {
    const content = Buffer.from(text);
    return [tarHeader(path, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1))];
  });
  // A tar archive ends with two empty blocks.
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

/** The header block of a file in "ustar" format: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html. */
function tarHeader(path: string, size: number): Buffer {
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
  // The checksum is computed with spaces in its own field.
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
