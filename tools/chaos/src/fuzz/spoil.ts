import type { Random } from "@hipstershop/random";

/** Pieces that parsers find hard: a varint of ten bytes, half a surrogate pair, ends of lines, deep nesting, large lengths. */
const PIECES = [
  Buffer.from("ffffffffffffffffff01", "hex"),
  Buffer.from("eda080", "hex"),
  Buffer.from("😀".repeat(40)),
  Buffer.from("\0\r\n\u202e__proto__"),
  Buffer.from("\r\n\r\n"),
  Buffer.from("-1"),
  Buffer.from("%zz%00"),
  Buffer.from("0a".repeat(200), "hex"),
  Buffer.from("0b".repeat(200), "hex"),
  Buffer.from("12ffffffff0f", "hex"),
];

/** The bytes with one to four things wrong. */
export function spoil(bytes: Buffer, random: Random): Buffer {
  let spoilt = bytes;
  for (let left = random.int(1, 4); left > 0; left--) spoilt = spoilOnce(spoilt, random);
  return spoilt;
}

function spoilOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.int(0, bytes.length);
  const end = random.int(at, bytes.length);
  const insert = (piece: Buffer) => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  switch (random.int(0, 5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return insert(random.pick(PIECES));
    case 2:
      return insert(Buffer.from([random.int(0, 255), random.int(0, 255)]));
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case 4:
      return insert(bytes.subarray(at, end));
    default:
      return Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ (1 << random.int(0, 7)) : byte)));
  }
}
