const BOM = "\uFEFF";
const OPENING = new Set([0x5b, 0x7b]);

/** Decodes JSON in UTF-8 or UTF-16, which is detected by the byte order mark or the first bracket; removes the mark. */
export function decodeText(bytes: Buffer): string {
  const text = decodeBytes(bytes);
  return text.startsWith(BOM) ? text.slice(1) : text;
}

function decodeBytes(bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (OPENING.has(first!) && second === 0)) return bytes.toString("utf16le");
  if ((first === 0xfe && second === 0xff) || (first === 0 && OPENING.has(second!))) return decodeBigEndian(bytes);
  return bytes.toString("utf8");
}

function decodeBigEndian(bytes: Buffer): string {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return Buffer.from(whole).swap16().toString("utf16le");
}
